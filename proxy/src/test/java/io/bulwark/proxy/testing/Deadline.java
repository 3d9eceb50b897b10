package io.bulwark.proxy.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for something that other threads bring about, never longer than told. */
public final class Deadline {
    private static final Duration USUAL = Duration.ofSeconds(20);
    private static final long STEP_NANOS = 2_000_000;

    private Deadline() {}

    /** Waits until it holds and says whether it does. */
    public static boolean poll(Duration atMost, BooleanSupplier holds) {
        var end = System.nanoTime() + atMost.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
        return true;
    }

    /** Waits until it holds; {@code what} names it in the failure. */
    public static void await(String what, BooleanSupplier holds) {
        if (!poll(USUAL, holds)) {
            throw new AssertionError("not within " + USUAL + ": " + what);
        }
    }
}
