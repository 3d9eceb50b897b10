package io.bulwark.injector.serve;

import java.time.Duration;

/** Lets something be told at most once a minute. Any thread. */
public final class Seldom {
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private long told = System.nanoTime() - PAUSE_NANOS;

    /** Whether it is to be told now; then not again for a minute. */
    public synchronized boolean isDue() {
        var now = System.nanoTime();
        if (now - told < PAUSE_NANOS) {
            return false;
        }
        told = now;
        return true;
    }
}
