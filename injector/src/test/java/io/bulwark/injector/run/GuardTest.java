package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which Pods are told of because they have no sidecar. */
class GuardTest {
    private static final String INJECT = "bulwark.io/inject";

    @ParameterizedTest
    @CsvSource({
        "nothing is said, true",
        "annotation true, true",
        "annotation false, false",
        "label false, false",
        "windows, false",
        "leaving, false"
    })
    void aPodWithoutASidecarIsFoundUnlessTheWebhookLeavesItAlone(String which, boolean found) {
        // Given
        var state = new ClusterState();
        state.putNamespace("shop", Map.of(INJECT, "enabled"));
        // When
        state.put(PodFacts.of(pod(which)));
        // Then
        assertThat(!Guard.found(state).isEmpty()).isEqualTo(found);
    }

    private static Pod pod(String which) {
        var bare = new PodBuilder(MockCluster.podOf("shop", "orders", "10.0.0.1"))
                .editSpec()
                .removeMatchingFromContainers(each -> each.getName().equals("bulwark-proxy"))
                .endSpec();
        switch (which) {
            case "annotation true" ->
                bare.editMetadata().addToAnnotations(INJECT, "true").endMetadata();
            case "annotation false" ->
                bare.editMetadata().addToAnnotations(INJECT, "false").endMetadata();
            case "label false" ->
                bare.editMetadata().addToLabels(INJECT, "false").endMetadata();
            case "windows" -> bare.editSpec().withNewOs("windows").endSpec();
            case "leaving" ->
                bare.editMetadata()
                        .withDeletionTimestamp("2026-11-01T00:00:00Z")
                        .endMetadata();
            default -> {}
        }
        return bare.build();
    }
}
