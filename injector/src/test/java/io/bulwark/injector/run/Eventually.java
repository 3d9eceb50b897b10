package io.bulwark.injector.run;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what comes in its own time, with an end. */
final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long STEP_NANOS = 20_000_000;

    private Eventually() {}

    static void holds(String what, BooleanSupplier condition) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come to be that " + what);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    static void is(String what, Object expected, Supplier<?> actual) {
        var last = new AtomicReference<Object>("never asked");
        try {
            holds(what + " is " + expected, () -> {
                last.set(actual.get());
                return expected.equals(last.get());
            });
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + ", was " + last.get(), late);
        }
    }
}
