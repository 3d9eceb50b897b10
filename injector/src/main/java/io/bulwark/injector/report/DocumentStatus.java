package io.bulwark.injector.report;

import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.plan.Concern;
import io.bulwark.injector.serve.Rollout;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is said of a document in its status. Pure. */
public final class DocumentStatus {
    /** Whether the control plane could read it. */
    static final String ACCEPTED = "Accepted";

    /** Whether all proxies have it in force. */
    static final String IN_FORCE = "InForce";

    private static final int MAX_MESSAGE = 1000;

    private DocumentStatus() {}

    /**
     * What proxies and profiles say of a document.
     *
     * @param rollout of all workloads that it is for together
     * @param missing whether the proxies that are not connected have been missing for so long that it is to be told
     * @param readiness what the profiles of its workloads say; empty when there are none
     * @param mode how far it is carried out, where that is not what its author wrote; empty when it is
     */
    public record Evidence(Rollout rollout, boolean missing, String readiness, String mode) {}

    private record Condition(String type, String status, String reason, String message) {}

    /**
     * The status of a document.
     *
     * @param before what its status says now; empty when there is none
     */
    public static Map<String, Object> of(Concern concern, Evidence evidence, Map<?, ?> before, Instant now) {
        var rollout = evidence.rollout();
        var right = concern.observed().problems().isEmpty();
        long total = concern.total();
        long acked = right ? Math.min(total, rollout.applied()) : 0;
        long nacked = Math.min(total - acked, rollout.refused());
        long stale = evidence.missing() ? Math.max(0, total - rollout.connected()) : 0;
        var status = new TreeMap<String, Object>();
        status.put("observedGeneration", concern.observed().generation());
        status.put("pods", new TreeMap<>(Map.of("total", total, "acked", acked, "nacked", nacked, "stale", stale)));
        if (concern.kind() == DocumentFacts.Kind.ALLOWLIST) {
            status.put("rules", (long) concern.rules());
            status.put("blockedLastDay", blocked(rollout, total, stale, before));
            if (!evidence.readiness().isEmpty()) {
                status.put("readiness", evidence.readiness());
            }
            if (!evidence.mode().isEmpty()) {
                status.put("mode", evidence.mode());
            }
        }
        var conditions = List.of(accepted(concern), inForce(concern, rollout, acked, nacked, stale));
        status.put("conditions", told(conditions, concern.observed().generation(), before, now));
        return status;
    }

    /* While a proxy is on its way from one replica to the other its calls are with neither. */
    private static long blocked(Rollout rollout, long total, long stale, Map<?, ?> before) {
        var moving = rollout.connected() + stale < total;
        return moving && before.get("blockedLastDay") instanceof Number last
                ? Math.max(last.longValue(), rollout.denied())
                : rollout.denied();
    }

    private static Condition accepted(Concern concern) {
        var problems = concern.observed().problems();
        return problems.isEmpty()
                ? new Condition(ACCEPTED, "True", "Read", "")
                : new Condition(ACCEPTED, "False", "Invalid", String.join("; ", problems));
    }

    private static Condition inForce(Concern concern, Rollout rollout, long acked, long nacked, long stale) {
        long total = concern.total();
        if (!concern.observed().problems().isEmpty()) {
            return new Condition(IN_FORCE, "False", "Invalid", "the last one that was right stays, if there was one");
        }
        if (nacked > 0) {
            return new Condition(IN_FORCE, "False", "Refused", nacked + " proxies refuse it: " + rollout.reason());
        }
        if (total == 0) {
            return new Condition(IN_FORCE, "Unknown", "NoPods", "there are no Pods that it is for");
        }
        if (acked == total) {
            return new Condition(IN_FORCE, "True", "Applied", "");
        }
        return stale > 0
                ? new Condition(IN_FORCE, "False", "NotHeard", stale + " proxies are not connected")
                : new Condition(IN_FORCE, "False", "RollingOut", acked + " of " + total + " proxies have it");
    }

    private static List<Map<String, Object>> told(
            List<Condition> conditions, long generation, Map<?, ?> before, Instant now) {
        List<Map<String, Object>> told = new ArrayList<>();
        for (var condition : conditions) {
            var message = condition.message();
            var since = since(condition, before)
                    .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
            told.add(new TreeMap<>(Map.of(
                    "type",
                    condition.type(),
                    "status",
                    condition.status(),
                    "reason",
                    condition.reason(),
                    "message",
                    message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE),
                    "lastTransitionTime",
                    since,
                    "observedGeneration",
                    generation)));
        }
        return told;
    }

    /** Since when the condition has the status that it has. */
    private static Optional<String> since(Condition condition, Map<?, ?> before) {
        return before.get("conditions") instanceof List<?> list
                ? list.stream()
                        .filter(each -> each instanceof Map<?, ?> old
                                && condition.type().equals(old.get("type"))
                                && condition.status().equals(old.get("status"))
                                && old.get("lastTransitionTime") instanceof String)
                        .map(each -> String.valueOf(((Map<?, ?>) each).get("lastTransitionTime")))
                        .findFirst()
                : Optional.empty();
    }
}
