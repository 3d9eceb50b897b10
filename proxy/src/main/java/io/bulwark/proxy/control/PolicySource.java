package io.bulwark.proxy.control;

import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.Problem;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The policy in force, and how the last change to it went. Any thread may read. */
public final class PolicySource implements Supplier<PolicySnapshot> {
    private final LongAdder taken;
    private final LongAdder refused;
    private PolicySnapshot written;
    private UnaryOperator<PolicySnapshot> overlay = UnaryOperator.identity();
    private volatile PolicySnapshot snapshot;
    private volatile Reload lastReload;

    /**
     * @param first the policy to begin with
     * @param warnings what is doubtful in it
     */
    public PolicySource(PolicySnapshot first, List<Problem> warnings, Instant now, Meters meters) {
        written = first;
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

    /** What the file says, or whoever else writes policy; more may be in force. */
    synchronized PolicySnapshot written() {
        return written;
    }

    /** Has something said over what is written, now and for every policy that is taken from now on. */
    synchronized void overlay(UnaryOperator<PolicySnapshot> over) {
        overlay = over;
        snapshot = over.apply(written);
    }

    /** Puts a policy in force. */
    synchronized void take(PolicySnapshot next, List<Problem> warnings, Instant now) {
        written = next;
        snapshot = overlay.apply(next);
        lastReload = new Reload.Taken(now, warnings);
        taken.increment();
    }

    /** Notes that a policy was refused; the one in force stays. */
    void refuse(List<Problem> problems, Instant now) {
        lastReload = new Reload.Refused(now, problems);
        refused.increment();
    }
}
