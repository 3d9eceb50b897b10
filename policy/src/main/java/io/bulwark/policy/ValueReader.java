package io.bulwark.policy;

import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads which parameters a request may have, and which values they may have. */
final class ValueReader {

    private static final int MAX_NAME = 128;
    private static final int MAX_VALUE = 256;

    private ValueReader() {}

    static QueryPattern query(Fields named) {
        Map<String, ValuePattern> parameters = new TreeMap<>();
        var entries = named.everything();
        if (entries.size() > QueryPattern.Only.MAX_PARAMETERS) {
            named.problems()
                    .error(
                            named.line(),
                            named.path(),
                            "must name at most " + QueryPattern.Only.MAX_PARAMETERS + " parameters, named "
                                    + entries.size());
            return new QueryPattern.Any();
        }
        entries.forEach((name, node) -> {
            if (name.isEmpty() || name.length() > MAX_NAME) {
                named.problems()
                        .error(
                                node.line(),
                                named.at(name),
                                "must be a parameter's name of 1.." + MAX_NAME + " characters");
            }
            parameters.put(name, value(Fields.of(node, named.at(name), named.problems())));
        });
        named.end();
        return QueryPattern.only(parameters);
    }

    private static ValuePattern value(Fields fields) {
        var type = fields.word("type", SegmentType.values(), SegmentType::word, SegmentType.ANY);
        int min = fields.whole("minLength", 0, ValuePattern.MAX_LENGTH, 0);
        int max = fields.whole("maxLength", 0, ValuePattern.MAX_LENGTH, ValuePattern.MAX_LENGTH);
        var characters = fields.word("characters", CharacterSet.values(), CharacterSet::word, CharacterSet.ANY);
        var oneOf = oneOf(fields);
        boolean repeated = fields.truth("repeated", false);
        fields.end();
        if (min > max) {
            fields.problems()
                    .error(
                            fields.line(),
                            fields.at("minLength"),
                            "must be at most maxLength, was " + min + " of " + max);
            min = max;
        }
        return new ValuePattern(type, min, max, characters, oneOf, repeated);
    }

    /** Any scalar counts as what was written: {@code oneOf: [1, 2, true]} are texts to HTTP. */
    private static NavigableSet<String> oneOf(Fields fields) {
        NavigableSet<String> values = new TreeSet<>();
        var nodes = fields.list("oneOf", 1, ValuePattern.MAX_VALUES);
        for (int i = 0; i < nodes.size(); i++) {
            fields.scalar(nodes.get(i), fields.at("oneOf") + "[" + i + "]", MAX_VALUE)
                    .ifPresent(values::add);
        }
        return values;
    }
}
