package io.bulwark.injector.plan;

import io.bulwark.injector.cluster.Named;
import io.bulwark.policy.handout.Handout;
import java.util.Map;
import java.util.Set;

/**
 * What is new since the plan before.
 *
 * @param changed workloads with another handout, or the first one
 * @param held workloads, all of them, that are told nothing new, because a document that concerns them was never right
 * @param gone workloads that are no more
 */
public record Plan(Map<Named, Handout> changed, Set<Named> held, Set<Named> gone) {
    public Plan {
        changed = Map.copyOf(changed);
        held = Set.copyOf(held);
        gone = Set.copyOf(gone);
    }
}
