package io.bulwark.proxy.protocol.http1;

import io.bulwark.policy.Limits;
import io.bulwark.proxy.protocol.http.Since;
import org.jspecify.annotations.Nullable;

/** How long the request at hand takes, against the limits on it. */
final class RequestTimes {
    private final Since head;
    private final Since body;
    private final Since held;

    private long tickedNanos;

    RequestTimes(Limits limits, long nowNanos) {
        tickedNanos = nowNanos;
        head = new Since(limits.headTimeout());
        body = new Since(limits.bodyTimeout());
        held = new Since(limits.holdTime());
    }

    /** Some of the head has come; counts from its first byte. */
    void inHead(long nowNanos) {
        head.start(nowNanos);
    }

    /** Some of the body has come; counts from the last of it. */
    void bodyGoesOn(long nowNanos) {
        body.restart(nowNanos);
    }

    /** Some of the request is held; counts from when that began. */
    void held(long nowNanos) {
        held.start(nowNanos);
    }

    void noLongerHeld() {
        held.stop();
    }

    /** Nothing is waited for any more. */
    void stop() {
        head.stop();
        body.stop();
        held.stop();
    }

    /**
     * What takes too long, if anything does. Asked a few times a second; the time since it was last asked counts only if the
     * client was being read.
     */
    @Nullable
    HttpAnomaly tooSlow(long nowNanos, boolean reading) {
        if (!reading) {
            head.forgive(nowNanos - tickedNanos, nowNanos);
            body.forgive(nowNanos - tickedNanos, nowNanos);
        }
        tickedNanos = nowNanos;
        if (head.exceeded(nowNanos)) {
            return HttpAnomaly.SLOW_HEAD;
        }
        return body.exceeded(nowNanos) ? HttpAnomaly.SLOW_BODY : null;
    }

    boolean heldTooLong(long nowNanos) {
        return held.exceeded(nowNanos);
    }
}
