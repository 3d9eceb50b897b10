package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.event.Verdict;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Denial;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.TextOperation;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectorTest {
    private static final Ruling BY_UNION = new Ruling.Deny(new Denial.BySignature("sqli-union"));
    private static final String ALLOWLIST = """
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: orders}
            spec:
              mode: %s
              ingress:
                - id: storefront-reads
                  from: [{cidr: 10.0.0.0/8}]
                  http: [{methods: [GET, HEAD], paths: [{exact: /orders}]}]
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a?q=1 union select 2",
                "/a?q=1+union+select+2",
                "/a?q=1%20union%0aselect+2",
                "/a?q=1%2520union%252520select",
                "/a?q=%75%6e%69on%20sel%65ct&x=%2541"
            })
    void anAttackIsFoundInEveryDecodingOfATarget(String target) {
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.whole(Field.HTTP_URI, target);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
        }
    }

    @Test
    void aRuleForAnyHttpRequestDoesNotCoverAFlowThatIsNoHttp() {
        var anything = """
                apiVersion: bulwark.io/v1alpha1
                kind: ServiceAllowlist
                metadata: {name: orders}
                spec:
                  mode: Enforce
                  ingress:
                    - id: anything
                      from: [{cidr: 10.0.0.0/8}]
                      http: [{}]
                """;
        var hello = TextOperation.of("tls", "HELLO", "shop.test");
        try (var bench = Bench.with(Bench.parse(anything))) {
            // When
            bench.inspector.begin(hello);
            var ruling = bench.inspector.decide(hello);
            bench.inspector.end();
            // Then
            assertThat(ruling).isEqualTo(new Ruling.Deny(new Denial.ByAllowlist("allowlist")));
            assertThat(bench.events())
                    .extracting(SecurityEvent::detail)
                    .containsExactly("the allowlist's rules are for http, was tls");
        }
    }

    @Test
    void aCleanMessageIsForwardedAndCounted() {
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.whole(Field.HTTP_URI, "/orders?from=2024%2D01+x");
            bench.inspector.end();
            // Then
            assertThat(ruling).isSameAs(Ruling.FORWARD);
            assertThat(bench.scrape()).contains("bulwark_requests_total{protocol=\"http\",verdict=\"forwarded\"} 1");
            assertThat(bench.events()).isEmpty();
        }
    }

    @Test
    void aDenialIsToldOnceHoweverOftenItIsAskedFor() {
        try (var bench = Bench.enforcing()) {
            // Given
            bench.whole(Field.HTTP_URI, "/?q=union select");
            // When
            var again = bench.field(Field.HTTP_URI, "/?q=union select");
            bench.inspector.end();
            // Then
            assertThat(again).isEqualTo(BY_UNION);
            assertThat(bench.events()).singleElement().satisfies(event -> {
                assertThat(event.verdict()).isEqualTo(Verdict.DENIED);
                assertThat(event.rule()).isEqualTo("sqli-union");
                assertThat(event.mode()).isEqualTo("enforce");
                assertThat(event.field()).isEqualTo("http.uri");
                assertThat(event.offset()).isEqualTo(16);
                assertThat(event.operation()).isEqualTo("GET /orders");
                assertThat(event.peer()).isEqualTo("shop/storefront 10.0.0.1:40000");
            });
            assertThat(bench.scrape()).contains("verdict=\"denied\"} 1");
        }
    }

    @Test
    void monitorForwardsAndTellsWhatEnforceWouldDo() {
        try (var bench = Bench.with(Bench.policy(Mode.MONITOR))) {
            // When
            var ruling = bench.whole(Field.HTTP_URI, "/?q=union select");
            bench.inspector.end();
            // Then
            assertThat(ruling).isEqualTo(Ruling.FORWARD);
            assertThat(bench.inspector.mayDeny(Field.HTTP_URI)).isFalse();
            assertThat(bench.events()).extracting(SecurityEvent::verdict).containsExactly(Verdict.WOULD_DENY);
        }
    }

    @Test
    void groupsThatReportForwardAndGroupsThatAreOffAreSilent() {
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.whole(Field.HTTP_URI, "/admin?debug=1");
            bench.inspector.end();
            // Then
            assertThat(ruling).isEqualTo(Ruling.FORWARD);
            assertThat(bench.events())
                    .extracting(SecurityEvent::rule, SecurityEvent::verdict)
                    .containsExactly(tuple("report-debug", Verdict.REPORTED));
        }
    }

    @Test
    void anEncodedLineBreakDoesNotMoveTheRestIntoAnotherHeader() {
        try (var bench = Bench.enforcing()) {
            // Given
            var hidden = "User-Agent: x%0d%0aHost: nik%74o\r\n";
            var forged = "Host: x%0d%0aUser-Agent: nik%74o\r\n";
            // When
            var inAgent = bench.whole(Field.HTTP_HEADER, hidden);
            var inHost = bench.whole(Field.HTTP_HEADER, forged);
            // Then
            assertThat(inAgent).isEqualTo(new Ruling.Deny(new Denial.BySignature("scanner-agent")));
            assertThat(inHost).isEqualTo(Ruling.FORWARD);
        }
    }

    @Test
    void aTrailerInsideABodyLeavesTheBodyItsField() {
        try (var bench = Bench.enforcing()) {
            // Given
            bench.inspector.begin(Bench.GET);
            bench.inspector.open(Field.HTTP_BODY, Coding.IDENTITY, Media.JSON);
            bench.chunk(Bench.latin1("{\"a\":\"4111111111111111\"}"), 0, 24);
            bench.field(Field.HTTP_HEADER, "X-Check: 1\r\n");
            // When
            bench.inspector.close();
            bench.inspector.end();
            // Then
            assertThat(bench.events()).extracting(SecurityEvent::field).containsExactly("http.body");
        }
    }

    @Test
    void theAllowlistDeniesWhatNoRuleCoversAndSaysWhy() {
        try (var bench = Bench.with(Bench.parse(ALLOWLIST.formatted("Enforce")))) {
            // Given
            bench.inspector.begin(Bench.DELETE);
            // When
            var ruling = bench.inspector.decide(Bench.DELETE);
            bench.inspector.decide(Bench.DELETE);
            bench.inspector.end();
            // Then
            assertThat(ruling).isEqualTo(new Ruling.Deny(new Denial.ByAllowlist("allowlist")));
            assertThat(bench.events()).singleElement().satisfies(event -> {
                assertThat(event.verdict()).isEqualTo(Verdict.DENIED);
                assertThat(event.operation()).isEqualTo("DELETE /orders");
                assertThat(event.detail())
                        .startsWith("nearest rule storefront-reads differs in method: allowed ")
                        .endsWith(", was DELETE");
            });
        }
    }

    @Test
    void theAllowlistIsAskedForIngressRequestsOnly() {
        try (var bench = Bench.with(Bench.parse(ALLOWLIST.formatted("Enforce")))) {
            // Given
            bench.judging(FlowInfo.Side.EGRESS, Direction.TO_SERVER);
            bench.inspector.begin(Bench.DELETE);
            var egress = bench.inspector.decide(Bench.DELETE);
            // When
            bench.judging(FlowInfo.Side.INGRESS, Direction.TO_CLIENT);
            bench.inspector.begin(Bench.DELETE);
            var response = bench.inspector.decide(Bench.DELETE);
            // Then
            assertThat(egress).isEqualTo(Ruling.FORWARD);
            assertThat(response).isEqualTo(Ruling.FORWARD);
        }
    }

    @Test
    void aNewPolicyHoldsFromTheNextMessageOn() {
        try (var bench = Bench.with(Bench.parse(ALLOWLIST.formatted("Enforce")))) {
            // Given
            bench.inspector.begin(Bench.DELETE);
            bench.publish(Bench.parse(ALLOWLIST.formatted("Monitor")));
            // When
            var before = bench.inspector.decide(Bench.DELETE);
            bench.inspector.end();
            bench.inspector.begin(Bench.DELETE);
            var after = bench.inspector.decide(Bench.DELETE);
            // Then
            assertThat(before).isInstanceOf(Ruling.Deny.class);
            assertThat(after).isEqualTo(Ruling.FORWARD);
        }
    }

    @Test
    void aMissingPolicyIsToldOnceAFlow() {
        try (var bench = Bench.with(PolicySnapshot.open())) {
            // When
            bench.whole(Field.HTTP_URI, "/");
            bench.inspector.end();
            bench.whole(Field.HTTP_URI, "/");
            bench.inspector.end();
            // Then
            assertThat(bench.events()).extracting(SecurityEvent::rule).containsExactly("no-policy");
        }
    }

    @Test
    void aFullEventQueueIsATroubleForTheFailureTable() {
        // Given
        var policy = Bench.parse("""
                apiVersion: bulwark.io/v1alpha1
                kind: InspectionPolicy
                metadata: {name: strict}
                spec:
                  mode: Enforce
                  signatures: {default: Report}
                  failures: {EventQueueFull: Deny}
                """);
        try (var bench = Bench.withQueue(policy, 1)) {
            // When
            var first = bench.whole(Field.HTTP_URI, "/?debug=1");
            bench.inspector.end();
            var second = bench.whole(Field.HTTP_URI, "/?debug=1");
            // Then
            assertThat(first).isEqualTo(Ruling.FORWARD);
            assertThat(second).isEqualTo(new Ruling.Deny(new Denial.ByTrouble(Trouble.EVENT_QUEUE_FULL, "events")));
        }
    }

    @Test
    void aFailingMatcherIsATroubleForTheFailureTable() {
        try (var bench = Bench.with(new FailingMatcher(Bench.MATCHER), Bench.policy(Mode.ENFORCE))) {
            // When
            var whole = bench.whole(Field.HTTP_URI, "/");
            var pieces = bench.body(Coding.IDENTITY, Media.JSON, Bench.latin1("{}"), true, 1);
            // Then
            var denied = new Ruling.Deny(new Denial.ByTrouble(Trouble.MATCHER_FAILED, "matcher"));
            assertThat(whole).isEqualTo(denied);
            assertThat(pieces).isEqualTo(denied);
        }
    }

    @Test
    void aTroubleOfTheProtocolFollowsTheTableAndTheMode() {
        try (var enforcing = Bench.enforcing();
                var monitoring = Bench.with(Bench.policy(Mode.MONITOR))) {
            // When
            var denied = enforcing.inspector.trouble(Trouble.PROTOCOL_VIOLATION, "http.obs-fold", 7);
            var forwarded = monitoring.inspector.trouble(Trouble.PROTOCOL_VIOLATION, "http.obs-fold", 7);
            // Then
            assertThat(denied)
                    .isEqualTo(new Ruling.Deny(new Denial.ByTrouble(Trouble.PROTOCOL_VIOLATION, "http.obs-fold")));
            assertThat(forwarded).isEqualTo(Ruling.FORWARD);
            assertThat(monitoring.events()).extracting(SecurityEvent::verdict).containsExactly(Verdict.WOULD_DENY);
        }
    }

    @Test
    void snippetsNeverHoldTheSecret() {
        try (var bench = Bench.with(Bench.policy(Mode.MONITOR))) {
            // When
            bench.whole(Field.HTTP_HEADER, "Authorization: Bearer tok_abcd1234\r\n");
            bench.field(Field.HTTP_HEADER, "Cookie: sid=hunter2\r\nX-Query: union select\r\n");
            bench.inspector.end();
            bench.body(
                    Coding.IDENTITY,
                    Media.FORM,
                    Bench.latin1("password=correcthorse&pan=4111111111111111&q=union+select"),
                    false);
            bench.inspector.end();
            // Then
            assertThat(bench.events())
                    .hasSize(4)
                    .allSatisfy(event ->
                            assertThat(event.snippet()).doesNotContain("abcd", "hunter", "horse", "4111", "correct"));
        }
    }
}
