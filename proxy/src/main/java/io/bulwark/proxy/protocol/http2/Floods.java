package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.stream.Ticker;

/** How often one side may send what costs it little and its peer more. Each method counts one, and says whether it is one too many. */
final class Floods {
    private static final int MAX_UNANSWERED_PINGS = 1_000;

    private final Ticker ticker;
    private final RateLimit resets = new RateLimit(1_000, 33);
    private final RateLimit settings = new RateLimit(100, 10);
    private final RateLimit emptyFrames = new RateLimit(500, 50);
    private final RateLimit priorities = new RateLimit(2_000, 200);

    private int unansweredPings;

    Floods(Ticker ticker) {
        this.ticker = ticker;
    }

    boolean reset() {
        return !resets.take(ticker.read());
    }

    boolean settings() {
        return !settings.take(ticker.read());
    }

    /** A ping that its peer has not answered yet. How often does not matter: who measures a link pings at every round trip. */
    boolean ping() {
        return ++unansweredPings > MAX_UNANSWERED_PINGS;
    }

    /** The peer has answered a ping. */
    void pingAnswered() {
        unansweredPings = Math.max(0, unansweredPings - 1);
    }

    boolean emptyFrame() {
        return !emptyFrames.take(ticker.read());
    }

    boolean priority() {
        return !priorities.take(ticker.read());
    }
}
