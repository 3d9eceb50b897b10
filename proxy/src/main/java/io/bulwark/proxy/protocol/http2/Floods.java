package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.stream.Ticker;

/** How often one side may send what costs it little and its peer more. Each method counts one, and says whether it is one too many. */
final class Floods {
    private final Ticker ticker;
    private final RateLimit resets = new RateLimit(1_000, 33);
    private final RateLimit settings = new RateLimit(100, 10);
    private final RateLimit pings = new RateLimit(1_000, 100);
    private final RateLimit emptyFrames = new RateLimit(500, 50);
    private final RateLimit priorities = new RateLimit(2_000, 200);

    Floods(Ticker ticker) {
        this.ticker = ticker;
    }

    boolean reset() {
        return !resets.take(ticker.read());
    }

    boolean settings() {
        return !settings.take(ticker.read());
    }

    boolean ping() {
        return !pings.take(ticker.read());
    }

    boolean emptyFrame() {
        return !emptyFrames.take(ticker.read());
    }

    boolean priority() {
        return !priorities.take(ticker.read());
    }
}
