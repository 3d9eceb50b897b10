package io.bulwark.policy;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Reads lists of words, each of which passes a test. */
final class Words {

    private Words() {}

    /** The words under a key; empty when it is absent. {@code rule} ends the sentence "... must be". */
    static NavigableSet<String> read(Fields fields, String key, int max, Predicate<String> test, String rule) {
        NavigableSet<String> words = new TreeSet<>();
        var nodes = fields.list(key, 1, max);
        for (int i = 0; i < nodes.size(); i++) {
            fields.text(nodes.get(i), fields.at(key) + "[" + i + "]", test, rule)
                    .ifPresent(words::add);
        }
        return words;
    }

    /** The text under a key that may be absent. */
    static Optional<String> optional(Fields fields, String key, Predicate<String> test, String rule) {
        return fields.node(key).flatMap(node -> fields.text(node, fields.at(key), test, rule));
    }
}
