package io.bulwark.proxy.telemetry;

import java.util.concurrent.atomic.LongAdder;

/** A histogram of durations. Any thread may observe, without a lock and without allocating. */
public final class Timing {
    private static final long[] BOUNDS_NANOS = {
        1_000,
        2_000,
        5_000,
        10_000,
        20_000,
        50_000,
        100_000,
        200_000,
        500_000,
        1_000_000,
        2_000_000,
        5_000_000,
        10_000_000
    };

    private final LongAdder[] buckets = new LongAdder[BOUNDS_NANOS.length + 1];
    private final LongAdder sumNanos = new LongAdder();

    Timing() {
        for (var index = 0; index < buckets.length; index++) {
            buckets[index] = new LongAdder();
        }
    }

    /** Counts one duration. A negative one, from a clock that stepped back, counts as nothing. */
    public void observe(long nanos) {
        var index = 0;
        while (index < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[index]) {
            index++;
        }
        buckets[index].increment();
        sumNanos.add(Math.max(0, nanos));
    }

    /** The inclusive upper bound of a bucket in seconds, as Prometheus writes it; the last one has no bound. */
    static String bound(int index) {
        return index == BOUNDS_NANOS.length ? "+Inf" : Double.toString(BOUNDS_NANOS[index] / 1e9);
    }

    /** How many durations fell into each bucket alone. */
    long[] counts() {
        var counts = new long[buckets.length];
        for (var index = 0; index < counts.length; index++) {
            counts[index] = buckets[index].sum();
        }
        return counts;
    }

    double sumSeconds() {
        return sumNanos.sum() / 1e9;
    }
}
