package io.bulwark.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;

/** Trees as the YAML that people read: no quotes where a text can be nothing but a text, whichever version of YAML a tool reads. */
public final class YamlWriter {
    private static final YAMLMapper YAML = mapper(false);
    private static final YAMLMapper INDENTED = mapper(true);

    private YamlWriter() {}

    private static YAMLMapper mapper(boolean indented) {
        var factory = YAMLFactory.builder().stringQuotingChecker(new Careful()).build();
        return YAMLMapper.builder(factory)
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .configure(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR, indented)
                .build();
    }

    /** A tree of texts, numbers and truths, with its end of line. */
    public static String write(JsonNode tree) {
        return write(YAML, tree);
    }

    /** The same with lists further to the right than their names. */
    public static String writeIndented(JsonNode tree) {
        return write(INDENTED, tree);
    }

    private static String write(YAMLMapper mapper, JsonNode tree) {
        try {
            return mapper.writeValueAsString(tree);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of texts and numbers can be written", impossible);
        }
    }

    /** Quotes besides what YAML 1.1 or 1.2 might take for a number or a time: {@code 012}, {@code 1_000}, {@code 1:30}, {@code -._}. */
    private static final class Careful extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1;

        @Override
        public boolean needToQuoteValue(String value) {
            return super.needToQuoteValue(value) || !isPlain(value);
        }

        /** A block of addresses has a slash, which no number and no time has. */
        private static boolean isPlain(String value) {
            char first = value.isEmpty() ? ' ' : value.charAt(0);
            boolean letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
            boolean digit = first >= '0' && first <= '9';
            return letter || first == '/' || (digit && value.indexOf('/') > 0);
        }
    }
}
