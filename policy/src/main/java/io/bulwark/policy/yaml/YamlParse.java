package io.bulwark.policy.yaml;

import java.util.List;

/** The outcome of reading a YAML file. */
public sealed interface YamlParse {

    /** The file's documents; empty ones are left out. */
    record Documents(List<YamlNode> roots) implements YamlParse {}

    /**
     * A file that is refused.
     *
     * @param line where; 0 when that cannot be told
     * @param why a sentence
     */
    record Fault(int line, String why) implements YamlParse {}
}
