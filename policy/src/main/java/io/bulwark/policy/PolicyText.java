package io.bulwark.policy;

import java.util.stream.Collectors;

/** Documents as the YAML that people read and keep. What is written reads back to the same document. */
public final class PolicyText {

    private PolicyText() {}

    /** The whole document. */
    public static String yaml(ServiceAllowlist document) {
        var out = DocumentWriter.object();
        AllowlistWriter.write(document, out);
        return YamlWriter.write(out);
    }

    /** One rule as an entry of a list, each line with this many blanks before it. */
    public static String yaml(AllowlistRule rule, FlowSide side, int indent) {
        var out = DocumentWriter.object();
        AllowlistWriter.write(rule, side, out);
        var blanks = " ".repeat(indent);
        return YamlWriter.write(out)
                .lines()
                .map(line -> "  " + line)
                .collect(Collectors.joining("\n" + blanks, blanks + "- ", "\n"))
                .replaceFirst("- {3}", "- ");
    }
}
