package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.ProxyMessage;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The API server goes away and comes back, while proxies are connected that learn, and others that enforce. */
class OutageTest {
    private static final Named ORDERS = new Named("shop", "orders");
    private static final Named BASKET = new Named("shop", "basket");
    private static final String ALLOWLIST = """
            {"apiVersion": "bulwark.io/v1alpha1", "kind": "ServiceAllowlist",
             "metadata": {"name": "orders", "namespace": "shop", "generation": %d},
             "spec": {"mode": "Enforce", "ingress": [{
               "id": "%s", "from": [{"namespace": "shop", "workload": "storefront"}],
               "http": [{"methods": ["GET"]}]}]}}
            """;

    private final MockCluster cluster = new MockCluster();
    private ApiGate gate;
    private ControlPlane plane;
    private TestProxy orders;
    private TestProxy basket;
    private String another;

    /** How an API server is away. */
    enum Way {
        NOBODY_LISTENS {
            @Override
            void begin(ApiGate gate) throws IOException {
                gate.vanish();
            }
        },
        IT_HANGS {
            @Override
            void begin(ApiGate gate) {
                gate.hang();
            }
        },
        IT_FAILS {
            @Override
            void begin(ApiGate gate) {
                gate.react(_ -> ApiGate.status(500, "InternalError", "etcdserver: request timed out"));
                gate.cut();
            }
        },
        IT_IS_BUSY {
            @Override
            void begin(ApiGate gate) {
                gate.react(_ -> ApiGate.status(429, "TooManyRequests", "please try again later"));
                gate.cut();
            }
        };

        abstract void begin(ApiGate gate) throws IOException;
    }

    @BeforeEach
    void start() throws Exception {
        cluster.namespace("shop", Map.of("bulwark.io/inject", "enabled"));
        var first = cluster.pod("shop", "orders", 0, "10.0.0.1");
        another = cluster.pod("shop", "orders", 1, "10.0.0.2");
        var learner = cluster.pod("shop", "basket", "10.0.0.3");
        cluster.pod("shop", "storefront", "10.0.0.4");
        cluster.pod("shop", "batch", "10.0.0.5");
        cluster.apply(DocumentFacts.Kind.ALLOWLIST, ALLOWLIST.formatted(1, "before"));
        gate = ApiGate.before(cluster);
        plane = cluster.replica("one", Clock.systemUTC(), 0, gate.client());
        orders = TestProxy.willing(cluster, plane, first);
        basket = TestProxy.willing(cluster, plane, learner);
        Eventually.holds("orders enforces", () -> allowlist(orders).contains("before"));
        Eventually.holds("basket knows its peers", () -> peers(basket).contains("10.0.0.5"));
        Eventually.is("how many have the allowlist", 1, () -> pods().get("acked"));
    }

    @AfterEach
    void stop() throws IOException {
        gate.pass();
        orders.close();
        basket.close();
        plane.close();
        gate.close();
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void whileTheApiServerIsAwayPolicyStaysAndAfterwardsNothingIsMissing(Way way) throws Exception {
        // Given
        basket.say(new ProxyMessage.Learned(ReplicasTest.PROFILE.formatted("a", 3)));
        Eventually.is("the calls in the profile", 3, () -> profile().get("calls"));

        // When
        way.begin(gate);
        basket.say(new ProxyMessage.Learned(ReplicasTest.PROFILE.formatted("a", 5)));
        orders.say(new ProxyMessage.Denied(4, "", new TreeMap<>()));
        cluster.apply(DocumentFacts.Kind.ALLOWLIST, ALLOWLIST.formatted(2, "after"));

        // Then whoever comes is told to come again
        try (var stranger = TestProxy.willing(cluster, plane, another)) {
            Eventually.holds("the stranger is answered", () -> stranger.status().startsWith("HTTP/1.1 503 "));
            assertThat(stranger.had()).isEmpty();
        }
        basket.say(new ProxyMessage.Learned(ReplicasTest.PROFILE.formatted("a", 5)));
        assertThat(allowlist(orders)).contains("before");

        // When
        gate.pass();

        // Then
        Eventually.holds(
                "orders is told on the same connection", () -> allowlist(orders).contains("after"));
        try (var known = comeAgain()) {
            Eventually.is("how many have the allowlist", 2, () -> pods().get("acked"));
            Eventually.is("what was blocked", 4, () -> status().get("blockedLastDay"));
            Eventually.is("the calls in the profile", 5, () -> profile().get("calls"));
            assertThat(known.had()).isNotEmpty().allSatisfy(OutageTest::isWhole);
        }
        assertThat(orders.had()).allSatisfy(OutageTest::isWhole);
        assertThat(basket.had()).allSatisfy(had -> assertThat(text(had)).contains("10.0.0.4", "10.0.0.5"));
    }

    @Test
    void aListThatFailsOrComesHalfTakesNothingAwayAndOneThatIsWholeDoes() throws Exception {
        // Given that the versions that watches begin with are forgotten, and that lists break in every way
        var had = basket.had().size();
        gate.react(request -> {
            if (request.contains("watch=true")) {
                return new ApiGate.Reaction.Gone();
            }
            if (request.startsWith("GET /api/v1/pods")) {
                return new ApiGate.Reaction.Cut(900);
            }
            if (request.startsWith("GET /apis/bulwark.io/v1alpha1/serviceallowlists")) {
                return ApiGate.status(404, "NotFound", "the server could not find the requested resource");
            }
            return request.startsWith("GET /api/v1/namespaces")
                    ? new ApiGate.Reaction.Answer(200, "{\"kind\": \"NamespaceList\", \"apiVersion\": \"v1\"")
                    : new ApiGate.Reaction.Pass();
        });
        // When
        gate.cut();
        cluster.deletePod("shop", "batch");
        Eventually.holds("lists have failed again and again", () -> gate.refused() > 40);
        // Then
        assertThat(basket.had()).hasSize(had);
        assertThat(allowlist(orders)).contains("before");
        // When
        gate.pass();
        // Then
        Eventually.holds("basket knows that batch is gone", () -> !peers(basket).contains("10.0.0.5"));
        assertThat(peers(basket)).contains("10.0.0.4");
        assertThat(orders.had()).allSatisfy(OutageTest::isWhole);
    }

    /** As a proxy does after it was told to. */
    private TestProxy comeAgain() throws Exception {
        for (int attempt = 1; ; attempt++) {
            var proxy = TestProxy.willing(cluster, plane, another);
            Eventually.holds("there is an answer", () -> !proxy.status().isEmpty());
            if (proxy.status().startsWith("HTTP/1.1 200 ") || attempt == 20) {
                return proxy;
            }
            proxy.close();
        }
    }

    private static void isWhole(Handout handout) {
        assertThat(handout.text(Handout.ALLOWLIST)).contains("Enforce");
        assertThat(text(handout)).contains("10.0.0.4");
    }

    private static String allowlist(TestProxy proxy) {
        return proxy.handout().text(Handout.ALLOWLIST);
    }

    private static String peers(TestProxy proxy) {
        return text(proxy.handout());
    }

    private static String text(Handout handout) {
        var text = new StringBuilder();
        handout.parts().keySet().forEach(part -> text.append(handout.text(part)).append('\n'));
        return text.toString();
    }

    private Map<String, Object> profile() {
        return cluster.status(cluster.client()
                .genericKubernetesResources(Kinds.LEARNED)
                .inNamespace(BASKET.namespace())
                .withName(BASKET.name())
                .get());
    }

    private Map<String, Object> status() {
        return cluster.status(document());
    }

    private Map<String, Object> pods() {
        return status().get("pods") instanceof Map<?, ?> pods ? cluster.map(pods) : Map.of();
    }

    private GenericKubernetesResource document() {
        return Objects.requireNonNull(cluster.client()
                .genericKubernetesResources(Kinds.of(DocumentFacts.Kind.ALLOWLIST))
                .inNamespace(ORDERS.namespace())
                .withName(ORDERS.name())
                .get());
    }
}
