package io.bulwark.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.stream.Collectors;

/** Documents as the YAML that people read and keep. What is written reads back to the same document. */
public final class PolicyText {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private PolicyText() {}

    /** The whole document. */
    public static String yaml(ServiceAllowlist document) {
        var out = DocumentWriter.object();
        AllowlistWriter.write(document, out);
        return yaml(out);
    }

    /** One rule as an entry of a list, each line with this many blanks before it. */
    public static String yaml(AllowlistRule rule, FlowSide side, int indent) {
        var out = DocumentWriter.object();
        AllowlistWriter.write(rule, side, out);
        var blanks = " ".repeat(indent);
        return yaml(out)
                .lines()
                .map(line -> "  " + line)
                .collect(Collectors.joining("\n" + blanks, blanks + "- ", "\n"))
                .replaceFirst("- {3}", "- ");
    }

    private static String yaml(ObjectNode node) {
        try {
            return YAML.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of texts and numbers can be written", impossible);
        }
    }
}
