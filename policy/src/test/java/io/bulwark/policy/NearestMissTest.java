package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.NearestMiss.Closest;
import io.bulwark.policy.NearestMiss.Field;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestMissTest {

    private static final byte[] PEER = Policies.address(10, 1, 2, 3);

    private final PolicySnapshot policy = Policies.enforcing(
            Policies.rule("health", "0.0.0.0/0", List.of(9000), Policies.http(List.of("GET"), exact("/health"))),
            Policies.rule(
                    "users",
                    "10.0.0.0/8",
                    List.of(8080),
                    Policies.http(List.of("GET", "PUT"), new PathPattern.Template("/users/{id}/orders"))),
            Policies.rule("admin", "10.9.0.0/16", List.of(), Policies.http(List.of(), exact("/admin"))),
            Policies.rule("orders", "10.0.0.0/8", List.of(8080), Policies.http(List.of("GET"), exact("/orders"))));

    @Test
    void aForbiddenMethodIsTheFirstDifference() {
        assertThat(miss(PEER, 8080, "DELETE", "/users/7/orders"))
                .isEqualTo(new Closest("users", Mode.ENFORCE, Field.METHOD, "GET, PUT", "DELETE"));
    }

    @Test
    void anotherPortIsTheFirstDifference() {
        assertThat(miss(PEER, 8080, "GET", "/health"))
                .isEqualTo(new Closest("health", Mode.ENFORCE, Field.PORT, "9000", "8080"));
    }

    @Test
    void anotherPeerIsTheFirstDifference() {
        assertThat(miss(PEER, 8080, "GET", "/admin"))
                .isEqualTo(new Closest("admin", Mode.ENFORCE, Field.PEER, "10.9.0.0/16", "10.1.2.3"));
    }

    @Test
    void thePathThatBeginsMostAlikeIsTheClosest() {
        assertThat(miss(PEER, 8080, "GET", "/users/7/invoices"))
                .isEqualTo(new Closest("users", Mode.ENFORCE, Field.PATH, "/users/{id}/orders", "/users/7/invoices"));
    }

    @Test
    void anIpv6PeerIsShownInItsShortForm() {
        var peer = Policies.address(0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
        assertThat(miss(peer, 9000, "GET", "/health"))
                .isEqualTo(new Closest("health", Mode.ENFORCE, Field.PEER, "0.0.0.0/0", "fd00::1"));
    }

    @Test
    void aHostilePathIsShownShortAndPrintable() {
        // Given
        var path = "/users/\r\n\u0000" + "x".repeat(65_536);
        // When
        var miss = miss(PEER, 8080, "GET", path);
        // Then
        assertThat(miss)
                .isInstanceOfSatisfying(
                        Closest.class,
                        closest -> assertThat(closest.actual())
                                .startsWith("/users/\\x0d\\x0a\\x00xxx")
                                .endsWith("...")
                                .hasSize(128));
    }

    @Test
    void aProtocolThatNoRuleIsForIsToldWithoutARule() {
        // Given
        var rules = policy.rulesFor(FlowSide.INGRESS, PEER, 8080);
        // When
        var miss = rules.nearestMiss(Call.of("tls", "HELLO", "/orders"));
        // Then
        assertThat(miss).isEqualTo(new NearestMiss.OtherProtocol("http", "tls"));
    }

    @Test
    void aProtocolThatOtherKindsOfRulesAreForIsToldWithAllOfThem() {
        // Given
        var both = Policies.enforcing(
                Policies.rule("page", "10.0.0.0/8", List.of(), Policies.http(List.of())),
                Policies.rule("call", "10.0.0.0/8", List.of(), Policies.grpc("")));
        // When
        var miss = both.rulesFor(FlowSide.INGRESS, PEER, 80).nearestMiss(Call.of("redis", "GET", "key"));
        // Then
        assertThat(miss).isEqualTo(new NearestMiss.OtherProtocol("http, grpc", "redis"));
    }

    @Test
    void httpAgainstRulesForGrpcAloneIsToldWithoutARule() {
        // Given
        var calls = Policies.enforcing(Policies.rule("call", "10.0.0.0/8", List.of(), Policies.grpc("")));
        // When
        var miss = calls.rulesFor(FlowSide.INGRESS, PEER, 80).nearestMiss(Call.http("POST", "/a.B/C"));
        // Then
        assertThat(miss).isEqualTo(new NearestMiss.OtherProtocol("grpc", "http"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "grpc; POST; /orders.v1.Orders/Drop; calls; GRPC_METHOD; Get, Place; Drop",
                "grpc; POST; /orders.v2.Orders/Place; calls; SERVICE; orders.v1.Orders; orders.v2.Orders",
                "grpc; POST; /orders; calls; SERVICE; orders.v1.Orders; /orders",
                "grpc; POST; /stock.Stock/; stock; GRPC_METHOD; any method; ''",
                "grpc; POST; /stock.Stock/a/b; stock; SERVICE; stock.Stock; stock.Stock/a",
                "grpc; GET; /orders.v1.Orders/Place; calls; METHOD; POST; GET",
                "http; POST; /orders.v1.Orders/Place; calls; PROTOCOL; grpc; http",
                "http; POST; /stock.Stock/Take; stock; PROTOCOL; grpc; http",
                "http; GET; /orders.v1.Orders/Place; page; PATH; /health; /orders.v1.Orders/Place",
            })
    void whatACallDiffersInIsTold(
            String protocol, String verb, String path, String rule, Field field, String expected, String actual) {
        // Given
        var rules = Policies.enforcing(
                        Policies.rule("page", "10.0.0.0/8", List.of(), Policies.http(List.of("GET"), exact("/health"))),
                        Policies.rule(
                                "calls", "10.0.0.0/8", List.of(), Policies.grpc("orders.v1.Orders", "Place", "Get")),
                        Policies.rule("stock", "10.0.0.0/8", List.of(), Policies.grpc("stock.Stock")))
                .rulesFor(FlowSide.INGRESS, PEER, 80);
        // When
        var miss = rules.nearestMiss(Call.of(protocol, verb, path));
        // Then
        assertThat(miss).isEqualTo(new Closest(rule, Mode.ENFORCE, field, expected, actual));
    }

    @Test
    void longListsOfMethodsAreShownShort() {
        // Given
        var methods = new String[] {"A".repeat(128), "B".repeat(128)};
        var rules = Policies.enforcing(Policies.rule("r", "10.0.0.0/8", List.of(), Policies.grpc("a.B", methods)))
                .rulesFor(FlowSide.INGRESS, PEER, 80);
        // When
        var miss = rules.nearestMiss(Call.of("grpc", "POST", "/a.B/C"));
        // Then
        assertThat(miss)
                .isInstanceOfSatisfying(
                        Closest.class,
                        closest -> assertThat(closest.expected()).hasSize(128).endsWith("..."));
    }

    @Test
    void anAllowlistWithoutRulesHasNoClosestOne() {
        // Given
        var rules = Policies.enforcing().rulesFor(FlowSide.INGRESS, PEER, 8080);
        // When
        var miss = rules.nearestMiss(Call.of("http", "GET", "/"));
        // Then
        assertThat(miss).isEqualTo(new NearestMiss.NoRules());
    }

    @Test
    void tellingWhyAgainstTenThousandRulesStaysCheap() {
        // Given
        var rules = MatchingCostTest.manyRules().rulesFor(FlowSide.INGRESS, PEER, 8080);
        var call = Call.http("GET", "/api/v1/unknown/items/4711");
        long best = Long.MAX_VALUE;
        // When
        for (int round = 0; round < 2_000; round++) {
            long start = System.nanoTime();
            assertThat(rules.nearestMiss(call)).isInstanceOf(Closest.class);
            best = Math.min(best, System.nanoTime() - start);
        }
        // Then
        System.out.println("nearest miss of 10,000 rules " + best + " ns");
        assertThat(best).isLessThan(5_000_000);
    }

    private NearestMiss miss(byte[] peer, int port, String method, String path) {
        var rules = policy.rulesFor(FlowSide.INGRESS, peer, port);
        var call = Call.http(method, path);
        assertThat(rules.match(call).outcome()).isEqualTo(AllowlistDecision.Outcome.DENIED);
        return rules.nearestMiss(call);
    }

    private static PathPattern exact(String path) {
        return new PathPattern.Exact(path);
    }
}
