package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.policy.handout.ProxyMessage;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What documents and profiles say of the proxies that they are for, whichever replica those are connected to. */
class StatusTest {
    private static final Named ORDERS = new Named("shop", "orders");
    private static final String ALLOWLIST = """
            {"apiVersion": "bulwark.io/v1alpha1", "kind": "ServiceAllowlist",
             "metadata": {"name": "%s", "namespace": "shop", "generation": 1, "labels": {"team": "shop"}},
             "spec": {"mode": "Enforce", "ingress": [{
               "id": "storefront", "from": [{"namespace": "shop", "workload": "storefront"}],
               "http": [{"methods": ["GET"]}]}]}}
            """;

    private final MockCluster cluster = new MockCluster();
    private String a;
    private String b;
    private String c;

    @BeforeEach
    void pods() {
        cluster.namespace("shop", Map.of("bulwark.io/inject", "enabled"));
        a = cluster.pod("shop", "orders", 0, "10.0.0.1");
        b = cluster.pod("shop", "orders", 1, "10.0.0.2");
        c = cluster.pod("shop", "orders", 2, "10.0.0.3");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aDocumentCountsThePodsOfAllReplicas() throws Exception {
        // Given
        cluster.apply(DocumentFacts.Kind.ALLOWLIST, ALLOWLIST.formatted("orders"));
        // When
        try (var one = cluster.replica("one");
                var two = cluster.replica("two");
                var _ = TestProxy.willing(cluster, one, a);
                var second = TestProxy.willing(cluster, two, b)) {
            second.say(new ProxyMessage.Denied(4, "", new TreeMap<>()));
            // Then
            Eventually.is("the count of Pods", pods(3, 2, 0, 1), this::counts);
            Eventually.is("what was blocked", 4, () -> status("orders").get("blockedLastDay"));
            assertThat(condition("InForce")).containsEntry("status", "False").containsEntry("reason", "NotHeard");
            assertThat(condition("Accepted")).containsEntry("status", "True");
            assertThat(status("orders")).containsEntry("rules", 1).containsEntry("observedGeneration", 1);
            // When the last one comes, and refuses it
            try (var _ = TestProxy.unwilling(cluster, two, c, "spec.ingress[0] is no good")) {
                // Then
                Eventually.is("the count of Pods", pods(3, 2, 1, 0), this::counts);
                assertThat(condition("InForce").get("message")).asString().contains("spec.ingress[0] is no good");
            }
        }
        assertThat(document("orders").getMetadata().getLabels()).containsOnly(Map.entry("team", "shop"));
        assertThat(document("orders").getAdditionalProperties().get("spec"))
                .isEqualTo(cluster.read(ALLOWLIST).getAdditionalProperties().get("spec"));
    }

    @Test
    void whenTheLeaderEndsTheOtherReplicaGoesOnCounting() throws Exception {
        // Given
        cluster.apply(DocumentFacts.Kind.ALLOWLIST, ALLOWLIST.formatted("orders"));
        var one = cluster.replica("one");
        var first = TestProxy.willing(cluster, one, a);
        Eventually.is("the count of Pods", pods(3, 1, 0, 2), this::counts);
        try (var two = cluster.replica("two");
                var _ = TestProxy.willing(cluster, two, b)) {
            Eventually.is("the count of Pods", pods(3, 2, 0, 1), this::counts);
            // When
            one.close();
            first.close();
            // Then
            Eventually.is("the count of Pods", pods(3, 1, 0, 2), this::counts);
            // When its proxy comes to the other one
            try (var _ = TestProxy.willing(cluster, two, a);
                    var _ = TestProxy.willing(cluster, two, c)) {
                // Then
                Eventually.is("the count of Pods", pods(3, 3, 0, 0), this::counts);
                assertThat(condition("InForce")).containsEntry("status", "True");
            }
        }
        assertThat(cluster.client()
                        .configMaps()
                        .inNamespace(MockCluster.SYSTEM)
                        .list()
                        .getItems())
                .isEmpty();
    }

    @Test
    void aReplicaThatDoesNotSpeakAnyMoreIsNotCounted() throws Exception {
        // Given
        cluster.apply(DocumentFacts.Kind.ALLOWLIST, ALLOWLIST.formatted("orders"));
        var ghost = new ConfigMapBuilder()
                .withNewMetadata()
                .withName("bulwark-share-ghost")
                .withNamespace(MockCluster.SYSTEM)
                .addToLabels("bulwark.io/holds", "share")
                .endMetadata()
                .addToData("share.json", "{\"shop/orders\": {\"connected\": 2, \"denied\": 9}}")
                .build();
        cluster.client().resource(ghost).create();
        // When
        try (var _ = cluster.replica("one")) {
            // Then
            Eventually.is("what was blocked", 9, () -> status("orders").get("blockedLastDay"));
            Eventually.is("the count of Pods", pods(3, 0, 0, 3), this::counts);
            Eventually.is("what was blocked", 0, () -> status("orders").get("blockedLastDay"));
            Eventually.holds(
                    "what the ghost left is gone",
                    () -> cluster.client().resource(ghost).get() == null);
        }
    }

    @Test
    void nothingIsWrittenWithoutNews() throws Exception {
        // Given
        cluster.apply(DocumentFacts.Kind.ALLOWLIST, ALLOWLIST.formatted("orders"));
        try (var one = cluster.replica("one");
                var _ = TestProxy.willing(cluster, one, a);
                var _ = TestProxy.willing(cluster, one, b);
                var _ = TestProxy.willing(cluster, one, c)) {
            Eventually.is("the count of Pods", pods(3, 3, 0, 0), this::counts);
            var version = document("orders").getMetadata().getResourceVersion();
            // When others have news, again and again
            for (var name : List.of("x", "y", "z")) {
                cluster.apply(DocumentFacts.Kind.ALLOWLIST, ALLOWLIST.formatted(name));
                Eventually.holds("there is a status", () -> !status(name).isEmpty());
            }
            // Then
            assertThat(document("orders").getMetadata().getResourceVersion()).isEqualTo(version);
        }
    }

    @Test
    void aDocumentThatIsWrongSaysWhy() throws Exception {
        // Given
        cluster.apply(
                DocumentFacts.Kind.ALLOWLIST, ALLOWLIST.formatted("orders").replace("\"GET\"", "\"G T\""));
        // When
        try (var _ = cluster.replica("one")) {
            // Then
            Eventually.holds("there is a status", () -> !status("orders").isEmpty());
            assertThat(condition("Accepted")).containsEntry("status", "False").containsEntry("reason", "Invalid");
            assertThat(condition("Accepted").get("message")).asString().contains("methods");
        }
    }

    @Test
    void aProfileIsPartialUntilAllPodsWereHeard() throws Exception {
        // Given
        try (var one = cluster.replica("one");
                var two = cluster.replica("two");
                var first = TestProxy.willing(cluster, one, a);
                var second = TestProxy.willing(cluster, two, b);
                var third = TestProxy.willing(cluster, two, c)) {
            // When
            first.say(new ProxyMessage.Learned(ReplicasTest.PROFILE.formatted("a", 3)));
            second.say(new ProxyMessage.Learned(ReplicasTest.PROFILE.formatted("b", 3)));
            // Then
            Eventually.is("the phase", "Partial", () -> profile().get("phase"));
            // When
            third.say(new ProxyMessage.Learned(ReplicasTest.PROFILE.formatted("c", 3)));
            // Then
            Eventually.is("the phase", "Ready", () -> profile().get("phase"));
            Eventually.is("the calls", 9, () -> profile().get("calls"));
        }
    }

    private static Map<String, Integer> pods(int total, int acked, int nacked, int stale) {
        return Map.of("total", total, "acked", acked, "nacked", nacked, "stale", stale);
    }

    private Object counts() {
        return status("orders").getOrDefault("pods", Map.of());
    }

    private GenericKubernetesResource document(String name) {
        return cluster.client()
                .genericKubernetesResources(Kinds.of(DocumentFacts.Kind.ALLOWLIST))
                .inNamespace("shop")
                .withName(name)
                .get();
    }

    private Map<String, Object> status(String name) {
        return cluster.status(document(name));
    }

    private Map<String, Object> profile() {
        return cluster.status(cluster.client()
                .genericKubernetesResources(Kinds.LEARNED)
                .inNamespace(ORDERS.namespace())
                .withName(ORDERS.name())
                .get());
    }

    private Map<String, Object> condition(String type) {
        if (!(status("orders").get("conditions") instanceof List<?> conditions)) {
            return Map.of();
        }
        return conditions.stream()
                .map(each -> cluster.map((Map<?, ?>) each))
                .filter(each -> type.equals(each.get("type")))
                .findFirst()
                .orElse(Map.of());
    }
}
