package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.LearnedAllowlist;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.ProfileJson;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What users see of a protected shop, from learning to enforcing, with everything real but the API server. */
@Tag("netns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class PodsEndToEndTest {
    private static final String PROXY = "bulwark-proxy";
    private static final List<String> LEARNERS = List.of("catalogue", "orders", "sessions", "database", "storefront");

    private ShopOnNode shop;

    @BeforeAll
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void start() throws Exception {
        shop = ShopOnNode.start();
    }

    @AfterAll
    void stop() throws Exception {
        shop.close();
    }

    @Test
    void aShopIsWatchedThenProtectedAndStaysSoWithoutTheControlPlane() throws Exception {
        // Given a shop that goes about its business while its proxies learn
        for (int i = 0; i < 30; i++) {
            assertThat(get("storefront", "/products/" + i)).isEqualTo("200");
            assertThat(ShopPrograms.redis(shop.pod("storefront"), shop.pod("sessions"), setAndGet(i)))
                    .isEqualTo("OK\nopen\n");
            assertThat(select("storefront", "SELECT item FROM shop.orders WHERE id = " + i))
                    .doesNotContain("ERROR");
        }
        assertThat(http("intruder", shop.outside())).isEqualTo("200");
        assertThat(ShopPrograms.grpc(shop.pod("storefront"), shop.pod("orders"), 30, "Place"))
                .isEqualTo("OK");
        for (var server : ShopOnNode.SERVERS) {
            Eventually.holds(
                    "the profile of " + server + " has what was done",
                    () -> learned(server).total() >= 30);
        }

        // When what was learned is enforced
        for (var server : LEARNERS) {
            var rules = Generaliser.rules(learned(server));
            var allowlist = LearnedAllowlist.of(new Metadata(server, "shop"), Mode.ENFORCE, rules);
            shop.cluster()
                    .apply(DocumentFacts.Kind.ALLOWLIST, allowlist.document().json());
        }

        // Then business goes on, and all else is refused
        Eventually.is("the intruder's answer", "403", () -> get("intruder", "/products/1"));
        Eventually.is("the intruder's call", "PERMISSION_DENIED", () -> call("intruder", "Place"));
        Eventually.holds("the intruder's command is refused", () -> refusedByRedis("intruder", "GET session:1"));
        Eventually.holds("the intruder's statement is refused", () -> refusedBySql("intruder", "SELECT 1"));
        Eventually.is("the answer of somebody outside", "403", () -> http("storefront", shop.outside()));
        assertThatOnlyTheLearnedPasses();

        // When the control plane is away, and a proxy's container starts again
        shop.pod("bulwark").stop("control-plane");
        for (var server : LEARNERS) {
            shop.pod(server).restart(PROXY);
        }
        for (var server : LEARNERS) {
            shop.pod(server).awaitReady(PROXY);
        }

        // Then
        assertThatOnlyTheLearnedPasses();

        // When it is back
        shop.pod("bulwark").restart("control-plane");
        shop.pod("bulwark").awaitReady("control-plane");
        shop.cluster().apply(DocumentFacts.Kind.ALLOWLIST, """
                {"apiVersion": "bulwark.io/v1alpha1", "kind": "ServiceAllowlist",
                 "metadata": {"name": "catalogue", "namespace": "shop"},
                 "spec": {"mode": "Enforce", "ingress": [{
                   "id": "intruder", "from": [{"namespace": "shop", "workload": "intruder"}],
                   "http": [{"methods": ["GET"], "paths": [{"prefix": "/products/"}]}]}]}}
                """);

        // Then proxies hear of what has changed
        Eventually.is("the intruder's answer", "200", () -> get("intruder", "/products/1"));
        assertThat(get("storefront", "/products/1")).isEqualTo("403");
    }

    @Test
    void aDocumentThatNoProxyCouldReadIsRefusedWithItsKey() throws Exception {
        // Given
        var document = Serialization.unmarshal("""
                {"apiVersion": "bulwark.io/v1alpha1", "kind": "ServiceAllowlist",
                 "metadata": {"name": "storefront", "namespace": "shop"},
                 "spec": {"mode": "Enforce", "ingress": [{"id": "any", "ports": [65536], "tcp": true}]}}
                """, GenericKubernetesResource.class);
        var webhook = shop.webhook();
        // When
        var refusal = webhook.refusal(document);
        // Then
        assertThat(refusal).contains("spec.ingress[0].ports[0]", "65536");
    }

    private void assertThatOnlyTheLearnedPasses() {
        assertThat(get("storefront", "/products/4711")).isEqualTo("200");
        assertThat(ShopPrograms.http(shop.pod("storefront"), "DELETE", catalogue("/products/1")))
                .isEqualTo("403");
        assertThat(get("storefront", "/admin/users/1")).isEqualTo("403");
        assertThat(get("intruder", "/products/1")).isEqualTo("403");
        assertThat(http("storefront", shop.outside())).isEqualTo("403");

        assertThat(call("storefront", "Place")).isEqualTo("OK");
        assertThat(call("storefront", "Cancel")).isEqualTo("PERMISSION_DENIED");
        assertThat(call("intruder", "Place")).isEqualTo("PERMISSION_DENIED");

        assertThat(ShopPrograms.redis(shop.pod("storefront"), shop.pod("sessions"), setAndGet(4711)))
                .isEqualTo("OK\nopen\n");
        assertThat(refusedByRedis("storefront", "FLUSHALL")).isTrue();
        assertThat(refusedByRedis("intruder", "GET session:1")).isTrue();

        assertThat(select("storefront", "SELECT item FROM shop.orders WHERE id = 2"))
                .isEqualTo("chair\n");
        assertThat(refusedBySql("storefront", "SELECT number FROM shop.cards")).isTrue();
        assertThat(refusedBySql("intruder", "SELECT item FROM shop.orders WHERE id = 2"))
                .isTrue();
    }

    private String get(String from, String path) {
        return http(from, catalogue(path));
    }

    private String http(String from, String url) {
        return ShopPrograms.http(shop.pod(from), "GET", url);
    }

    private String catalogue(String path) {
        return "http://" + shop.pod("catalogue").address() + ":" + ShopPrograms.CATALOGUE + path;
    }

    private String call(String from, String method) {
        return ShopPrograms.grpc(shop.pod(from), shop.pod("orders"), 1, method);
    }

    private static String setAndGet(int session) {
        return "SET session:%1$d open EX 60\\nGET session:%1$d\\n".formatted(session);
    }

    private boolean refusedByRedis(String from, String command) {
        return ShopPrograms.redis(shop.pod(from), shop.pod("sessions"), command + "\\n")
                .contains("NOPERM");
    }

    private String select(String from, String statement) {
        return ShopPrograms.sql(shop.pod(from), shop.pod("database"), statement);
    }

    private boolean refusedBySql(String from, String statement) {
        return select(from, statement).contains("ERROR");
    }

    private Profile learned(String workload) {
        var resource = shop.cluster()
                .client()
                .genericKubernetesResources(Kinds.LEARNED)
                .inNamespace("shop")
                .withName(workload)
                .get();
        return resource == null
                ? Profile.none()
                : ProfileJson.read(shop.cluster()
                        .client()
                        .getKubernetesSerialization()
                        .asJson(resource.getAdditionalProperties().getOrDefault("spec", List.of())));
    }
}
