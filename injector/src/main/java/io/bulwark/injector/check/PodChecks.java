package io.bulwark.injector.check;

import static io.bulwark.injector.check.Finding.doubtful;
import static io.bulwark.injector.check.Finding.well;
import static io.bulwark.injector.check.Finding.wrong;

import io.bulwark.injector.mutate.Decision;
import io.bulwark.injector.mutate.Injection;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the Pods that should have a sidecar have one, and which. */
final class PodChecks {
    private static final int MAX_NAMES = 5;
    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private final Facts facts;
    private final String version;

    PodChecks(Facts facts, String version) {
        this.facts = facts;
        this.version = version;
    }

    List<Finding> all() {
        if (facts.namespaces().isEmpty()) {
            return List.of(doubtful(
                    "no namespace asks for sidecars", "kubectl label namespace NAMESPACE bulwark.io/inject=enabled"));
        }
        var findings = new ArrayList<Finding>();
        var living = facts.pods().stream().filter(PodChecks::lives).toList();
        var bare = living.stream()
                .filter(pod -> Injection.sidecarVersion(pod).isEmpty())
                .filter(pod -> !(Injection.decide(pod) instanceof Decision.Skip))
                .toList();
        if (!bare.isEmpty()) {
            findings.add(wrong(
                    bare.size() + " Pods should have a sidecar and have none: " + names(bare),
                    "they are older than the label, or came while the webhook was away; restart their workloads"));
        }
        var other = living.stream()
                .filter(pod -> Injection.sidecarVersion(pod)
                        .filter(found -> !found.equals(version))
                        .isPresent())
                .toList();
        if (!other.isEmpty()) {
            findings.add(doubtful(
                    other.size() + " Pods have a sidecar of another version than " + version + ": " + names(other),
                    "restart their workloads"));
        }
        var with = living.stream()
                .filter(pod -> Injection.sidecarVersion(pod).isPresent())
                .count();
        findings.add(well(with + " Pods of " + facts.namespaces().size() + " namespaces have a sidecar"));
        return findings;
    }

    private static boolean lives(Pod pod) {
        var phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
        return pod.getMetadata().getDeletionTimestamp() == null && (phase == null || !OVER.contains(phase));
    }

    private static String names(List<Pod> pods) {
        var some = pods.stream()
                .limit(MAX_NAMES)
                .map(pod -> pod.getMetadata().getNamespace() + "/"
                        + pod.getMetadata().getName())
                .collect(Collectors.joining(", "));
        return pods.size() > MAX_NAMES ? some + " and " + (pods.size() - MAX_NAMES) + " more" : some;
    }
}
