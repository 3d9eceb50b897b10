package io.bulwark.injector.run;

import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.plan.Concern;
import io.bulwark.injector.report.DocumentStatus;
import io.bulwark.injector.report.DocumentStatus.Evidence;
import io.bulwark.injector.report.Tally;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** Writes into the status of each document how far its proxies are; in the leader. For one thread at a time. */
final class Statuses {
    /* What was written last is remembered, so that an object is read and written only when there is news. A new leader remembers nothing,
     * and reads each object once. */

    private static final int MAX_AT_ONCE = 50;

    private final KubernetesClient client;
    private final Planning planning;
    private final Shares shares;
    private final ProfileNews profiles;
    private final Setbacks setbacks;
    private final Pace pace;
    private final Map<Key, Written> written = new HashMap<>();
    private final Map<Key, Instant> shortSince = new HashMap<>();

    private record Key(DocumentFacts.Kind kind, Named document) {}

    private record Written(Map<String, Object> status, Instant at) {}

    /** @param patience how long a proxy may be without a connection before it is told of */
    record Pace(InstantSource clock, Duration patience) {}

    /** What is known of the profiles of workloads. */
    interface ProfileNews {
        /** How ready the least ready one is; empty when there are none. */
        String readiness(Iterable<Named> workloads);

        /** How far the allowlist of one has come by itself; empty when it goes nowhere by itself. */
        String mode(Iterable<Named> workloads);
    }

    Statuses(
            KubernetesClient client,
            Planning planning,
            Shares shares,
            ProfileNews profiles,
            Setbacks setbacks,
            Pace pace) {
        this.client = client;
        this.setbacks = setbacks;
        this.planning = planning;
        this.shares = shares;
        this.profiles = profiles;
        this.pace = pace;
    }

    /** Another replica writes, or nobody can. */
    void forget() {
        written.clear();
        shortSince.clear();
    }

    void write() {
        if (!shares.synced()) {
            return;
        }
        var now = pace.clock().instant();
        var concerns = planning.concerns();
        var keys = concerns.stream()
                .map(concern -> new Key(concern.kind(), concern.document()))
                .toList();
        written.keySet().retainAll(keys);
        shortSince.keySet().retainAll(keys);
        setbacks.keep(keys);
        setbacks.nextRound();
        int left = MAX_AT_ONCE;
        // Whoever waits longest comes first.
        for (var concern :
                concerns.stream().sorted(Comparator.comparing(this::writtenAt)).toList()) {
            if (left > 0 && !setbacks.isAway() && write(concern, now)) {
                left--;
            }
        }
    }

    private Instant writtenAt(Concern concern) {
        var last = written.get(new Key(concern.kind(), concern.document()));
        return last == null ? Instant.MIN : last.at();
    }

    private Evidence evidence(Concern concern, Instant now) {
        var workloads = concern.pods().keySet();
        var rollout = Tally.all(workloads.stream().map(shares::of).toList());
        var key = new Key(concern.kind(), concern.document());
        var missing = false;
        if (rollout.connected() < concern.total()) {
            missing = !shortSince
                    .computeIfAbsent(key, _ -> now)
                    .plus(pace.patience())
                    .isAfter(now);
        } else {
            shortSince.remove(key);
        }
        return new Evidence(rollout, missing, profiles.readiness(workloads), profiles.mode(workloads));
    }

    /** Whether the API server had to be asked. */
    private boolean write(Concern concern, Instant now) {
        var key = new Key(concern.kind(), concern.document());
        var evidence = evidence(concern, now);
        var last = written.get(key);
        if (last != null
                && DocumentStatus.of(concern, evidence, last.status(), now).equals(last.status())) {
            return false;
        }
        if (!setbacks.isDue(key)) {
            return false;
        }
        var resource = client.genericKubernetesResources(Kinds.of(concern.kind()))
                .inNamespace(concern.document().namespace())
                .withName(concern.document().name());
        try {
            var object = resource.get();
            if (object == null) {
                return true;
            }
            var before = object.getAdditionalProperties().get("status") instanceof Map<?, ?> map ? map : Map.of();
            var status = DocumentStatus.of(concern, evidence, before, now);
            if (!same(before, status)) {
                object.setAdditionalProperty("status", status);
                client.genericKubernetesResources(Kinds.of(concern.kind()))
                        .inNamespace(concern.document().namespace())
                        .resource(object)
                        .updateStatus();
            }
            written.put(key, new Written(status, now));
            setbacks.over(key);
        } catch (KubernetesClientException failure) {
            setbacks.failed(key, "the status of " + concern.document() + " cannot be written", failure);
        }
        return true;
    }

    /** Whether both say the same: what was read has its numbers in other types. */
    private boolean same(Map<?, ?> before, Map<String, Object> status) {
        var json = client.getKubernetesSerialization();
        return json.unmarshal(json.asJson(before), Map.class).equals(json.unmarshal(json.asJson(status), Map.class));
    }
}
