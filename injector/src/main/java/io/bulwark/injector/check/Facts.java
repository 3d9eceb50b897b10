package io.bulwark.injector.check;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the API server said of an installation, at one time.
 *
 * @param namespace of the control plane
 * @param kubernetes the version, such as {@code 1.36}
 * @param probe what came of asking the API server to take a policy that our webhook must refuse
 * @param lease that says which replica leads
 * @param renewing whether it was seen to be renewed
 * @param pods of the namespaces that ask for sidecars
 * @param failures Events of Pods that could not be created, in the same namespaces
 * @param documents allowlists and inspection policies of all namespaces
 */
record Facts(
        Instant now,
        String namespace,
        String kubernetes,
        List<CustomResourceDefinition> definitions,
        Optional<Deployment> controlPlane,
        Optional<Lease> lease,
        boolean renewing,
        Optional<MutatingWebhookConfiguration> mutating,
        Optional<ValidatingWebhookConfiguration> validating,
        Probe probe,
        List<Namespace> namespaces,
        List<Pod> pods,
        List<Event> failures,
        List<GenericKubernetesResource> documents) {

    /** The outcome of the one question that goes all the way to the webhook and back. */
    sealed interface Probe {
        /** It refused, as it must. */
        record Refused() implements Probe {}

        /** The API server did not ask it. */
        record NotAsked() implements Probe {}

        /** It could not be reached, or something else went wrong. */
        record Failed(String why) implements Probe {}
    }
}
