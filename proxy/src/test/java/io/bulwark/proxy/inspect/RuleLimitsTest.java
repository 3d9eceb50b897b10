package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bulwark.policy.Rate;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.event.Verdict;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of what a rule allows may be asked, over whole flows of several protocols. */
class RuleLimitsTest {
    private static final String GET = "GET /orders HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static String policy(String mode, String entries, String limits) {
        return """
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: shop}
            spec:
              mode: %s
              ingress:
                - {id: orders, from: [{cidr: 10.0.0.0/8}], %s, limits: %s}
            """.formatted(mode, entries, limits);
    }

    private static RuleFlow http(String mode, String limits) {
        return new RuleFlow(policy(mode, "http: [{}]", limits));
    }

    @Test
    void aCallOverTheRateIsRefusedAndTellsTheRule() {
        // Given
        try (var flow = http("Enforce", "{rate: 1/h, burst: 2}")) {
            flow.client(GET, GET);
            flow.server(ANSWER, ANSWER);
            // When
            flow.client(GET);
            // Then
            assertThat(flow.toServer()).isEqualTo(GET + GET);
            assertThat(flow.toClient())
                    .startsWith(ANSWER + ANSWER + "HTTP/1.1 429 Too Many Requests\r\n")
                    .contains("{\"error\":\"rate-limit\",\"rule\":\"orders\",");
            assertThat(flow.bench.scrape()).contains("bulwark_limited_total{limit=\"rate-limit\",mode=\"enforce\"} 1");
            assertThat(flow.bench.events())
                    .extracting(SecurityEvent::rule, SecurityEvent::verdict, SecurityEvent::detail)
                    .containsExactly(tuple(
                            "orders", Verdict.DENIED, "rate-limit: more than 1/h with a burst of 2 from this peer"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Monitor", "Learn"})
    void whatIsNotEnforcedGoesOn(String mode) {
        // Given
        try (var flow = http(mode, "{rate: 1/h}")) {
            flow.client(GET);
            flow.server(ANSWER);
            // When
            flow.client(GET);
            // Then
            assertThat(flow.toServer()).isEqualTo(GET + GET);
            var told = flow.bench.events().stream().map(SecurityEvent::verdict);
            assertThat(told).hasSize(mode.equals("Monitor") ? 1 : 0).allMatch(Verdict.WOULD_DENY::equals);
        }
    }

    @Test
    void aRequestThatSaysThatItIsTooLargeIsRefusedBeforeAnyOfItLeaves() {
        // Given
        try (var flow = http("Enforce", "{maxRequestBytes: 10}")) {
            // When
            flow.client("POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", "01234567890");
            // Then
            assertThat(flow.toServer()).isEmpty();
            assertThat(flow.toClient())
                    .startsWith("HTTP/1.1 413 Content Too Large\r\n")
                    .contains("{\"error\":\"size-limit\",\"rule\":\"orders\",");
        }
    }

    @Test
    void aRequestOfTheLimitItselfGoesOn() {
        // Given
        try (var flow = http("Enforce", "{maxRequestBytes: 10}")) {
            var request = "POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789";
            // When
            flow.client(request);
            // Then
            assertThat(flow.toServer()).isEqualTo(request);
        }
    }

    @Test
    void aRequestOfUnknownLengthIsRefusedWhenItHasBecomeTooLarge() {
        // Given
        try (var flow = http("Enforce", "{maxRequestBytes: 10}")) {
            // When
            flow.client(
                    "POST /orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                    "6\r\nabcdef\r\n",
                    "6\r\nghijkl\r\n",
                    "0\r\n\r\n");
            // Then
            assertThat(flow.toServer()).doesNotContain("ghijkl", "0\r\n\r\n");
            assertThat(flow.toClient()).startsWith("HTTP/1.1 413 Content Too Large\r\n");
        }
    }

    @Test
    void anAnswerThatSaysThatItIsTooLargeIsReplaced() {
        // Given
        try (var flow = http("Enforce", "{maxResponseBytes: 10}")) {
            flow.client(GET);
            // When
            flow.server("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890");
            // Then
            assertThat(flow.toClient())
                    .startsWith("HTTP/1.1 403 Forbidden\r\n")
                    .contains("\"size-limit\"", "orders")
                    .doesNotContain("0123");
        }
    }

    @Test
    void anAnswerOfUnknownLengthNeverComesToItsEnd() {
        // Given
        try (var flow = http("Enforce", "{maxResponseBytes: 10}")) {
            flow.client(GET);
            // When
            flow.server(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                    "6\r\nabcdef\r\n",
                    "6\r\nghijkl\r\n",
                    "0\r\n\r\n");
            // Then
            assertThat(flow.toClient()).doesNotContain("ghijkl");
            assertThat(flow.bench.events())
                    .extracting(SecurityEvent::detail)
                    .first()
                    .asString()
                    .startsWith("size-limit: a response of more than 10 bytes");
        }
    }

    @Test
    void anAnswerIsLimitedByARuleThatWasFoundOnlyByTheContent() {
        // Given
        try (var flow =
                new RuleFlow(policy("Enforce", "http: [{bodyParameters: {a: {}}}]", "{maxResponseBytes: 10}"))) {
            flow.client("""
                    POST /a HTTP/1.1\r
                    Host: a\r
                    Content-Type: application/json\r
                    Content-Length: 7\r
                    \r
                    {"a":1}""");
            // When
            flow.server("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890");
            // Then
            assertThat(flow.toServer()).endsWith("{\"a\":1}");
            assertThat(flow.toClient()).startsWith("HTTP/1.1 403 Forbidden\r\n").contains("size-limit");
        }
    }

    @Test
    void aCommandOfRedisOverTheRateGetsAnErrorInItsPlace() {
        // Given
        try (var flow = new RuleFlow(policy("Enforce", "redis: [{commands: [GET]}]", "{rate: 1/h}"))) {
            // When
            flow.client("*2\r\n$3\r\nGET\r\n$1\r\na\r\n*2\r\n$3\r\nGET\r\n$1\r\nb\r\n");
            flow.server("$1\r\nx\r\n");
            // Then
            assertThat(flow.toServer()).isEqualTo("*2\r\n$3\r\nGET\r\n$1\r\na\r\n");
            assertThat(flow.toClient())
                    .startsWith("$1\r\nx\r\n-NOPERM refused by Bulwark: rate-limit of orders (flow ");
        }
    }

    @Test
    void aCommandOfManyKeysCountsOnce() {
        // Given
        try (var flow = new RuleFlow(policy("Enforce", "redis: [{commands: [MGET]}]", "{rate: 1/h}"))) {
            var command = "*4\r\n$4\r\nMGET\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n";
            // When
            flow.client(command);
            // Then
            assertThat(flow.toServer()).isEqualTo(command);
        }
    }

    @Test
    void aCommandOfRedisThatIsTooLargeIsRefused() {
        // Given
        try (var flow = new RuleFlow(policy("Enforce", "redis: [{commands: [SET]}]", "{maxRequestBytes: 40}"))) {
            // When
            flow.client("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$50\r\n" + "x".repeat(50) + "\r\n");
            // Then
            assertThat(flow.toServer()).isEmpty();
            assertThat(flow.toClient()).startsWith("-NOPERM refused by Bulwark: size-limit of orders (flow ");
        }
    }

    @Test
    void aGrpcCallOverTheRateIsToldThatAResourceIsExhausted() {
        // Given
        var call = "HEADERS %d | <POST /a.B/c> | content-type application/grpc";
        try (var flow = new RuleFlow(policy("Enforce", "grpc: [{}]", "{rate: 1/h}"))) {
            flow.clientFrames("PREFACE ;; SETTINGS");
            flow.serverFrames("SETTINGS ;; SETTINGS ack");
            // When
            flow.clientFrames(call.formatted(1), call.formatted(3));
            // Then
            assertThat(flow.frames())
                    .anyMatch(line -> line.startsWith("server HEADERS 1"))
                    .noneMatch(line -> line.startsWith("server HEADERS 3"))
                    .anyMatch(line -> line.startsWith("client HEADERS 3")
                            && line.contains("grpc-status 8")
                            && line.contains("rate-limit by Bulwark: rule orders"));
        }
    }

    @Test
    void loopsThatCountTogetherNeverLetMoreThrough() throws InterruptedException {
        // Given
        var time = new AtomicLong();
        var rates = new Rates(time::get);
        var rate = new Rate(1000, Duration.ofSeconds(1), 50);
        var taken = new AtomicInteger();
        // When
        try (var threads = Executors.newFixedThreadPool(2)) {
            IntStream.range(0, 2)
                    .forEach(_ -> threads.execute(() -> IntStream.range(0, 5000)
                            .filter(_ -> {
                                time.addAndGet(10_000);
                                return rates.take(7, rate);
                            })
                            .forEach(_ -> taken.incrementAndGet())));
        }
        // Then
        assertThat(taken.get()).isBetween(100, 50 + 100 + 1);
    }

    @Test
    void aPeerHasItsOwnRateHoweverManyOthersThereAre() {
        // Given
        var rates = new Rates(() -> 0);
        var rate = new Rate(1, Duration.ofHours(1), 1);
        int allowed = 0;
        // When
        for (long counter = 1; counter <= 10_000; counter++) {
            allowed += rates.take(counter * 0x9e3779b97f4a7c15L, rate) ? 1 : 0;
        }
        // Then
        assertThat(allowed).isGreaterThan(9_950);
        assertThat(rates.take(0x9e3779b97f4a7c15L, rate)).isFalse();
    }
}
