package io.bulwark.benchmarks;

import io.bulwark.policy.AllowlistRule;
import io.bulwark.policy.Cidr;
import io.bulwark.policy.HttpOperation;
import io.bulwark.policy.InspectionPolicy;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PathPattern;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.ServiceAllowlist;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The policies that are measured. */
final class Policies {
    private static final String DEMO = "/io/bulwark/proxy/demo/policy.yaml";
    private static final Cidr LOOPBACK = new Cidr(Cidr.Family.IPV4, 127L << 56, 0, 8);

    private Policies() {}

    /** The policy of the demo: an allowlist and all signatures, both enforced. */
    static PolicySnapshot demo() {
        try (var in = Policies.class.getResourceAsStream(DEMO)) {
            if (in == null) {
                throw new IllegalStateException("the demo's policy is missing from the build");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new IllegalStateException("the demo's policy cannot be read", failure);
        }
    }

    /** All signatures report, and every request is allowed. */
    static PolicySnapshot reportOnly() {
        return parse("""
                apiVersion: bulwark.io/v1alpha1
                kind: InspectionPolicy
                metadata: {name: report-only}
                spec:
                  mode: Enforce
                  signatures: {default: Report}
                """);
    }

    /** An allowlist with this many rules, of which only the last allows {@code POST /orders}. */
    static PolicySnapshot rules(int count) {
        var rules = new ArrayList<AllowlistRule>(count);
        for (var number = 1; number < count; number++) {
            rules.add(rule("r" + number, "GET", new PathPattern.Template("/service" + number + "/{id}")));
        }
        rules.add(rule("last", "POST", new PathPattern.Exact("/orders")));
        var allowlist = ServiceAllowlist.ofIngress(new Metadata("large", ""), Mode.ENFORCE, rules);
        return PolicySnapshot.of(InspectionPolicy.defaults(Mode.ENFORCE), allowlist);
    }

    private static AllowlistRule rule(String id, String method, PathPattern path) {
        var operation = new HttpOperation(new TreeSet<>(List.of(method)), List.of(path));
        return new AllowlistRule(id, List.of(LOOPBACK), new TreeSet<>(), List.of(operation));
    }

    private static PolicySnapshot parse(String yaml) {
        return switch (PolicyParser.parse(yaml.getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Parsed(var snapshot, var _) -> snapshot;
            case PolicyParse.Rejected(var problems) -> throw new IllegalStateException(problems.toString());
        };
    }
}
