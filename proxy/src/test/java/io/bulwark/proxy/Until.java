package io.bulwark.proxy;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A wait for something that another thread does, with a deadline. */
public final class Until {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private Until() {}

    public static void until(BooleanSupplier done) {
        var end = System.nanoTime() + DEADLINE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not so within " + DEADLINE);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
