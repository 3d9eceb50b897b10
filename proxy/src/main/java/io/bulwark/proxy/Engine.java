package io.bulwark.proxy;

import io.bulwark.signatures.catalogue.CompiledCatalogue;
import io.bulwark.signatures.match.Matcher;
import io.bulwark.signatures.match.hyperscan.DatabaseSource;
import io.bulwark.signatures.match.hyperscan.EngineSelfTest;
import io.bulwark.signatures.match.hyperscan.HyperscanMatcher;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** The start of the matching engine: the self-test first, then the catalogue's databases. */
final class Engine {
    sealed interface Result {}

    record Ready(Matcher matcher) implements Result {}

    record Failed(String reason) implements Result {}

    private Engine() {}

    /** Starts the engine on a thread of its own; the result comes when it is asked for. */
    static CompletableFuture<Result> startAside() {
        return CompletableFuture.supplyAsync(
                Engine::start,
                task -> Thread.ofPlatform().daemon().name("bulwark-engine").start(task));
    }

    static Result start() {
        return switch (EngineSelfTest.run()) {
            case EngineSelfTest.Outcome.Refused(var reason) -> new Failed(reason);
            case EngineSelfTest.Outcome.Passed _ -> load();
        };
    }

    private static Result load() {
        try {
            var signatures = CompiledCatalogue.fromClassPath();
            return switch (HyperscanMatcher.make(signatures, DatabaseSource.CLASS_PATH)) {
                case HyperscanMatcher.Made.Ready(var matcher) -> new Ready(matcher);
                case HyperscanMatcher.Made.Refused(var reason) -> new Failed(reason);
            };
        } catch (IOException failure) {
            return new Failed("the signature catalogue cannot be read: " + failure.getMessage());
        }
    }
}
