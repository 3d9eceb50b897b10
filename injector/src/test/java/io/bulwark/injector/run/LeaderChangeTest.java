package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.handout.ProxyMessage;
import io.bulwark.policy.learn.Promotion.Bounds;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The leader is cut off in the middle of writing and promoting many profiles, and what it sent arrives after another one has gone on. */
class LeaderChangeTest {
    private static final int SERVICES = 20;
    private static final int OPERATIONS = 25;
    private static final long STAGE_SECONDS = 3600;

    /** What both Pods of a service have said in the end. */
    private static final int CALLS = 4 + 5 + 2 * (OPERATIONS - 1);

    /** Services of the test that is about many; every fourth of them has a second Pod. */
    private static final int MANY = 200;

    private static final int FEW_OPERATIONS = 3;
    private static final int CALLS_OF_ONE = 4 + FEW_OPERATIONS - 1;
    private static final int CALLS_OF_TWO = CALLS_OF_ONE + 5 + FEW_OPERATIONS - 1;

    private final MockCluster cluster = new MockCluster();
    private final List<TestProxy> proxies = new ArrayList<>();
    private volatile Instant now = Instant.now();

    @AfterEach
    void stop() {
        proxies.forEach(TestProxy::close);
        cluster.close();
    }

    @Test
    void nothingIsLostOrDoubledAndEveryPromotionHappensOnce() throws Exception {
        // Given services with a Pod at each of two replicas, one of which leads
        cluster.promote(new Bounds(1, 0, STAGE_SECONDS, 0.01, 10, 2));
        cluster.namespace("shop", Map.of("bulwark.io/inject", "enabled", "bulwark.io/promotion", "automatic"));
        var tokens = new TreeMap<String, String>();
        for (int i = 0; i < SERVICES; i++) {
            for (int pod = 0; pod < 2; pod++) {
                tokens.put(service(i) + "-" + pod, cluster.pod("shop", service(i), pod, "10.0." + i + "." + (pod + 1)));
            }
        }
        try (var gate = ApiGate.before(cluster);
                // Lists of all profiles, again and again, would take more time than all the rest.
                var profiles = cluster.client()
                        .genericKubernetesResources(Kinds.LEARNED)
                        .inNamespace("shop")
                        .inform();
                var one = cluster.replica("one", () -> now, 0, gate.client())) {
            Eventually.is("who leads", "one", this::leader);
            try (var two = cluster.replica("two", () -> now)) {
                for (int i = 0; i < SERVICES; i++) {
                    tell(one, tokens.getOrDefault(service(i) + "-0", ""), "p" + i, 3);
                    tell(two, tokens.getOrDefault(service(i) + "-1", ""), "q" + i, 5);
                }
                Eventually.is("how many profiles are complete", SERVICES, () -> all(profiles, "phase", "Ready"));
                Eventually.is("how many have begun", SERVICES, () -> all(profiles, "mode", "Learn"));
                now = now.plusSeconds(STAGE_SECONDS + 1);
                Eventually.holds("some have been promoted", () -> all(profiles, "mode", "Monitor") > 0);

                // When the leader is cut off, and its proxies come to the other replica, and say all of it again, and
                // more
                gate.hang();
                proxies.forEach(TestProxy::close);
                for (int i = 0; i < SERVICES; i++) {
                    tell(two, tokens.getOrDefault(service(i) + "-0", ""), "p" + i, 4);
                    tell(two, tokens.getOrDefault(service(i) + "-1", ""), "q" + i, 5);
                }

                // Then the other one goes on
                Eventually.is("who leads", "two", this::leader);
                Eventually.is("how many have been promoted", SERVICES, () -> all(profiles, "mode", "Monitor"));
                Eventually.is("how many profiles have all calls", SERVICES, () -> all(profiles, "calls", CALLS));

                // When what the first one sent arrives after all
                gate.pass();
            }
            // Then
            Eventually.is("who leads", "one", this::leader);
            Eventually.is("what the first one tells of its proxies", "{}", this::share);
            assertThat(all(profiles, "mode", "Monitor")).isEqualTo(SERVICES);
            assertThat(all(profiles, "calls", CALLS)).isEqualTo(SERVICES);
            assertThat(promotions()).hasSize(SERVICES).doesNotHaveDuplicates();
        }
    }

    @Test
    void profilesOfHundredsOfServicesAreNeitherLostNorDoubledWhenTheLeaderIsCutOffWhileItWritesThem() throws Exception {
        // Given hundreds of services with proxies at the leader, and some with another one at the other replica
        cluster.namespace("shop", Map.of("bulwark.io/inject", "enabled"));
        var tokens = new TreeMap<String, String>();
        for (int i = 0; i < MANY; i++) {
            for (int pod = 0; pod < podsOf(i); pod++) {
                var address = "10." + pod + "." + i / 250 + "." + (i % 250 + 1);
                tokens.put(service(i) + "-" + pod, cluster.pod("shop", service(i), pod, address));
            }
        }
        try (var gate = ApiGate.before(cluster);
                var profiles = cluster.client()
                        .genericKubernetesResources(Kinds.LEARNED)
                        .inNamespace("shop")
                        .inform();
                var one = cluster.replica("one", () -> now, 0, gate.client())) {
            Eventually.is("who leads", "one", this::leader);
            try (var two = cluster.replica("two", () -> now)) {
                tellOfMany(one, "-0", "p", 3, tokens);
                tellOfMany(two, "-1", "q", 5, tokens);
                Eventually.holds(
                        "some profiles are written",
                        () -> !profiles.getStore().list().isEmpty());

                // When the leader is cut off, and its proxies come to the other replica with what they have learned
                // since
                gate.hang();
                proxies.forEach(TestProxy::close);
                tellOfMany(two, "-0", "p", 4, tokens);
                tellOfMany(two, "-1", "q", 5, tokens);

                // Then the other one goes on, and all that was said is there once
                Eventually.is("who leads", "two", this::leader);
                Eventually.is(
                        "how many have all calls of one Pod",
                        MANY - MANY / 4,
                        () -> all(profiles, "calls", CALLS_OF_ONE));
                Eventually.is("how many have all calls of two", MANY / 4, () -> all(profiles, "calls", CALLS_OF_TWO));
                Eventually.is("how many are complete", MANY, () -> all(profiles, "phase", "Ready"));

                // When what the first one sent arrives after all
                gate.pass();
            }
            // Then
            Eventually.is("who leads", "one", this::leader);
            Eventually.is("what the first one tells of its proxies", "{}", this::share);
            assertThat(profiles.getStore().list()).hasSize(MANY);
            assertThat(all(profiles, "calls", CALLS_OF_ONE)).isEqualTo(MANY - MANY / 4);
            assertThat(all(profiles, "calls", CALLS_OF_TWO)).isEqualTo(MANY / 4);
        }
    }

    private static int podsOf(int service) {
        return service % 4 == 0 ? 2 : 1;
    }

    /** The Pods of a number tell of a few operations, as proxies that say all of it again. */
    private void tellOfMany(ControlPlane plane, String pod, String replica, int calls, Map<String, String> tokens)
            throws Exception {
        var trust = TestProxy.trust(cluster);
        for (int i = 0; i < MANY; i++) {
            var token = tokens.getOrDefault(service(i) + pod, "");
            if (!token.isEmpty()) {
                tell(TestProxy.willing(trust, plane, token), profile(replica + i, calls, FEW_OPERATIONS));
            }
        }
    }

    /** Of how many profiles the status says this. */
    private static int all(SharedIndexInformer<GenericKubernetesResource> profiles, String key, Object value) {
        return (int) profiles.getStore().list().stream()
                .filter(profile -> profile.getAdditionalProperties().get("status") instanceof Map<?, ?> status
                        && value.equals(status.get(key)))
                .count();
    }

    /** Which profiles there were Events of promotion on, once for each Event. */
    private List<String> promotions() {
        return cluster.client().v1().events().inNamespace("shop").list().getItems().stream()
                .filter(event -> event.getReason().startsWith("Promotion"))
                .map(event -> event.getInvolvedObject().getName())
                .toList();
    }

    private String share() {
        var share = cluster.client()
                .configMaps()
                .inNamespace(MockCluster.SYSTEM)
                .withName("bulwark-share-one")
                .get();
        return share == null ? "" : share.getData().getOrDefault("share.json", "");
    }

    private void tell(ControlPlane plane, String token, String replica, int calls) throws Exception {
        tell(TestProxy.willing(cluster, plane, token), profile(replica, calls, OPERATIONS));
    }

    private void tell(TestProxy proxy, String profile) throws Exception {
        proxies.add(proxy);
        for (int twice = 0; twice < 2; twice++) {
            proxy.say(new ProxyMessage.Learned(profile));
        }
    }

    /** Many operations, the first of which was called so often. */
    private String profile(String replica, int calls, int many) {
        var seen = now.getEpochSecond() - STAGE_SECONDS - 100;
        var operations = IntStream.range(0, many)
                .mapToObj(i -> """
                        {"side": "ingress", "port": 80, "protocol": "http", "verb": "GET", "resource": "/orders/part-%s/of/a/path",
                         "by": [[0, %d, %d, "0.80.0", [0, 0, %d]]]}""".formatted(
                                "abcdefghij".charAt(i % 10) + "x".repeat(i / 10), seen, seen + 1, i == 0 ? calls : 1))
                .collect(Collectors.joining(","));
        return "{\"coarseness\": 0, \"width\": 0, \"replicas\": [\"" + replica
                + "\"], \"peers\": [\"shop/storefront\"], \"operations\": [" + operations + "], \"paces\": []}";
    }

    private static String service(int number) {
        return "service-" + number;
    }

    private String leader() {
        var lease = cluster.client()
                .leases()
                .inNamespace(MockCluster.SYSTEM)
                .withName("bulwark")
                .get();
        return lease == null || lease.getSpec().getHolderIdentity() == null
                ? ""
                : lease.getSpec().getHolderIdentity();
    }
}
