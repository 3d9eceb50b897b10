package io.bulwark.proxy.protocol.http2;

/** A token bucket: how often a peer may do what costs it little and its receiver more. */
final class RateLimit {
    private static final double NANOS_A_SECOND = 1e9;

    private final int burst;
    private final int perSecond;
    private double left;
    private long since;
    private boolean started;

    /**
     * @param burst how often at once
     * @param perSecond how often in the long run
     */
    RateLimit(int burst, int perSecond) {
        this.burst = burst;
        this.perSecond = perSecond;
        left = burst;
    }

    /** Takes one; false when it comes too often. */
    boolean take(long nowNanos) {
        if (started) {
            left = Math.min(burst, left + (nowNanos - since) / NANOS_A_SECOND * perSecond);
        }
        started = true;
        since = nowNanos;
        left -= 1;
        return left >= 0;
    }
}
