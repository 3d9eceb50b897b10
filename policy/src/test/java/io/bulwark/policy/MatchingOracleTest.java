package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiled form against {@link NaiveOracle}, over small alphabets so that patterns overlap. */
class MatchingOracleTest {

    private static final List<String> SEGMENTS = List.of("a", "b", "ab", "", "users", "ü");
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "get", "PURGE");
    private static final List<String> PROTOCOLS = List.of("http", "http", "grpc", "grpc", "tls");
    private static final List<String> SERVICES = List.of("a", "b", "ab", "users", "a.b", "");
    private static final List<String> CIDRS =
            List.of("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "192.168.0.0/16", "10.128.0.0/9");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theCompiledFormAgreesWithTheNaiveOne(int seed) {
        // Given
        var random = new Random(seed);
        for (int round = 0; round < 24; round++) {
            var rules = rules(random, 1 + random.nextInt(round % 8 == 7 ? 150 : 12));
            var oracle = new NaiveOracle(rules);
            var snapshot = Policies.enforcing(rules);
            for (int i = 0; i < 150; i++) {
                int[] octets = {10, random.nextInt(2) * 129, random.nextInt(4), random.nextInt(4)};
                octets[0] = random.nextInt(5) == 0 ? 192 : 10;
                octets[1] = random.nextInt(4) == 0 ? 168 : octets[1] == 129 ? 1 : octets[1];
                int port = 80 + random.nextInt(3);
                var protocol = pick(random, PROTOCOLS);
                var method = pick(random, METHODS);
                var path = path(random);
                // When
                var actual = snapshot.rulesFor(FlowSide.INGRESS, Policies.address(octets), port)
                        .match(Call.of(protocol, method, path))
                        .rule();
                // Then
                var peer = IntStream.of(octets).mapToObj(Integer::toString).collect(Collectors.joining("."));
                assertThat(actual)
                        .as("%s:%d %s %s %s against %s", peer, port, protocol, method, path, rules)
                        .isEqualTo(oracle.match(peer + "/32", port, protocol, method, path));
            }
        }
    }

    private static List<AllowlistRule> rules(Random random, int count) {
        List<AllowlistRule> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<PeerPattern> from = new ArrayList<>();
            for (int n = random.nextInt(3); n >= 0; n--) {
                from.add(Policies.cidr(pick(random, CIDRS)));
            }
            var ports = new TreeSet<Integer>();
            for (int n = random.nextInt(3); n > 0; n--) {
                ports.add(80 + random.nextInt(3));
            }
            List<RuleOperation> operations = new ArrayList<>();
            for (int n = random.nextInt(4); n > 0; n--) {
                operations.add(operation(random));
            }
            for (int n = operations.isEmpty() ? 1 : random.nextInt(3); n > 0; n--) {
                operations.add(call(random));
            }
            rules.add(new AllowlistRule("rule-" + i, from, ports, operations));
        }
        return rules;
    }

    private static GrpcOperation call(Random random) {
        var service = pick(random, SERVICES);
        var methods = new TreeSet<String>();
        for (int n = service.isEmpty() ? 0 : random.nextInt(3); n > 0; n--) {
            methods.add(pick(random, List.of("a", "b", "ab", "users")));
        }
        return new GrpcOperation(service, methods);
    }

    private static HttpOperation operation(Random random) {
        var methods = new TreeSet<String>();
        for (int n = random.nextInt(3); n > 0; n--) {
            methods.add(pick(random, METHODS));
        }
        List<PathPattern> paths = new ArrayList<>();
        for (int n = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3); n > 0; n--) {
            paths.add(pattern(random));
        }
        return new HttpOperation(methods, paths);
    }

    private static PathPattern pattern(Random random) {
        var path = path(random);
        path = path.startsWith("/") ? path : "/" + path;
        return switch (random.nextInt(3)) {
            case 0 -> random.nextInt(8) == 0 ? new PathPattern.Exact("*") : new PathPattern.Exact(path);
            case 1 -> new PathPattern.Prefix(path.substring(0, 1 + random.nextInt(path.length())));
            default -> {
                var segments = new ArrayList<>(PathSyntax.segments(path));
                for (int i = 0; i < segments.size(); i++) {
                    segments.set(i, random.nextInt(2) == 0 ? "{v" + i + "}" : segments.get(i));
                }
                yield new PathPattern.Template("/" + String.join("/", segments));
            }
        };
    }

    private static String path(Random random) {
        var path = IntStream.rangeClosed(0, random.nextInt(5))
                .mapToObj(_ -> "/" + pick(random, SEGMENTS))
                .collect(Collectors.joining());
        return switch (random.nextInt(20)) {
            case 0 -> "*";
            case 1 -> "";
            case 2 -> "http:/" + path;
            case 3 -> path.substring(1);
            default -> path;
        };
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
