package io.bulwark.policy;

import java.util.regex.Pattern;

/** The grammar of names of hosts in rules: a whole name, or <code>*.</code> and the end of one. */
final class HostSyntax {

    /** What stands for the beginning of a name. */
    static final String WILD = "*.";

    static final String RULE = "a host's name in lower case, or *. and the end of one";

    private static final int MAX_LENGTH = 253;
    private static final Pattern NAME =
            Pattern.compile("(?:\\*\\.)?+[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\\.[a-z0-9_][a-z0-9_-]{0,62})*+");
    private static final Pattern V6 = Pattern.compile("\\[[0-9a-f:.]{2,45}]");

    private HostSyntax() {}

    static boolean isPattern(String text) {
        return text.length() <= MAX_LENGTH
                && (NAME.matcher(text).matches() || V6.matcher(text).matches());
    }
}
