package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.LearnedAllowlist;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.ProfileJson;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real control plane and a real proxy process, over TLS; only the API server is a mock. Peers are loopback addresses. */
class LearnToEnforceTest {
    private static final String STOREFRONT = "127.0.0.21";
    private static final String INTRUDER = "127.0.0.22";

    @TempDir
    private Path folder;

    private final MockCluster cluster = new MockCluster();
    private EmptyAnswers app;
    private ControlPlane plane;
    private ProxyProgram proxy;
    private String token;

    @BeforeEach
    void start() throws Exception {
        app = EmptyAnswers.at(InetAddress.getLoopbackAddress());
        cluster.namespace("shop", Map.of("bulwark.io/inject", "enabled"));
        token = cluster.pod("shop", "orders", "127.0.0.11");
        cluster.pod("shop", "storefront", STOREFRONT);
        cluster.pod("shop", "intruder", INTRUDER);
        plane = cluster.replica("one");
        proxy = proxy();
    }

    private ProxyProgram proxy() throws Exception {
        var trusted = cluster.trusted(Clock.systemUTC().instant());
        return ProxyProgram.start(folder, token, plane.ports().stream().getPort(), trusted, app.port());
    }

    @AfterEach
    void stop() {
        proxy.close();
        plane.close();
        cluster.close();
        app.close();
    }

    @Test
    void whatWasLearnedIsEnforcedAndGoesOnBeingSoWithoutAControlPlane() throws Exception {
        // Given
        Eventually.is("the answer before there is an allowlist", 200, () -> proxy.get(STOREFRONT, "/orders/1"));
        for (int i = 0; i < 40; i++) {
            assertThat(proxy.get(STOREFRONT, "/orders/" + i)).isEqualTo(200);
        }
        Eventually.holds(
                "the profile of orders has the storefront's calls",
                () -> learned().total() >= 40);

        // When
        var allowlist = LearnedAllowlist.of(new Metadata("orders", "shop"), Mode.ENFORCE, Generaliser.rules(learned()));
        cluster.apply(DocumentFacts.Kind.ALLOWLIST, allowlist.document().json());

        // Then
        Eventually.is("the intruder's answer", 403, () -> proxy.get(INTRUDER, "/orders/1"));
        assertThat(proxy.get(STOREFRONT, "/orders/77")).isEqualTo(200);
        assertThat(proxy.get(STOREFRONT, "/admin")).isEqualTo(403);
        Eventually.is(
                "what was applied",
                1,
                () -> plane.distribution()
                        .rollout(new io.bulwark.injector.cluster.Named("shop", "orders"))
                        .applied());

        // When the control plane is away, and the proxy's container starts again
        plane.close();
        assertThat(proxy.get(INTRUDER, "/orders/1")).isEqualTo(403);
        proxy.close();
        proxy = proxy();

        // Then
        Eventually.is("the storefront's answer", 200, () -> proxy.get(STOREFRONT, "/orders/5"));
        assertThat(proxy.get(INTRUDER, "/orders/1")).isEqualTo(403);
        assertThat(proxy.log()).contains("kept policy");
    }

    @Test
    void whatAProxySawLastIsNotLostWhenItEnds() throws Exception {
        // Given
        Eventually.is("the answer before there is an allowlist", 200, () -> proxy.get(STOREFRONT, "/orders/1"));
        // When it ends before its next round
        for (int i = 0; i < 40; i++) {
            assertThat(proxy.get(STOREFRONT, "/orders/" + i)).isEqualTo(200);
        }
        proxy.close();
        // Then
        Eventually.holds(
                "the profile of orders has the last calls", () -> learned().total() >= 40);
    }

    @Test
    void anAddressThatBecomesAnotherPodsIsNotTheOldOnesAnyMore() throws Exception {
        // Given
        cluster.apply(DocumentFacts.Kind.ALLOWLIST, """
                {"apiVersion": "bulwark.io/v1alpha1", "kind": "ServiceAllowlist",
                 "metadata": {"name": "orders", "namespace": "shop"},
                 "spec": {"mode": "Enforce", "ingress": [{
                   "id": "storefront", "from": [{"namespace": "shop", "workload": "storefront"}],
                   "http": [{"methods": ["GET"], "paths": [{"prefix": "/orders/"}]}]}]}}
                """);
        Eventually.is("the storefront's answer", 200, () -> proxy.get(STOREFRONT, "/orders/1"));
        Eventually.is("the intruder's answer", 403, () -> proxy.get(INTRUDER, "/orders/1"));

        // When
        cluster.deletePod("shop", "storefront");
        cluster.deletePod("shop", "intruder");
        cluster.pod("shop", "stranger", STOREFRONT);

        // Then
        Eventually.is(
                "the answer at the address that was the storefront's", 403, () -> proxy.get(STOREFRONT, "/orders/1"));

        // When
        cluster.pod("shop", "storefront", INTRUDER);

        // Then
        Eventually.is("the answer at the storefront's new address", 200, () -> proxy.get(INTRUDER, "/orders/1"));
    }

    @Test
    void aConnectionIsCutAndCountedWhenTheRuleThatLetItInIsTakenAway() throws Exception {
        // Given
        cluster.apply(DocumentFacts.Kind.ALLOWLIST, from("storefront", "intruder"));
        Eventually.is("the intruder's answer", 200, () -> proxy.get(INTRUDER, "/orders/1"));
        Eventually.is("a stranger's answer", 403, () -> proxy.get("127.0.0.23", "/orders/1"));
        try (var stays = proxy.keep(STOREFRONT);
                var goes = proxy.keep(INTRUDER)) {
            assertThat(stays.get("/orders/1")).isEqualTo(200);
            assertThat(goes.get("/orders/1")).isEqualTo(200);
            assertThat(proxy.metrics()).doesNotContain("outcome=\"revoked\"} 1");
            // When
            cluster.apply(DocumentFacts.Kind.ALLOWLIST, from("storefront"));
            // Then
            Eventually.is("whether the intruder's connection is open", false, goes::isOpen);
            assertThat(stays.isOpen()).isTrue();
            assertThat(stays.get("/orders/2")).isEqualTo(200);
            assertThat(proxy.metrics()).contains("bulwark_flows_total{side=\"ingress\",outcome=\"revoked\"} 1");
        }
    }

    private static String from(String... workloads) {
        var peers = Stream.of(workloads)
                .map("{\"namespace\": \"shop\", \"workload\": \"%s\"}"::formatted)
                .collect(Collectors.joining(", "));
        return """
                {"apiVersion": "bulwark.io/v1alpha1", "kind": "ServiceAllowlist",
                 "metadata": {"name": "orders", "namespace": "shop"},
                 "spec": {"mode": "Enforce", "ingress": [{"id": "callers", "from": [%s],
                   "http": [{"methods": ["GET"], "paths": [{"prefix": "/orders/"}]}]}]}}
                """.formatted(peers);
    }

    private Profile learned() {
        var resource = cluster.client()
                .genericKubernetesResources(Kinds.LEARNED)
                .inNamespace("shop")
                .withName("orders")
                .get();
        return resource == null
                ? Profile.none()
                : ProfileJson.read(cluster.client()
                        .getKubernetesSerialization()
                        .asJson(resource.getAdditionalProperties().getOrDefault("spec", List.of())));
    }
}
