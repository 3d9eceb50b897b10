package io.bulwark.injector.check;

import io.bulwark.injector.access.Rights;
import io.bulwark.injector.crd.CustomResources;
import io.bulwark.policy.InspectionPolicy;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Asks the API server. */
final class Gathering {
    static final String LABEL = "bulwark.io/inject";
    static final String ENABLED = "enabled";

    /** What the webhook says of the policy that it is asked about. */
    static final String REFUSAL = "spec.limits.idleTimeout must be";

    private static final String FAILED = "FailedCreate";
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(500).toNanos();
    private static final String PROBE = "bulwark-check";

    private final KubernetesClient client;
    private final String namespace;
    private final Duration patience;

    /** @param patience with a leader of whom it is not sure whether it lives */
    Gathering(KubernetesClient client, String namespace, Duration patience) {
        this.client = client;
        this.namespace = namespace;
        this.patience = patience;
    }

    /** @throws KubernetesClientException if the API server cannot be asked, or does not let the user look */
    Facts gather(Instant now) {
        var definitions =
                client.apiextensions().v1().customResourceDefinitions().list().getItems();
        var webhooks = client.admissionRegistration().v1();
        var version = client.getKubernetesVersion();
        var labelled = client.namespaces().withLabel(LABEL, ENABLED).list().getItems();
        var lease = lease();
        return new Facts(
                now,
                namespace,
                version.getMajor() + "." + version.getMinor(),
                definitions,
                Optional.ofNullable(client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(Rights.NAME)
                        .get()),
                lease,
                lease.isPresent() && isRenewed(lease.get(), now),
                Optional.ofNullable(webhooks.mutatingWebhookConfigurations()
                        .withName(Rights.NAME)
                        .get()),
                Optional.ofNullable(webhooks.validatingWebhookConfigurations()
                        .withName(Rights.NAME)
                        .get()),
                probe(definitions),
                labelled,
                pods(labelled),
                failures(labelled),
                documents(definitions));
    }

    private List<Pod> pods(List<Namespace> labelled) {
        List<Pod> pods = new ArrayList<>();
        for (var each : labelled) {
            pods.addAll(client.pods()
                    .inNamespace(each.getMetadata().getName())
                    .list()
                    .getItems());
        }
        return pods;
    }

    private Optional<Lease> lease() {
        return Optional.ofNullable(
                client.leases().inNamespace(namespace).withName(Rights.NAME).get());
    }

    /* By its time alone it cannot be told who is silent from whose clock is wrong: it is looked at until it has changed. */
    private boolean isRenewed(Lease lease, Instant now) {
        var time = lease.getSpec() == null ? null : lease.getSpec().getRenewTime();
        if (time == null) {
            return false;
        }
        if (Duration.between(time.toInstant(), now).abs().compareTo(Checks.LEASE_LATE) <= 0) {
            return true;
        }
        var version = lease.getMetadata().getResourceVersion();
        var end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            if (!lease().map(each -> each.getMetadata().getResourceVersion()).equals(Optional.of(version))) {
                return true;
            }
        }
        return false;
    }

    /** What controllers say of Pods that they could not create; events outlive those whose Pods they were. */
    private List<Event> failures(List<Namespace> labelled) {
        List<Event> failures = new ArrayList<>();
        Map<ObjectReference, Boolean> there = new HashMap<>();
        for (var each : labelled) {
            client
                    .v1()
                    .events()
                    .inNamespace(each.getMetadata().getName())
                    .withField("reason", FAILED)
                    .list()
                    .getItems()
                    .stream()
                    .filter(event -> FAILED.equals(event.getReason()) && event.getInvolvedObject() != null)
                    .filter(event -> there.computeIfAbsent(event.getInvolvedObject(), this::exists))
                    .forEach(failures::add);
        }
        return failures;
    }

    private boolean exists(ObjectReference owner) {
        var apps = client.apps();
        var place = owner.getNamespace();
        var name = owner.getName();
        return switch (Objects.requireNonNullElse(owner.getKind(), "")) {
            case "ReplicaSet" ->
                apps.replicaSets().inNamespace(place).withName(name).get() != null;
            case "StatefulSet" ->
                apps.statefulSets().inNamespace(place).withName(name).get() != null;
            case "DaemonSet" ->
                apps.daemonSets().inNamespace(place).withName(name).get() != null;
            case "Job" ->
                client.batch().v1().jobs().inNamespace(place).withName(name).get() != null;
            default -> true;
        };
    }

    private List<GenericKubernetesResource> documents(List<CustomResourceDefinition> definitions) {
        return Stream.of(CustomResources.SERVICE_ALLOWLIST, CustomResources.INSPECTION_POLICY)
                .filter(resource -> isThere(definitions, resource))
                .flatMap(resource ->
                        client
                                .genericKubernetesResources(context(resource))
                                .inAnyNamespace()
                                .list()
                                .getItems()
                                .stream())
                .toList();
    }

    /* A policy with a value that only our parser refuses, in a dry run: if the webhook is asked the answer has its sentence, and nothing is
     * created in any case. */
    private Facts.Probe probe(List<CustomResourceDefinition> definitions) {
        if (!isThere(definitions, CustomResources.INSPECTION_POLICY)) {
            return new Facts.Probe.NotAsked();
        }
        var policy = new GenericKubernetesResourceBuilder()
                .withApiVersion(CustomResources.GROUP + "/" + CustomResources.VERSION)
                .withKind(InspectionPolicy.KIND)
                .withNewMetadata()
                .withName(PROBE)
                .withNamespace(namespace)
                .endMetadata()
                .addToAdditionalProperties("spec", Map.of("limits", Map.of("idleTimeout", "25h")))
                .build();
        try {
            client.genericKubernetesResources(context(CustomResources.INSPECTION_POLICY))
                    .inNamespace(namespace)
                    .resource(policy)
                    .dryRun()
                    .create();
            return new Facts.Probe.NotAsked();
        } catch (KubernetesClientException failure) {
            var said = String.valueOf(failure.getMessage());
            return said.contains(REFUSAL) ? new Facts.Probe.Refused() : new Facts.Probe.Failed(reason(failure, said));
        }
    }

    private static String reason(KubernetesClientException failure, String said) {
        var status = failure.getStatus();
        var message = status == null || status.getMessage() == null ? said : status.getMessage();
        return failure.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                ? "you may not create policies: " + message
                : message;
    }

    private static boolean isThere(List<CustomResourceDefinition> definitions, CustomResources resource) {
        return definitions.stream()
                .map(HasMetadata::getMetadata)
                .anyMatch(meta -> meta.getName().equals(resource.definitionName()));
    }

    private static ResourceDefinitionContext context(CustomResources resource) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(CustomResources.GROUP)
                .withVersion(CustomResources.VERSION)
                .withKind(resource.kind())
                .withPlural(resource.plural())
                .withNamespaced(true)
                .build();
    }
}
