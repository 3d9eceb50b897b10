package io.bulwark.proxy;

import io.bulwark.signatures.Signature;
import io.bulwark.signatures.catalogue.CompiledCatalogue;
import io.bulwark.signatures.match.Matcher;
import io.bulwark.signatures.match.hyperscan.DatabaseSource;
import io.bulwark.signatures.match.hyperscan.EngineSelfTest;
import io.bulwark.signatures.match.hyperscan.HyperscanMatcher;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The start of the matching engine: the self-test first, then the catalogue's databases. */
final class Engine {
    /** The signatures of the build. */
    sealed interface Catalogue {
        record Known(List<Signature> signatures) implements Catalogue {
            public Known {
                signatures = List.copyOf(signatures);
            }
        }

        record Unreadable(String reason) implements Catalogue {}
    }

    sealed interface Result {}

    record Ready(Matcher matcher) implements Result {}

    record Failed(String reason) implements Result {}

    private Engine() {}

    static Catalogue catalogue() {
        try {
            return new Catalogue.Known(CompiledCatalogue.fromClassPath());
        } catch (IOException failure) {
            return new Catalogue.Unreadable("the signature catalogue cannot be read: " + failure.getMessage());
        }
    }

    /** Starts the engine on a thread of its own; the result comes when it is asked for. */
    static CompletableFuture<Result> startAside(List<Signature> signatures) {
        return CompletableFuture.supplyAsync(
                () -> start(signatures),
                task -> Thread.ofPlatform().daemon().name("bulwark-engine").start(task));
    }

    private static Result start(List<Signature> signatures) {
        return switch (EngineSelfTest.run()) {
            case EngineSelfTest.Outcome.Refused(var reason) -> new Failed(reason);
            case EngineSelfTest.Outcome.Passed _ -> load(signatures);
        };
    }

    private static Result load(List<Signature> signatures) {
        return switch (HyperscanMatcher.make(signatures, DatabaseSource.CLASS_PATH)) {
            case HyperscanMatcher.Made.Ready(var matcher) -> new Ready(matcher);
            case HyperscanMatcher.Made.Refused(var reason) -> new Failed(reason);
        };
    }
}
