package io.bulwark.policy.handout;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Messages as lines of JSON, bounded and hostile until they are read. */
final class Lines {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_LINE = 16 << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(MAX_LINE)
                            .maxStringLength(MAX_LINE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Lines() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** @throws IllegalArgumentException if the line is no JSON object */
    static JsonNode read(String line) {
        try {
            var node = MAPPER.readTree(line);
            if (!node.isObject()) {
                throw new IllegalArgumentException("a message must be a JSON object");
            }
            return node;
        } catch (JsonProcessingException fault) {
            throw new IllegalArgumentException("no JSON: " + fault.getOriginalMessage(), fault);
        }
    }

    static String text(JsonNode node, String key, int most) {
        var value = node.path(key);
        if (!value.isTextual() || value.textValue().length() > most) {
            throw new IllegalArgumentException(key + " must be a text of at most " + most + " characters");
        }
        return value.textValue();
    }

    static long count(JsonNode node, String key) {
        var value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new IllegalArgumentException(key + " must be a whole number, not below 0");
        }
        return value.longValue();
    }

    static NavigableMap<String, String> texts(JsonNode node, String key) {
        var texts = new TreeMap<String, String>();
        for (Map.Entry<String, JsonNode> entry : node.path(key).properties()) {
            if (!entry.getValue().isTextual()) {
                throw new IllegalArgumentException(key + " must hold texts");
            }
            texts.put(entry.getKey(), entry.getValue().textValue());
        }
        return texts;
    }

    static NavigableSet<String> names(JsonNode node, String key) {
        var names = new TreeSet<String>();
        for (var each : node.path(key)) {
            if (!each.isTextual()) {
                throw new IllegalArgumentException(key + " must hold texts");
            }
            names.add(each.textValue());
        }
        return names;
    }
}
