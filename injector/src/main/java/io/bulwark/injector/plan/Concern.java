package io.bulwark.injector.plan;

import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.cluster.Observed;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whom a document of the cluster is for.
 *
 * @param rules how many rules it has
 * @param pods the workloads that it is for, with how many Pods of each have a sidecar and run
 */
public record Concern(DocumentFacts.Kind kind, Named document, Observed observed, int rules, Map<Named, Integer> pods) {
    public Concern {
        pods = Collections.unmodifiableMap(new TreeMap<>(pods));
    }

    /** How many Pods it is for. */
    public int total() {
        return pods.values().stream().mapToInt(Integer::intValue).sum();
    }
}
