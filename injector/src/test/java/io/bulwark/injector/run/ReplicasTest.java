package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.certificate.Authorities;
import io.bulwark.injector.certificate.CertificateAuthority;
import io.bulwark.injector.certificate.Pem;
import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.ProfileJson;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two replicas at one API server. */
class ReplicasTest {
    static final String PROFILE = """
            {"coarseness": 0, "width": 0, "replicas": ["%s"], "peers": ["shop/storefront"], "operations": [
              {"side": "ingress", "port": 80, "protocol": "http", "verb": "GET", "resource": "/orders",
               "by": [[0, 1795650400, 1795650401, "0.80.0", [0, 0, %d]]]}], "paces": []}
            """;

    private final MockCluster cluster = new MockCluster();
    private volatile Instant now = Instant.now();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aReplicaIsReadyOnlyOnceTheApiServerTrustsItsAuthority() throws Exception {
        // When
        try (var plane = cluster.replica("one")) {
            // Then
            Eventually.is("the answer of /ready", "200 ready\n", () -> get(plane, "/ready"));
            assertThat(bundle()).containsExactly(authorities().signing().certificate());
            assertThat(get(plane, "/metrics")).contains("bulwark_leader 1\n");
            // When
            cluster.client()
                    .admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .withName("bulwark")
                    .delete();
            // Then
            Eventually.holds(
                    "the replica is not ready", () -> get(plane, "/ready").startsWith("503 "));
        }
    }

    @Test
    void bothReplicasHaveOneAuthorityAndWhenTheLeaderEndsTheOtherLeads() throws Exception {
        // Given
        var one = cluster.replica("one");
        Eventually.holds("the first replica leads", () -> get(one, "/metrics").contains("bulwark_leader 1\n"));
        try (var two = cluster.replica("two")) {
            Eventually.is("the answer of the other's /ready", "200 ready\n", () -> get(two, "/ready"));
            assertThat(get(two, "/metrics")).contains("bulwark_leader 0\n");
            // When
            one.close();
            // Then
            Eventually.holds(
                    "the second replica leads", () -> get(two, "/metrics").contains("bulwark_leader 1\n"));
        }
    }

    @Test
    void theNextAuthorityIsTrustedBeforeItSigns() throws Exception {
        // Given
        InstantSource clock = () -> now;
        try (var plane = cluster.replica("one", clock)) {
            Eventually.is("the answer of /ready", "200 ready\n", () -> get(plane, "/ready"));
            var first = authorities();
            // When
            now = now.plus(CertificateAuthority.LIFE.multipliedBy(3).dividedBy(4));
            // Then
            Eventually.holds("two authorities are trusted", () -> bundle().size() == 2);
            assertThat(authorities().signing().certificate())
                    .isEqualTo(first.signing().certificate());
            // When
            now = now.plus(Authorities.OVERLAP).plus(Duration.ofDays(1));
            // Then
            Eventually.holds(
                    "the next authority signs",
                    () -> !authorities()
                            .signing()
                            .certificate()
                            .equals(first.signing().certificate()));
            assertThat(bundle()).contains(first.signing().certificate());
        }
    }

    @Test
    void aChangeOfAuthorityCutsNoProxyThatIsConnected() throws Exception {
        // Given
        cluster.namespace("shop", Map.of());
        var token = cluster.pod("shop", "orders", "10.0.0.1");
        try (var plane = cluster.replica("one", () -> now);
                var proxy = TestProxy.willing(cluster, plane, token)) {
            var first = authorities().signing().certificate();
            Eventually.holds(
                    "the proxy was told its peers",
                    () -> !proxy.handout().parts().isEmpty());
            // When
            now = now.plus(CertificateAuthority.LIFE.multipliedBy(3).dividedBy(4));
            Eventually.holds("two authorities are trusted", () -> bundle().size() == 2);
            now = now.plus(Authorities.OVERLAP).plus(Duration.ofDays(1));
            Eventually.holds(
                    "the next authority signs",
                    () -> !authorities().signing().certificate().equals(first));
            cluster.apply(DocumentFacts.Kind.ALLOWLIST, """
                    {"apiVersion": "bulwark.io/v1alpha1", "kind": "ServiceAllowlist",
                     "metadata": {"name": "orders", "namespace": "shop"}, "spec": {"mode": "Enforce", "ingress": []}}
                    """);
            // Then
            Eventually.holds(
                    "the same connection tells the proxy of the allowlist",
                    () -> !proxy.handout().text(Handout.ALLOWLIST).isEmpty());
        }
    }

    @Test
    void profilesThatReachDifferentReplicasTwiceCountOnce() {
        // Given
        var orders = new Named("shop", "orders");
        var one = new LearnedProfiles(
                cluster.newClient(), (_, tooLarge) -> tooLarge ? "TooLarge" : "Ready", new Setbacks(_ -> {}));
        var two = new LearnedProfiles(
                cluster.newClient(), (_, tooLarge) -> tooLarge ? "TooLarge" : "Ready", new Setbacks(_ -> {}));
        // When
        one.take(orders, "pod-a", PROFILE.formatted("a", 3));
        one.write();
        two.take(orders, "pod-a", PROFILE.formatted("a", 5));
        two.take(orders, "pod-b", PROFILE.formatted("b", 7));
        two.write();
        one.take(orders, "pod-a", PROFILE.formatted("a", 3));
        one.take(orders, "pod-b", PROFILE.formatted("b", 7));
        one.write();
        // Then
        assertThat(learned().total()).isEqualTo(12);
        assertThat(learned().peers(FlowSide.INGRESS)).containsExactly("shop/storefront");
        assertThat(cluster.status(orders().orElseThrow()))
                .containsEntry("phase", "Ready")
                .containsEntry("calls", 12);
    }

    @Test
    void aStatusThatAReplicaCouldNotWriteAnyMoreIsWrittenWhenTheProfileIsToldAgain() {
        // Given a replica that ended between what was learned and what that says
        var orders = new Named("shop", "orders");
        var left = cluster.read("""
                {"apiVersion": "bulwark.io/v1alpha1", "kind": "LearnedProfile",
                 "metadata": {"name": "orders", "namespace": "shop"}, "spec": %s}
                """.formatted(PROFILE.formatted("a", 3)));
        var _ = cluster.client()
                .genericKubernetesResources(Kinds.LEARNED)
                .inNamespace("shop")
                .resource(left)
                .create();
        var profiles = new LearnedProfiles(cluster.newClient(), (_, _) -> "Ready", new Setbacks(_ -> {}));
        // When
        profiles.take(orders, "pod-a", PROFILE.formatted("a", 3));
        profiles.write();
        // Then
        assertThat(cluster.status(orders().orElseThrow()))
                .containsEntry("phase", "Ready")
                .containsEntry("calls", 3);
    }

    @Test
    void aStatusThatTheApiServerGivesBackInOtherNumbersIsNotWrittenAgain() {
        // Given a server that says 0 where 0.0 was put
        var told = new Named("shop", "orders");
        var profiles = new LearnedProfiles(cluster.newClient(), (_, _) -> "Ready", new Setbacks(_ -> {}));
        profiles.take(told, "pod-a", PROFILE.formatted("a", 3));
        profiles.write();
        var written = orders().orElseThrow();
        var status = new TreeMap<>(cluster.status(written));
        assertThat(status).containsEntry("unseen", 0.0);
        status.put("unseen", 0);
        written.setAdditionalProperty("status", status);
        var before = cluster.client()
                .genericKubernetesResources(Kinds.LEARNED)
                .inNamespace("shop")
                .resource(written)
                .updateStatus();
        // When
        profiles.take(told, "pod-a", PROFILE.formatted("a", 3));
        profiles.write();
        // Then
        assertThat(orders().orElseThrow().getMetadata().getResourceVersion())
                .isEqualTo(before.getMetadata().getResourceVersion());
    }

    @Test
    void whatHasANewNameIsWrittenAtOnceAndMoreCallsWait() {
        // Given
        var orders = new Named("shop", "orders");
        var profiles = new LearnedProfiles(cluster.newClient(), (_, _) -> "Ready", new Setbacks(_ -> {}));
        for (int calls = 1; calls <= 3; calls++) {
            profiles.take(orders, "pod-a", PROFILE.formatted("a", calls));
            profiles.writeNews();
        }
        assertThat(learned().total()).isEqualTo(2);
        // When
        profiles.take(orders, "pod-b", PROFILE.formatted("b", 10).replace("storefront", "batch"));
        profiles.writeNews();
        // Then
        assertThat(learned().total()).isEqualTo(13);
        // When
        profiles.take(orders, "pod-a", PROFILE.formatted("a", 4));
        profiles.writeNews();
        profiles.take(orders, "pod-a", PROFILE.formatted("a", 5));
        profiles.writeNews();
        assertThat(learned().total()).isEqualTo(14);
        profiles.write();
        // Then
        assertThat(learned().total()).isEqualTo(15);
    }

    private Optional<GenericKubernetesResource> orders() {
        return Optional.ofNullable(cluster.client()
                .genericKubernetesResources(Kinds.LEARNED)
                .inNamespace("shop")
                .withName("orders")
                .get());
    }

    /** The profile of orders. */
    private Profile learned() {
        var json = cluster.client().getKubernetesSerialization();
        return ProfileJson.read(
                json.asJson(orders().orElseThrow().getAdditionalProperties().get("spec")));
    }

    @Test
    void whatIsNoProfileIsCountedAndWritesNothing() {
        // Given
        var profiles = new LearnedProfiles(
                cluster.newClient(), (_, tooLarge) -> tooLarge ? "TooLarge" : "Ready", new Setbacks(_ -> {}));
        // When
        for (var text : List.of("", "{", "{\"operations\": 1}", "{\"operations\": [{}]}", "[]")) {
            profiles.take(new Named("shop", "orders"), "pod" + text.hashCode(), text);
        }
        profiles.write();
        // Then
        assertThat(profiles.malformed()).isEqualTo(5);
        assertThat(cluster.client()
                        .genericKubernetesResources(Kinds.LEARNED)
                        .inNamespace("shop")
                        .list()
                        .getItems())
                .isEmpty();
    }

    @Test
    void aPodWithoutASidecarInALabelledNamespaceGetsAnEvent() throws Exception {
        // Given
        cluster.namespace("shop", Map.of("bulwark.io/inject", "enabled"));
        var bare = MockCluster.podOf("shop", "orders", "10.0.0.1").edit();
        bare.editSpec()
                .removeMatchingFromContainers(each -> each.getName().equals("bulwark-proxy"))
                .endSpec();
        cluster.client().resource(bare.build()).create();
        // When
        try (var plane = cluster.replica("one")) {
            // Then
            Eventually.holds(
                    "there is an Event",
                    () -> cluster.client().v1().events().inNamespace("shop").list().getItems().stream()
                            .anyMatch(event -> event.getReason().equals("Unprotected")
                                    && event.getInvolvedObject().getName().equals("orders-0")));
            Eventually.holds(
                    "the Pod is counted", () -> get(plane, "/metrics").contains("bulwark_pods_unprotected 1\n"));
        }
    }

    private Authorities authorities() {
        try {
            return new AuthoritySecret(cluster.client(), MockCluster.SYSTEM, "bulwark-ca").loadOrMake(now);
        } catch (java.security.GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }

    private List<java.security.cert.X509Certificate> bundle() {
        var text = cluster.caBundle();
        try {
            return text == null
                    ? List.of()
                    : Pem.certificates(new String(Base64.getDecoder().decode(text), StandardCharsets.US_ASCII));
        } catch (java.security.GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }

    private static String get(ControlPlane plane, String path) {
        try {
            var uri = URI.create("http://localhost:" + plane.ports().health().getPort() + path);
            var response = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        } catch (java.io.IOException failure) {
            return failure.toString();
        } catch (InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }
}
