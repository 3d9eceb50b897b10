package io.bulwark.testbed;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waiting for something to become true, with a deadline. */
public final class Poll {
    private static final Duration DEADLINE = Duration.ofSeconds(40);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Poll() {}

    /** The first value that satisfies {@code enough}; fails with the last one seen. */
    public static <T> T until(String what, Callable<T> source, Predicate<T> enough) throws Exception {
        var end = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            var value = source.call();
            if (enough.test(value)) {
                return value;
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(what + " did not happen within " + DEADLINE + ", last seen: " + value);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
