package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bulwark.policy.learn.Promotion.Bounds;
import io.fabric8.kubernetes.api.model.Event;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From Learn over Monitor to Enforce and back, with a real proxy process and nobody who decides. */
class PromotionTest {
    private static final String STOREFRONT = "127.0.0.31";
    private static final String BASKET = "127.0.0.32";
    private static final String INTRUDER = "127.0.0.33";

    /** Two of them are less than the ten minutes that clocks may differ by, since the proxy's stays. */
    private static final Duration STAGE = Duration.ofMinutes(4);

    @TempDir
    private Path folder;

    private final MockCluster cluster = new MockCluster();
    private volatile Instant now = Instant.now();
    private EmptyAnswers app;
    private ControlPlane plane;
    private ProxyProgram proxy;

    @BeforeEach
    void start() throws Exception {
        app = EmptyAnswers.at(InetAddress.getLoopbackAddress());
        cluster.promote(new Bounds(1, 0, STAGE.toSeconds(), 0.01, 10, 2));
        cluster.namespace("shop", Map.of("bulwark.io/inject", "enabled", "bulwark.io/promotion", "automatic"));
        var token = cluster.pod("shop", "orders", "127.0.0.11");
        cluster.pod("shop", "storefront", STOREFRONT);
        cluster.pod("shop", "basket", BASKET);
        cluster.pod("shop", "intruder", INTRUDER);
        plane = cluster.replica("one", () -> now);
        proxy = ProxyProgram.start(folder, token, plane.ports().stream().getPort(), cluster.trusted(now), app.port());
    }

    @AfterEach
    void stop() {
        proxy.close();
        plane.close();
        cluster.close();
        app.close();
    }

    @Test
    void whatWasLearnedIsEnforcedWithoutAPersonAndARolloutOfPeersStepsBack() throws Exception {
        // Given
        Eventually.is("the first answer", 200, () -> proxy.get(STOREFRONT, "/orders/1"));
        for (int i = 0; i < 30; i++) {
            assertThat(proxy.get(STOREFRONT, "/orders/" + i)).isEqualTo(200);
            assertThat(proxy.get(BASKET, "/orders/" + i)).isEqualTo(200);
        }
        Eventually.is("the calls in the profile", 61, () -> profile().get("calls"));
        Eventually.is("the mode", "Learn", this::mode);

        // When
        now = now.plus(STAGE).plusSeconds(1);
        Eventually.is("the mode", "Monitor", this::mode);
        now = now.plus(STAGE).plusSeconds(1);

        // Then
        Eventually.is("the mode", "Enforce", this::mode);
        Eventually.is("the intruder's answer", 403, () -> proxy.get(INTRUDER, "/orders/1"));
        assertThat(proxy.get(STOREFRONT, "/orders/77")).isEqualTo(200);
        assertThat(proxy.get(STOREFRONT, "/returns")).isEqualTo(403);

        // When another replica takes over
        var port = plane.ports().stream().getPort();
        plane.close();
        assertThat(proxy.get(INTRUDER, "/orders/1")).isEqualTo(403);
        plane = cluster.replica("two", () -> now, port);

        // Then it goes on where the other one was, and a new version of two peers ends enforcement
        for (int i = 0; i < 15; i++) {
            assertThat(proxy.get(STOREFRONT, "/returns")).isEqualTo(403);
            assertThat(proxy.get(BASKET, "/returns")).isEqualTo(403);
        }
        Eventually.is("the mode", "Monitor", this::mode);
        Eventually.is("the answer to what is new", 200, () -> proxy.get(STOREFRONT, "/returns"));
        assertThat(events())
                .extracting(Event::getReason, Event::getType)
                .containsExactlyInAnyOrder(
                        tuple("PromotionForward", "Normal"),
                        tuple("PromotionForward", "Normal"),
                        tuple("PromotionBack", "Warning"));
    }

    private List<Event> events() {
        return cluster.client().v1().events().inNamespace("shop").list().getItems().stream()
                .filter(event -> event.getReason().startsWith("Promotion"))
                .toList();
    }

    private Object mode() {
        return profile().getOrDefault("mode", "");
    }

    private Map<String, Object> profile() {
        return cluster.status(cluster.client()
                .genericKubernetesResources(Kinds.LEARNED)
                .inNamespace("shop")
                .withName("orders")
                .get());
    }
}
