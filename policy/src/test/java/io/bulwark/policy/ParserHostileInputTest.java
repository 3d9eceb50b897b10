package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParserHostileInputTest {

    private static final String VALID = """
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: orders}
            spec:
              ingress:
                - id: a
                  from: [{cidr: 10.0.0.0/8}, {cidr: "fd00::/8"}]
                  ports: [8080]
                  http: [{methods: [GET], paths: [{template: "/users/{id}"}]}]
            """;

    @Test
    void damagedFilesGiveProblemsAndNeverExceptions() {
        var random = new Random(42);
        for (int round = 0; round < 3_000; round++) {
            // Given
            var yaml = VALID.getBytes(StandardCharsets.UTF_8);
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                yaml[random.nextInt(yaml.length)] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) "[]{}:&*!|>'\"-?%@`\n\t ,#".charAt(random.nextInt(22));
            }
            // When
            var parse = PolicyParser.parse(yaml);
            // Then
            if (parse instanceof PolicyParse.Rejected rejected) {
                assertThat(rejected.problems())
                        .isNotEmpty()
                        .allSatisfy(problem -> assertThat(problem.toString())
                                .hasSizeLessThan(600)
                                .doesNotContain("\n", "Exception", "java."));
            }
        }
    }

    @Test
    void noiseGivesProblemsAndNeverExceptions() {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            // Given
            var noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            for (int i = 0; i < noise.length && round % 2 == 0; i++) {
                noise[i] = (byte) (32 + (noise[i] & 0x3f));
            }
            // When
            var parse = PolicyParser.parse(noise);
            // Then
            assertThat(parse).isInstanceOf(PolicyParse.Rejected.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{", "- ", "? ", "a: {", "!", "\"", "a: |\n", "x,", "- a\n", "a\n", "'", "%"})
    void aLargeFileOfOnePieceIsReadInShortTime(String piece) {
        // Given
        var yaml = piece.repeat(PolicyParser.MAX_BYTES / piece.length()).getBytes(StandardCharsets.UTF_8);
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        // When
        var parse = PolicyParser.parse(yaml);
        // Then
        assertThat(parse).isInstanceOf(PolicyParse.Rejected.class);
        assertThat(threads.getCurrentThreadCpuTime() - start).isLessThan(10_000_000_000L);
    }

    @Test
    void aFileOneByteTooLargeIsRefused() {
        // Given
        var yaml = (VALID + "#".repeat(PolicyParser.MAX_BYTES + 1 - VALID.length())).getBytes(StandardCharsets.UTF_8);
        // When
        var parse = PolicyParser.parse(yaml);
        // Then
        assertThat(parse)
                .isInstanceOfSatisfying(
                        PolicyParse.Rejected.class,
                        rejected -> assertThat(rejected.problems().getFirst())
                                .hasToString("file must be at most 4194304 bytes long, was 4194305"));
    }

    @Test
    void aFileOfTheLargestSizeIsRead() {
        // Given
        var yaml = (VALID + "#".repeat(PolicyParser.MAX_BYTES - VALID.length())).getBytes(StandardCharsets.UTF_8);
        // When
        var parse = PolicyParser.parse(yaml);
        // Then
        assertThat(parse).isInstanceOf(PolicyParse.Parsed.class);
    }

    @Test
    void manyProblemsAreToldInPartAndCounted() {
        // Given
        var yaml = new StringBuilder(VALID);
        for (int i = 0; i < 150; i++) {
            yaml.append("    - {id: A").append(i).append(", from: [{cidr: 10.0.0.0/8}], http: [{}]}\n");
        }
        // When
        var parse = Policies.parse(yaml.toString());
        // Then
        assertThat(parse)
                .isInstanceOfSatisfying(
                        PolicyParse.Rejected.class,
                        rejected -> assertThat(rejected.problems())
                                .hasSize(101)
                                .last()
                                .hasToString("and 50 more like these"));
    }

    @Test
    void aFileOfTenThousandRulesIsRead() {
        // Given
        var yaml = new StringBuilder("""
                apiVersion: bulwark.io/v1alpha1
                kind: ServiceAllowlist
                metadata: {name: orders}
                spec:
                  mode: Monitor
                  ingress:
                """);
        for (int i = 0; i < 10_000; i++) {
            yaml.append("  - {id: r")
                    .append(i)
                    .append(", from: [{cidr: 10.0.0.0/8}], http: [{paths: [{template: \"/r")
                    .append(i)
                    .append("/{id}\"}]}]}\n");
        }
        long start = System.nanoTime();
        // When
        var snapshot = Policies.snapshot(yaml.toString());
        // Then
        System.out.println("parse of 10,000 rules " + (System.nanoTime() - start) / 1_000_000 + " ms cold");
        var rules = snapshot.rulesFor(FlowSide.INGRESS, Policies.address(10, 0, 0, 1), 80);
        var match = rules.match(Call.http("GET", "/r9999/7"));
        assertThat(match.rule()).isEqualTo("r9999");
    }
}
