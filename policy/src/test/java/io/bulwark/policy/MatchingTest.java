package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.AllowlistDecision.Basis;
import io.bulwark.policy.AllowlistDecision.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchingTest {

    private static final byte[] PEER = Policies.address(10, 1, 2, 3);

    @ParameterizedTest
    @CsvSource({
        "exact, /health, /health, true",
        "exact, /health, /health/, false",
        "exact, /health, /healthy, false",
        "exact, /a//b, /a/b, false",
        "exact, *, *, true",
        "prefix, /static/, /static/a/b, true",
        "prefix, /static/, /static/, true",
        "prefix, /static/, /static, false",
        "prefix, /sta, /static, true",
        "prefix, /, /anything, true",
        "prefix, /, *, false",
        "prefix, /.w, /.well-known, true",
        "template, '/users/{id}', /users/7, true",
        "template, '/users/{id}', /users/, false",
        "template, '/users/{id}', /users, false",
        "template, '/users/{id}', /users/7/, false",
        "template, '/users/{id}', /users/7/x, false",
        "template, '/users/{id}/', /users/7/, true",
        "template, '/users/{id}/orders/{order}', /users/7/orders/9, true",
        "template, '/users/{id}/orders/{order}', /users/7/order/9, false",
        "template, '/{any}', /ü, true",
        "template, /plain, /plain, true",
        "template, '/{any}', http://host, false",
    })
    void aPatternHasThesePaths(String kind, String pattern, String path, boolean fits) {
        // Given
        var paths = PathKind.valueOf(kind.toUpperCase(java.util.Locale.ROOT)).make(pattern, new java.util.TreeMap<>());
        var rules = Policies.enforcing(Policies.rule("r", "10.0.0.0/8", List.of(), Policies.http(List.of(), paths)));
        // When
        var match = rules.rulesFor(FlowSide.INGRESS, PEER, 80).match(Call.of("http", "GET", path));
        // Then
        assertThat(match.outcome() == Outcome.ALLOWED).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.1.2.3, true",
        "10.0.0.0/8, 11.1.2.3, false",
        "10.1.2.3/32, 10.1.2.3, true",
        "10.1.2.2/31, 10.1.2.4, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, fd00::1, false",
        "::/0, 10.1.2.3, false",
        "::/0, fd00::1, true",
        "fd00::/8, fdff:1::2, true",
        "fd00::/8, fe00::2, false",
        "2001:db8::/65, 2001:db8::7fff:1:2:3, true",
        "2001:db8::/65, 2001:db8::8000:1:2:3, false",
        "2001:db8::7/128, 2001:db8::7, true",
    })
    void aBlockHasTheseAddresses(String block, String peer, boolean fits) {
        // Given
        var rules = Policies.enforcing(Policies.rule("r", block, List.of(), Policies.http(List.of())));
        // When
        var match = rules.rulesFor(FlowSide.INGRESS, bytesOf(peer), 80).match(Call.of("http", "GET", "/"));
        // Then
        assertThat(match.outcome() == Outcome.ALLOWED).isEqualTo(fits);
    }

    @Test
    void aMappedIpv4PeerIsTheIpv4PeerThatItMaps() {
        // Given
        var rules = Policies.enforcing(Policies.rule("r", "10.0.0.0/8", List.of(), Policies.http(List.of())));
        var mapped = Policies.address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 1, 2, 3);
        // When
        var match = rules.rulesFor(FlowSide.INGRESS, mapped, 80).match(Call.of("http", "GET", "/"));
        // Then
        assertThat(match.rule()).isEqualTo("r");
    }

    @Test
    void anAddressOfOddLengthHasNoRules() {
        // Given
        var rules = Policies.enforcing(Policies.rule("r", "0.0.0.0/0", List.of(), Policies.http(List.of())));
        // When
        var match = rules.rulesFor(FlowSide.INGRESS, new byte[5], 80).match(Call.of("http", "GET", "/"));
        // Then
        assertThat(match.basis()).isEqualTo(Basis.NO_RULE);
    }

    @Test
    void getDoesNotImplyHead() {
        // Given
        var rules = Policies.enforcing(Policies.rule("r", "10.0.0.0/8", List.of(), Policies.http(List.of("GET"))));
        // When
        var match = rules.rulesFor(FlowSide.INGRESS, PEER, 80).match(Call.of("http", "HEAD", "/"));
        // Then
        assertThat(match.basis()).isEqualTo(Basis.NO_RULE);
    }

    @ParameterizedTest
    @CsvSource({"http, true", "grpc, true", "tls, false", "unknown, false", "HTTP, false", "'', false"})
    void aRuleForHttpHoldsForWhatIsHttp(String protocol, boolean fits) {
        // Given
        var rules = Policies.enforcing(Policies.rule("r", "10.0.0.0/8", List.of(), Policies.http(List.of())));
        // When
        var match = rules.rulesFor(FlowSide.INGRESS, PEER, 80).match(Call.of(protocol, "POST", "/"));
        // Then
        assertThat(match.outcome() == Outcome.ALLOWED).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({
        "orders.v1.Orders, Place, grpc, POST, /orders.v1.Orders/Place, true",
        "orders.v1.Orders, Place, grpc, POST, /orders.v1.Orders/Cancel, false",
        "orders.v1.Orders, Place, grpc, POST, /orders.v1.Orders/Place/, false",
        "orders.v1.Orders, Place, grpc, POST, /orders.v2.Orders/Place, false",
        "orders.v1.Orders, Place, grpc, GET, /orders.v1.Orders/Place, false",
        "orders.v1.Orders, Place, http, POST, /orders.v1.Orders/Place, false",
        "orders.v1.Orders, , grpc, POST, /orders.v1.Orders/Cancel, true",
        "orders.v1.Orders, , grpc, POST, /orders.v1.Orders/, false",
        "orders.v1.Orders, , grpc, POST, /orders.v1.Orders/a/b, false",
        "orders.v1.Orders, , grpc, POST, /orders.v1.OrdersArchive/Get, false",
        "orders.v1.Orders, , http, POST, /orders.v1.Orders/Cancel, false",
        "'', , grpc, POST, /any.Service/Method, true",
        "'', , http, POST, /any.Service/Method, false",
        "'', , tls, POST, /any.Service/Method, false",
    })
    void aRuleForGrpcHoldsForTheseCalls(
            String service, @Nullable String method, String protocol, String verb, String path, boolean fits) {
        // Given
        var methods = method == null ? new String[0] : new String[] {method};
        var rules = Policies.enforcing(Policies.rule("r", "10.0.0.0/8", List.of(), Policies.grpc(service, methods)));
        // When
        var match = rules.rulesFor(FlowSide.INGRESS, PEER, 80).match(Call.of(protocol, verb, path));
        // Then
        assertThat(match.outcome() == Outcome.ALLOWED).isEqualTo(fits);
    }

    @Test
    void aRuleMayHaveEntriesOfBothKinds() {
        // Given
        var rules = Policies.enforcing(Policies.rule(
                        "r", "10.0.0.0/8", List.of(), Policies.http(List.of("GET")), Policies.grpc("orders.v1.Orders")))
                .rulesFor(FlowSide.INGRESS, PEER, 80);
        // When
        var page = rules.match(Call.of("http", "GET", "/")).outcome();
        var call =
                rules.match(Call.of("grpc", "POST", "/orders.v1.Orders/Place")).outcome();
        var form =
                rules.match(Call.of("http", "POST", "/orders.v1.Orders/Place")).outcome();
        // Then
        assertThat(List.of(page, call, form)).containsExactly(Outcome.ALLOWED, Outcome.ALLOWED, Outcome.DENIED);
    }

    @Test
    void withoutAnAllowlistAnyProtocolIsAllowed() {
        // Given
        var rules = PolicySnapshot.open().rulesFor(FlowSide.INGRESS, PEER, 80);
        // When
        var match = rules.match(Call.of("tls", "HELLO", "shop.test"));
        // Then
        assertThat(match.rule()).isEqualTo("no-allowlist");
    }

    @Test
    void methodsAndPathsOfDifferentEntriesDoNotMix() {
        // Given
        var rules = Policies.enforcing(Policies.rule(
                "r",
                "10.0.0.0/8",
                List.of(),
                Policies.http(List.of("GET"), new PathPattern.Exact("/a")),
                Policies.http(List.of("POST"), new PathPattern.Exact("/b"))));
        // When
        var match = rules.rulesFor(FlowSide.INGRESS, PEER, 80).match(Call.of("http", "POST", "/a"));
        // Then
        assertThat(match.basis()).isEqualTo(Basis.NO_RULE);
    }

    @Test
    void withoutAnAllowlistEverythingIsAllowed() {
        // Given
        var rules = PolicySnapshot.open().rulesFor(FlowSide.INGRESS, PEER, 80);
        // When
        var match = rules.match(Call.of("http", "GET", "/"));
        // Then
        assertThat(match.rule()).isEqualTo("no-allowlist");
    }

    @Test
    void anAllowlistWithoutRulesDeniesEverything() {
        // Given
        var rules = Policies.enforcing().rulesFor(FlowSide.INGRESS, PEER, 80);
        // When
        var match = rules.match(Call.of("http", "GET", "/"));
        // Then
        assertThat(match.basis()).isEqualTo(Basis.NO_RULE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "/", "//", "http://a/b", "/a/", "/\0/\uffff", "{id}", "/{id}"})
    void anOddPathIsNoTrouble(String path) {
        // Given
        var template = new PathPattern.Template("/{a}/{b}");
        var rules = Policies.enforcing(Policies.rule("r", "10.0.0.0/8", List.of(), Policies.http(List.of(), template)));
        // When
        var match = rules.rulesFor(FlowSide.INGRESS, PEER, 80).match(Call.of("http", "", path));
        // Then
        assertThat(match)
                .extracting(AllowlistDecision::outcome)
                .isEqualTo(path.equals("/\0/\uffff") ? Outcome.ALLOWED : Outcome.DENIED);
    }

    @Test
    void aVeryLongPathIsNoTrouble() {
        // Given
        var rules = Policies.enforcing(Policies.rule(
                "r",
                "10.0.0.0/8",
                List.of(),
                Policies.http(
                        List.of(),
                        new PathPattern.Template("/{a}".replace("a", "v") + "/x"),
                        new PathPattern.Template(deepTemplate()),
                        new PathPattern.Exact("/" + "/".repeat(2047)),
                        new PathPattern.Prefix("/long"))));
        for (var path : List.of("/".repeat(65_536), "/a".repeat(32_768), "/" + "a".repeat(65_535))) {
            // When
            var match = rules.rulesFor(FlowSide.INGRESS, PEER, 80).match(Call.of("http", "GET", path));
            // Then
            assertThat(match.basis()).isEqualTo(Basis.NO_RULE);
        }
    }

    private static String deepTemplate() {
        var template = new StringBuilder();
        for (int i = 0; i < PathSyntax.MAX_SEGMENTS; i++) {
            template.append("/{v").append(i).append('}');
        }
        return template.toString();
    }

    private static byte[] bytesOf(String peer) {
        var cidr = Policies.cidr(peer + (peer.contains(":") ? "/128" : "/32"));
        var address = new byte[cidr.family() == Cidr.Family.IPV4 ? 4 : 16];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) ((i < 8 ? cidr.high() : cidr.low()) >>> (56 - 8 * (i & 7)));
        }
        return address;
    }
}
