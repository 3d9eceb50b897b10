package io.bulwark.proxy.control;

import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.handout.ProxyMessage;
import io.bulwark.policy.proof.Course;
import io.bulwark.proxy.event.EventSink;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** What the allowlist has refused lately, for the control plane: how many calls in a day, and which kinds in the stage at hand. */
public final class Denials implements EventSink {
    /* The number is read from a counter, which loses nothing when events are dropped; a clock that goes back adds to the hour that it
     * shows. Kinds are taken from the events. Here nobody knows yet whether their peers are in the profile: the control plane, which has
     * the profile of all replicas, leaves out those that are not. */

    private static final int HOURS = 24;
    private static final long HOUR_MILLIS = 3_600_000;
    private static final String ENFORCED = Mode.ENFORCE.word().toLowerCase(Locale.ROOT);

    private final Supplier<PolicySnapshot> policy;
    private final Supplier<String> stageNow;
    private final LongAdder refused;
    private final InstantSource clock;
    private final TreeMap<Long, Long> byHour = new TreeMap<>();
    private final TreeMap<Course.Refused, Long> kinds = new TreeMap<>();
    private long counted;
    private String stage = "";

    /** @param stage that the policy in force is in; kinds of another one are forgotten */
    public Denials(Supplier<PolicySnapshot> policy, Supplier<String> stage, Meters meters, InstantSource clock) {
        this.policy = policy;
        stageNow = stage;
        refused = meters.counter(ProxyMeters.ALLOWLIST_DENIALS, ENFORCED);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "denials";
    }

    @Override
    public synchronized void write(List<SecurityEvent> batch) {
        turn();
        if (stage.isEmpty()) {
            return;
        }
        RefusedCalls.forEach(batch, policy.get(), (_, kind) -> {
            if (kinds.size() < Course.MAX_REFUSED || kinds.containsKey(kind)) {
                kinds.merge(kind, 1L, Long::sum);
            }
        });
    }

    private void turn() {
        var now = stageNow.get();
        if (!now.equals(stage)) {
            stage = now;
            kinds.clear();
        }
    }

    /** What is to be told now. */
    synchronized ProxyMessage.Denied told() {
        turn();
        var hour = Math.floorDiv(clock.millis(), HOUR_MILLIS);
        var all = refused.sum();
        if (all > counted) {
            byHour.merge(hour, all - counted, Long::sum);
            counted = all;
        }
        byHour.headMap(hour - HOURS, true).clear();
        var most = new TreeMap<Course.Refused, Long>();
        kinds.entrySet().stream()
                .sorted(Map.Entry.<Course.Refused, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(ProxyMessage.MAX_KINDS)
                .forEach(kind -> most.put(kind.getKey(), kind.getValue()));
        var day = byHour.values().stream().mapToLong(Long::longValue).sum();
        return new ProxyMessage.Denied(day, stage, most);
    }
}
