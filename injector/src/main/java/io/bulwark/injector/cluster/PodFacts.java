package io.bulwark.injector.cluster;

import io.bulwark.injector.mutate.Decision;
import io.bulwark.injector.mutate.Injection;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What policy needs of a Pod.
 *
 * @param workload the Deployment, StatefulSet, CronJob or the like that it is of; its own name when it is nobody's
 * @param addresses its own, each with a full prefix; none when it uses the node's network, or has ended
 * @param leaving whether it is being deleted, so that its addresses may be another Pod's soon
 * @param protectedByProxy whether it has the sidecar
 * @param leftAlone whether it has none because the webhook leaves it alone: it asks for that, or none would run
 */
public record PodFacts(
        String uid,
        Named pod,
        Named workload,
        String serviceAccount,
        NavigableMap<String, String> labels,
        List<String> addresses,
        boolean leaving,
        boolean protectedByProxy,
        boolean leftAlone) {
    private static final String TEMPLATE_HASH = "pod-template-hash";
    private static final Pattern SCHEDULED = Pattern.compile("(.+)-[0-9]{8,10}");

    public PodFacts {
        labels = Collections.unmodifiableNavigableMap(new TreeMap<>(labels));
        addresses = List.copyOf(addresses);
    }

    /** Whether it has a sidecar that is to be there now: it runs, and is not about to go. */
    public boolean answersForPolicy() {
        return protectedByProxy && !addresses.isEmpty() && !leaving;
    }

    /** The facts of a Pod as the API server tells it. */
    public static PodFacts of(Pod pod) {
        var meta = pod.getMetadata();
        var spec = pod.getSpec();
        var labels = new TreeMap<String, String>();
        if (meta.getLabels() != null) {
            labels.putAll(meta.getLabels());
        }
        boolean has = Injection.hasSidecar(pod);
        return new PodFacts(
                meta.getUid(),
                new Named(meta.getNamespace(), meta.getName()),
                new Named(meta.getNamespace(), workload(pod, labels.getOrDefault(TEMPLATE_HASH, ""))),
                Objects.requireNonNullElse(spec.getServiceAccountName(), ""),
                labels,
                addresses(pod),
                meta.getDeletionTimestamp() != null,
                has,
                !has && Injection.decide(pod) instanceof Decision.Skip);
    }

    /* A ReplicaSet is named after its Deployment and the hash of the Pod's template, a Job of a CronJob after it and the minute. */
    private static String workload(Pod pod, String templateHash) {
        var owner = pod.getMetadata().getOwnerReferences().stream()
                .filter(each -> Boolean.TRUE.equals(each.getController()))
                .findFirst();
        if (owner.isEmpty()) {
            return pod.getMetadata().getName();
        }
        var name = owner.get().getName();
        return switch (owner.map(OwnerReference::getKind).orElse("")) {
            case "ReplicaSet" -> {
                var end = "-" + templateHash;
                yield !templateHash.isEmpty() && name.endsWith(end)
                        ? name.substring(0, name.length() - end.length())
                        : name;
            }
            case "Job" -> {
                var scheduled = SCHEDULED.matcher(name);
                yield scheduled.matches() ? scheduled.group(1) : name;
            }
            default -> name;
        };
    }

    private static List<String> addresses(Pod pod) {
        var status = pod.getStatus();
        if (status == null
                || Boolean.TRUE.equals(pod.getSpec().getHostNetwork())
                || "Succeeded".equals(status.getPhase())
                || "Failed".equals(status.getPhase())) {
            return List.of();
        }
        var several = status.getPodIPs().stream().map(PodIP::getIp);
        var one = Stream.ofNullable(status.getPodIP());
        return Stream.concat(several, one)
                .filter(Objects::nonNull)
                .distinct()
                .map(Addresses::block)
                .toList();
    }
}
