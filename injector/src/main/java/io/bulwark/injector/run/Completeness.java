package io.bulwark.injector.run;

import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.cluster.PodFacts;

/** Whether what the proxies of a workload have learned is all in its profile. */
final class Completeness {
    private final Planning planning;
    private final Shares shares;

    Completeness(Planning planning, Shares shares) {
        this.planning = planning;
        this.shares = shares;
    }

    /**
     * What the profile of a workload is to say of itself.
     *
     * @param tooLarge whether something had to be left out of it
     */
    String phase(Named workload, boolean tooLarge) {
        if (tooLarge) {
            return "TooLarge";
        }
        long pods = planning.answer(state -> state.podsOf(workload).stream()
                .filter(PodFacts::answersForPolicy)
                .count());
        return shares.of(workload).heard() >= pods ? "Ready" : "Partial";
    }
}
