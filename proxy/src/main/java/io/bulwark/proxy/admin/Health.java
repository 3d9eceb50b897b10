package io.bulwark.proxy.admin;

import io.bulwark.proxy.telemetry.Meters;
import java.util.Locale;
import java.util.Optional;

/** The pages that anybody may ask for: whether the proxy is ready, whether it is alive, and its meters. */
final class Health {
    private final Meters meters;
    private final Lifecycle lifecycle;

    Health(Meters meters, Lifecycle lifecycle) {
        this.meters = meters;
        this.lifecycle = lifecycle;
    }

    /** Empty when the path is none of them. */
    Optional<Answer> answer(Ask ask) {
        return switch (ask.path()) {
            case "/ready", "/live", "/metrics" ->
                Optional.of(ask.method().equals("GET") ? page(ask.path()) : Answer.wrongMethod("GET"));
            default -> Optional.empty();
        };
    }

    private Answer page(String path) {
        return switch (path) {
            case "/ready" -> ready();
            case "/live" -> Answer.line(200, "live");
            default -> {
                var scrape = meters.scrape();
                yield Answer.page(scrape.mediaType(), scrape.text());
            }
        };
    }

    private Answer ready() {
        var state = lifecycle.state();
        return switch (state) {
            case READY -> Answer.line(200, "ready");
            case STARTING, DRAINING -> Answer.line(503, state.name().toLowerCase(Locale.ROOT));
        };
    }
}
