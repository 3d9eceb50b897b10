package io.bulwark.benchmarks;

import io.bulwark.signatures.catalogue.CompiledCatalogue;
import io.bulwark.signatures.match.Matcher;
import io.bulwark.signatures.match.hyperscan.DatabaseSource;
import io.bulwark.signatures.match.hyperscan.HyperscanMatcher;
import java.io.IOException;

/** The matching engine with the signatures that the product ships. */
final class Engines {
    private Engines() {}

    static Matcher catalogue() {
        try {
            var signatures = CompiledCatalogue.fromClassPath();
            return switch (HyperscanMatcher.make(signatures, DatabaseSource.CLASS_PATH)) {
                case HyperscanMatcher.Made.Ready(var matcher) -> matcher;
                case HyperscanMatcher.Made.Refused(var reason) -> throw new IllegalStateException(reason);
            };
        } catch (IOException failure) {
            throw new IllegalStateException("the signature catalogue cannot be read", failure);
        }
    }
}
