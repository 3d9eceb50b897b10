package io.bulwark.policy.yaml;

import java.util.List;
import java.util.Map;

/** One value of a YAML file and the line on which it begins. */
public sealed interface YamlNode {

    /** The line, from 1. */
    int line();

    /** What kind of scalar a piece of text stands for. */
    enum Kind {
        TEXT,
        WHOLE_NUMBER,
        FRACTION,
        TRUTH,
        NOTHING
    }

    /**
     * A mapping.
     *
     * @param entries in the order in which they are written
     * @param repeated keys that come up again; only their first value is in {@code entries}
     */
    record Mapping(int line, Map<String, YamlNode> entries, List<Repeated> repeated) implements YamlNode {}

    /** A list. */
    record Sequence(int line, List<YamlNode> items) implements YamlNode {}

    /** Anything else; a whole number's text is its plain decimal form. */
    record Scalar(int line, Kind kind, String text) implements YamlNode {}

    /** A key that comes up again. */
    record Repeated(int line, String key) {}
}
