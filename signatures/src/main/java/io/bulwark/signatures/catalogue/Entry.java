package io.bulwark.signatures.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One YAML mapping, read key by key; what is wrong is noted, and something harmless given in its place. */
final class Entry {
    private final String where;
    private final JsonNode node;
    private final List<String> problems;

    Entry(String where, JsonNode node, List<String> problems) {
        this.where = where;
        this.node = node;
        this.problems = problems;
        if (!node.isObject()) {
            problem("must be a mapping, was " + shown(node));
        }
    }

    void problem(String text) {
        problems.add(where + ": " + text);
    }

    void allowOnly(String... keys) {
        var allowed = new LinkedHashSet<>(List.of(keys));
        node.fieldNames().forEachRemaining(key -> {
            if (!allowed.contains(key)) {
                problem("key must be one of " + String.join(", ", keys) + ", was '" + key + "'");
            }
        });
    }

    boolean has(String key) {
        return node.has(key);
    }

    /** The mapping that is this key's value. */
    Entry under(String key) {
        return item(key, node.path(key));
    }

    /** A mapping that belongs to this key's value. */
    Entry item(String key, JsonNode item) {
        return new Entry(where + ": " + key, item, problems);
    }

    JsonNode get(String key) {
        return node.path(key);
    }

    String text(String key) {
        var value = node.path(key);
        if (!value.isTextual()) {
            problem(key + " must be text, was " + shown(value));
            return "";
        }
        return value.asText();
    }

    int number(String key, int otherwise) {
        var value = node.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            problem(key + " must be a whole number, was " + shown(value));
            return otherwise;
        }
        return value.intValue();
    }

    /** The value of a key that is one of a vocabulary's words. */
    <T> T word(String key, Function<String, Optional<T>> vocabulary, String allowed, T otherwise) {
        return word(key, node.path(key), vocabulary, allowed).orElse(otherwise);
    }

    /** The values of a key that is a list of a vocabulary's words, without doubles. */
    <T> Set<T> words(String key, Function<String, Optional<T>> vocabulary, String allowed) {
        var words = new LinkedHashSet<T>();
        for (var item : items(key)) {
            word(key, item, vocabulary, allowed).ifPresent(word -> {
                if (!words.add(word)) {
                    problem(key + " must name each value once, was " + shown(item) + " again");
                }
            });
        }
        return words;
    }

    private <T> Optional<T> word(String key, JsonNode value, Function<String, Optional<T>> vocabulary, String allowed) {
        Optional<T> word = value.isTextual() ? vocabulary.apply(value.asText()) : Optional.empty();
        if (word.isEmpty()) {
            problem(key + " must be one of " + allowed + ", was " + shown(value));
        }
        return word;
    }

    /** The items of a list; none where the key is absent. */
    List<JsonNode> items(String key) {
        var value = node.path(key);
        var items = new ArrayList<JsonNode>();
        if (value.isArray()) {
            value.forEach(items::add);
        } else if (!value.isMissingNode()) {
            problem(key + " must be a list, was " + shown(value));
        }
        return items;
    }

    static String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return "missing";
        }
        return value.isTextual() ? "'" + value.asText() + "'" : value.toString();
    }
}
