package io.bulwark.proxy.protocol.http;

import java.time.Duration;

/** How long something has been going on, against one limit. */
public final class Since {
    private final long limitNanos;
    private boolean running;
    private long start;

    public Since(Duration limit) {
        limitNanos = limit.toNanos();
    }

    /** Begins to count, unless it does already. */
    public void start(long nowNanos) {
        if (!running) {
            restart(nowNanos);
        }
    }

    public void restart(long nowNanos) {
        running = true;
        start = nowNanos;
    }

    /** Leaves out the last {@code nanos} until now, or as much of them as it has been going on. */
    public void forgive(long nanos, long nowNanos) {
        start += Math.min(nanos, nowNanos - start);
    }

    public void stop() {
        running = false;
    }

    public boolean exceeded(long nowNanos) {
        return running && nowNanos - start > limitNanos;
    }
}
