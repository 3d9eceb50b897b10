package io.bulwark.proxy.control;

import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.Problem;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** The policy in force, and how the last change to it went. Any thread may read; one thread publishes. */
public final class PolicySource implements Supplier<PolicySnapshot> {
    private final LongAdder taken;
    private final LongAdder refused;
    private volatile PolicySnapshot snapshot;
    private volatile Reload lastReload;

    /**
     * @param first the policy to begin with
     * @param warnings what is doubtful in it
     */
    public PolicySource(PolicySnapshot first, List<Problem> warnings, Instant now, Meters meters) {
        snapshot = first;
        lastReload = new Reload.Taken(now, warnings);
        taken = meters.counter(ProxyMeters.POLICY_RELOADS, "taken");
        refused = meters.counter(ProxyMeters.POLICY_RELOADS, "refused");
        meters.info(ProxyMeters.POLICY, () -> List.of(get().revision()));
        meters.gauge(ProxyMeters.POLICY_STALE, () -> lastReload instanceof Reload.Refused ? 1 : 0);
    }

    @Override
    public PolicySnapshot get() {
        return snapshot;
    }

    public Reload lastReload() {
        return lastReload;
    }

    /** Puts a policy in force. */
    void take(PolicySnapshot next, List<Problem> warnings, Instant now) {
        snapshot = next;
        lastReload = new Reload.Taken(now, warnings);
        taken.increment();
    }

    /** Notes that a policy was refused; the one in force stays. */
    void refuse(List<Problem> problems, Instant now) {
        lastReload = new Reload.Refused(now, problems);
        refused.increment();
    }
}
