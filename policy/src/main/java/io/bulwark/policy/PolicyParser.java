package io.bulwark.policy;

import java.util.List;

/** Reads policy files. */
public final class PolicyParser {

    private PolicyParser() {}

    /** Reads a file; never throws, whatever is in it. */
    public static PolicyParse parse(byte[] yaml) {
        return new PolicyParse.Rejected(List.of(new Problem(Problem.Level.ERROR, 0, "", "not read yet")));
    }
}
