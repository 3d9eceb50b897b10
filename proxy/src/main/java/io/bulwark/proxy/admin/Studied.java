package io.bulwark.proxy.admin;

import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.Promotion.Bounds;
import io.bulwark.proxy.control.Promoter;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What pages about learning rest on.
 *
 * @param learned what was learned up to now; may take a moment
 * @param promoter who takes the allowlist further, where that happens by itself
 * @param bounds when it may go further
 */
public record Studied(Supplier<Profile> learned, Optional<Promoter> promoter, Bounds bounds) {
    /** Nothing is learned. */
    static Studied nothing() {
        return new Studied(Profile::none, Optional.empty(), Bounds.usual());
    }
}
