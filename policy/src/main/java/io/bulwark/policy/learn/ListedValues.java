package io.bulwark.policy.learn;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Values of query parameters that an allowlist would list, because there are few and each came often. */
public final class ListedValues {
    private ListedValues() {}

    /** The values by the names of their parameters. */
    public static Map<String, Set<String>> of(Profile profile) {
        Map<String, Set<String>> listed = new TreeMap<>();
        for (var facts : profile.operations().values()) {
            facts.parameters().forEach((name, parameter) -> {
                var values = ValueEvidence.listed(
                        parameter.values(), parameter.seen().total());
                if (Facts.isQuery(name) && !values.isEmpty()) {
                    listed.computeIfAbsent(name.substring(1), _ -> new TreeSet<>())
                            .addAll(values);
                }
            });
        }
        return listed;
    }
}
