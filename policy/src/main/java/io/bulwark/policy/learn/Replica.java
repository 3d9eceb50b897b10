package io.bulwark.policy.learn;

import java.util.HexFormat;

/** The name of one learner since its start. Names of later starts are greater. */
public final class Replica {
    private Replica() {}

    /**
     * A name.
     *
     * @param started when the process started, in milliseconds since 1970
     * @param process which process; such as the name of its Pod
     * @param loop which of its loops
     */
    public static String name(long started, String process, int loop) {
        return HexFormat.of().toHexDigits(started, 12) + "." + process + "." + loop;
    }
}
