package io.bulwark.proxy.protocol.http1;

import java.time.Duration;

/** How long something has been going on, against one limit. */
final class Since {
    private final long limitNanos;
    private boolean running;
    private long start;

    Since(Duration limit) {
        limitNanos = limit.toNanos();
    }

    /** Begins to count, unless it does already. */
    void start(long nowNanos) {
        if (!running) {
            restart(nowNanos);
        }
    }

    void restart(long nowNanos) {
        running = true;
        start = nowNanos;
    }

    void stop() {
        running = false;
    }

    boolean exceeded(long nowNanos) {
        return running && nowNanos - start > limitNanos;
    }
}
