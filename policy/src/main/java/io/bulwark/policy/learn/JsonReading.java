package io.bulwark.policy.learn;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** JSON that somebody else may have written, checked piece by piece. Every complaint says where, what is allowed and what was found. */
final class JsonReading {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_SHOWN = 60;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(20)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonReading() {}

    static JsonNode tree(String text, int maxLength) {
        if (text.length() > maxLength) {
            throw new IllegalArgumentException(
                    "a profile must be at most " + maxLength + " characters, was " + text.length());
        }
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException fault) {
            throw new IllegalArgumentException("no JSON: " + cut(fault.getOriginalMessage()), fault);
        }
    }

    static IllegalArgumentException wrong(String where, String allowed, JsonNode was) {
        var shown = was.isMissingNode() ? "absent" : cut(was.toString());
        return new IllegalArgumentException(where + " must be " + allowed + ", was " + shown);
    }

    private static String cut(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }

    /** A mapping with no other keys than these. */
    static JsonNode object(JsonNode node, String where, String... keys) {
        if (!node.isObject()) {
            throw wrong(where, "a mapping", node);
        }
        var known = new HashSet<>(Arrays.asList(keys));
        for (var entry : node.properties()) {
            if (!known.contains(entry.getKey())) {
                throw new IllegalArgumentException(where + "." + cut(entry.getKey()) + " is not a known key; known are "
                        + String.join(", ", keys));
            }
        }
        return node;
    }

    static Set<Map.Entry<String, JsonNode>> entries(JsonNode node, String where, int max) {
        if (node.isMissingNode()) {
            return Set.of();
        }
        if (!node.isObject() || node.size() > max) {
            throw wrong(where, "a mapping of at most " + max + " keys", node);
        }
        return node.properties();
    }

    static List<JsonNode> list(JsonNode node, String where, int max) {
        if (!node.isArray() || node.size() > max) {
            throw wrong(where, "a list of at most " + max + " entries", node);
        }
        return List.copyOf(node.valueStream().toList());
    }

    static String text(JsonNode node, String where, int maxLength) {
        if (!node.isTextual() || node.textValue().length() > maxLength) {
            throw wrong(where, "a text of at most " + maxLength + " characters", node);
        }
        return node.textValue();
    }

    static long number(JsonNode node, String where, long max) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0 || node.longValue() > max) {
            throw wrong(where, "0.." + max, node);
        }
        return node.longValue();
    }

    static int whole(JsonNode node, String where, int max) {
        return (int) number(node, where, max);
    }

    /** Yes or no; no when it is absent. */
    static boolean truth(JsonNode node, String where) {
        if (!node.isMissingNode() && !node.isBoolean()) {
            throw wrong(where, "true or false", node);
        }
        return node.asBoolean();
    }
}
