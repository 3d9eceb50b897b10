package io.bulwark.injector.run;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.PodFacts;
import io.bulwark.injector.webhook.Outcome;
import io.bulwark.injector.webhook.Reviewed;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Tells, as Events, of Pods that have no sidecar though their namespace asks for one, and of those that the webhook refused. */
final class Guard {
    private static final String LABEL = "bulwark.io/inject";
    private static final Duration TELL_AGAIN = Duration.ofHours(1);
    private static final int MAX_WAITING = 1000;
    private static final int MAX_AT_ONCE = 50;

    private final Events events;
    private final Planning planning;
    private final InstantSource clock;
    private final BlockingQueue<Reviewed> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Map<String, Instant> told = new HashMap<>();
    private volatile long unprotected;

    Guard(Events events, Planning planning, InstantSource clock) {
        this.events = events;
        this.planning = planning;
        this.clock = clock;
    }

    /** How many Pods were found the last time. */
    long unprotected() {
        return unprotected;
    }

    /** A review was answered; a dry run leaves no trace. Must answer at once. */
    void reviewed(Reviewed reviewed) {
        var worthTelling = reviewed.outcome() instanceof Outcome.Rejected
                || (reviewed.outcome() instanceof Outcome.Skipped(var id)
                        && !id.equals("not-a-new-pod")
                        && !id.equals("already-injected"));
        if (worthTelling && !reviewed.dryRun() && reviewed.subject().isPresent()) {
            var _ = waiting.offer(reviewed);
        }
    }

    /** Tells what is to be told; the search for Pods without a sidecar is the leader's. */
    void report(boolean leads) {
        int reviews = MAX_AT_ONCE;
        // Of what cannot be told the rest waits: the API server may be away.
        for (var next = waiting.poll(); next != null && tell(next) && reviews > 1; next = waiting.poll()) {
            reviews--;
        }
        var _ = planning.ask(Guard::found).thenAccept(found -> {
            unprotected = found.size();
            if (leads) {
                Thread.ofVirtual().start(() -> tell(found));
            }
        });
    }

    /** Pods that have been there since before the label, or came while the webhook was away. */
    static List<PodFacts> found(ClusterState state) {
        return state.pods().stream()
                .filter(pod -> "enabled"
                        .equals(state.namespaceLabels(pod.pod().namespace()).get(LABEL)))
                .filter(pod -> !pod.protectedByProxy() && !pod.leftAlone())
                .filter(pod -> !pod.addresses().isEmpty() && !pod.leaving())
                .toList();
    }

    private synchronized void tell(List<PodFacts> found) {
        var now = clock.instant();
        Set<String> uids = new HashSet<>();
        int left = MAX_AT_ONCE;
        for (var pod : found) {
            uids.add(pod.uid());
            var last = told.get(pod.uid());
            if (left > 0 && (last == null || last.plus(TELL_AGAIN).isBefore(now))) {
                left--;
                told.put(pod.uid(), now);
                var _ = tell(
                        pod.pod().namespace(),
                        "Pod",
                        "v1",
                        pod.pod().name(),
                        pod.uid(),
                        "Unprotected",
                        "the namespace has the label " + LABEL
                                + "=enabled, but this Pod has no sidecar; delete it, so that it is made anew");
            }
        }
        told.keySet().retainAll(uids);
    }

    /** Whether there is nothing to tell of it any more. */
    private boolean tell(Reviewed review) {
        return review.subject()
                .map(subject -> tell(
                        subject.namespace(),
                        subject.kind(),
                        subject.apiVersion(),
                        subject.name(),
                        subject.uid(),
                        reason(review),
                        message(review)))
                .orElse(true);
    }

    private static String reason(Reviewed reviewed) {
        return reviewed.outcome() instanceof Outcome.Rejected ? "InjectionRefused" : "InjectionSkipped";
    }

    private static String message(Reviewed reviewed) {
        return switch (reviewed.outcome()) {
            case Outcome.Rejected(var reasons) -> String.join("; ", reasons);
            case Outcome.Skipped(var id) -> "no sidecar: " + id;
            case Outcome.Injected _, Outcome.Admitted _, Outcome.Malformed _ -> "";
        };
    }

    private boolean tell(
            String namespace, String kind, String apiVersion, String name, String uid, String reason, String message) {
        var about = new ObjectReferenceBuilder()
                .withApiVersion(apiVersion)
                .withKind(kind)
                .withNamespace(namespace)
                .withName(name)
                .withUid(uid.isEmpty() ? null : uid)
                .build();
        return events.warn(about, reason, message);
    }
}
