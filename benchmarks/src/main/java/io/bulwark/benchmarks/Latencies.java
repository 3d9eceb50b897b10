package io.bulwark.benchmarks;

/** Counts of latencies in buckets that are 1/64 of their value wide, so that a percentile is within 1.6 %. Owned by one thread. */
public final class Latencies {
    private static final int SUB_BITS = 6;
    private static final int SUB = 1 << SUB_BITS;

    private final long[] counts = new long[(Long.SIZE - SUB_BITS) * SUB];
    private long total;

    /** Counts one. */
    public void add(long nanos) {
        counts[bucket(Math.max(0, nanos))]++;
        total++;
    }

    /** Counts those that another one has counted. */
    public void addAll(Latencies other) {
        for (var index = 0; index < counts.length; index++) {
            counts[index] += other.counts[index];
        }
        total += other.total;
    }

    /** How many were counted. */
    public long total() {
        return total;
    }

    /** The upper end of the bucket that this share of all latencies, 0..1, do not exceed, in nanoseconds. */
    public long percentile(double share) {
        var wanted = Math.max(1, (long) Math.ceil(total * share));
        var seen = 0L;
        for (var index = 0; index < counts.length; index++) {
            seen += counts[index];
            if (seen >= wanted) {
                return upper(index);
            }
        }
        return 0;
    }

    /* Values below 64 have a bucket each; above, each doubling is cut into 64. */
    private static int bucket(long value) {
        if (value < SUB) {
            return (int) value;
        }
        var shift = Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(value);
        return (shift << SUB_BITS) + (int) (value >>> shift);
    }

    private static long upper(int bucket) {
        if (bucket < SUB) {
            return bucket;
        }
        var shift = (bucket >>> SUB_BITS) - 1;
        return (((long) (bucket - (shift << SUB_BITS)) + 1) << shift) - 1;
    }
}
