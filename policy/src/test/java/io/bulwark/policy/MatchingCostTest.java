package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchingCostTest {

    private static final int RULES = 10_000;

    @Test
    void aRequestAgainstTenThousandRulesMakesNoObject() {
        // Given
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var rules = manyRules().rulesFor(FlowSide.INGRESS, Policies.address(10, 1, 2, 3), 8080);
        var requests = requests();
        matchAll(rules, requests, 20_000);
        long thread = Thread.currentThread().threadId();
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            // When
            matchAll(rules, requests, 20_000);
            // Then
            fewest = Math.min(fewest, threads.getThreadAllocatedBytes(thread) - before);
        }
        // A single object each call would be 320,000 bytes; the meter itself now and then makes one.
        assertThat(fewest).isLessThan(100);
    }

    @Test
    void tenThousandRulesCostLittleMoreThanTen() {
        // Given
        var many = manyRules().rulesFor(FlowSide.INGRESS, Policies.address(10, 1, 2, 3), 8080);
        var few = Policies.enforcing(rules(10)).rulesFor(FlowSide.INGRESS, Policies.address(10, 1, 2, 3), 8080);
        var requests = requests();
        matchAll(many, requests, 50_000);
        matchAll(few, requests, 50_000);
        // When
        long fewNanos = best(few, requests);
        long manyNanos = best(many, requests);
        // Then
        System.out.println("match: 10 rules " + fewNanos + " ns, 10,000 rules " + manyNanos + " ns");
        assertThat(manyNanos).isLessThan(8 * fewNanos + 1_000);
    }

    @Test
    void templatesThatOverlapDoNotBlowUp() {
        // Given
        List<PathPattern> paths = new ArrayList<>();
        for (int bits = 0; bits < 128; bits++) {
            var path = new StringBuilder();
            for (int i = 0; i < 7; i++) {
                path.append((bits & (1 << i)) != 0 ? "/a" : "/{v" + i + "}");
            }
            paths.add(new PathPattern.Template(path + "/end"));
        }
        var rules = Policies.enforcing(Policies.rule(
                        "r", "10.0.0.0/8", List.of(), Policies.http(List.of(), paths.toArray(PathPattern[]::new))))
                .rulesFor(FlowSide.INGRESS, Policies.address(10, 1, 2, 3), 80);
        var requests = List.<Operation>of(Call.http("GET", "/a/a/a/a/a/a/a/no"), Call.http("GET", "/a".repeat(30_000)));
        matchAll(rules, requests, 10_000);
        // When
        long nanos = best(rules, requests);
        // Then
        System.out.println("match: 128 templates that overlap wholly " + nanos + " ns");
        assertThat(nanos).isLessThan(1_000_000);
    }

    private static long best(PeerRules rules, List<Operation> requests) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 7; round++) {
            long start = System.nanoTime();
            matchAll(rules, requests, 20_000);
            best = Math.min(best, (System.nanoTime() - start) / 20_000);
        }
        return best;
    }

    private static long matchAll(PeerRules rules, List<Operation> requests, int times) {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += rules.match(requests.get(i % requests.size())).rule().length();
        }
        return sum;
    }

    private static List<Operation> requests() {
        return List.of(
                Call.http("GET", "/api/v1/resource-7/items/4711"),
                Call.http("GET", "/api/v1/resource-9/health"),
                Call.http("GET", "/static/8/css/site.css"),
                Call.http("GET", "/api/v1/unknown/items/4711"));
    }

    static PolicySnapshot manyRules() {
        return Policies.enforcing(rules(RULES));
    }

    private static List<AllowlistRule> rules(int count) {
        List<AllowlistRule> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var path = switch (i % 3) {
                case 0 -> new PathPattern.Exact("/api/v1/resource-" + i + "/health");
                case 1 -> new PathPattern.Template("/api/v1/resource-" + i + "/items/{id}");
                default -> new PathPattern.Prefix("/static/" + i + "/");
            };
            var from = i % 2 == 0 ? "10.0.0.0/8" : "10.1.0.0/16";
            rules.add(Policies.rule(
                    "rule-" + i,
                    from,
                    i % 5 == 0 ? List.of() : List.of(8080),
                    Policies.http(List.of("GET", "HEAD"), path)));
        }
        return rules;
    }
}
