package io.bulwark.benchmarks.learning;

import io.bulwark.policy.learn.Profile;

/** Profiles of made-up services, for those who measure what else is done with them. */
public final class MadeProfile {
    private static final int CALLS = 20_000;

    private MadeProfile() {}

    /** What a proxy has learned of a REST service of some resources. */
    public static Profile ofRest(long seed) {
        return new Trial(Services.Shape.REST, seed, CALLS).profile();
    }
}
