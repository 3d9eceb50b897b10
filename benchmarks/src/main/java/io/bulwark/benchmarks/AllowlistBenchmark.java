package io.bulwark.benchmarks;

import io.bulwark.policy.AllowlistDecision;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Operation;
import io.bulwark.policy.PeerRules;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.proof.CallLine;
import io.bulwark.policy.proof.CallParse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One decision against an allowlist of 10,000 rules of each shape.
 *
 * <p>{@code oneShape}: all rules for the same template, each of another peer, which is the most that one pattern can have.
 */
@State(Scope.Thread)
public class AllowlistBenchmark {
    private static final int RULES = 10_000;

    /** What the rules are like. */
    public enum Shape {
        PATHS(
                "http: [{methods: [GET], paths: [{template: \"/s%d/{int}/items/{uuid}\"}]}]",
                "http", "GET", "/s9999/8231/items/f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
        ONE_SHAPE("http: [{methods: [GET], paths: [{template: \"/items/{int}\"}]}]", "http", "GET", "/items/8231"),
        HOSTS("http: [{hosts: [h%d.shop.test], query: {page: {type: int}}}]", "http", "GET", "/items/8231"),
        KEYS("redis: [{commands: [GET], keys: [{template: \"s%d:{int}\"}]}]", "redis", "GET", "s9999:8231"),
        TABLES("mysql: [{verbs: [SELECT], tables: [shop.t%d]}]", "mysql", "SELECT", "shop.t9999");

        private final String entry;
        private final String protocol;
        private final String verb;
        private final String resource;

        Shape(String entry, String protocol, String verb, String resource) {
            this.entry = entry;
            this.protocol = protocol;
            this.verb = verb;
            this.resource = resource;
        }
    }

    @Param
    private Shape shape = Shape.PATHS;

    private @Nullable PeerRules rules;
    private @Nullable Operation allowed;
    private @Nullable Operation denied;

    @Setup
    public void compile() {
        var yaml = new StringBuilder("""
                apiVersion: bulwark.io/v1alpha1
                kind: ServiceAllowlist
                metadata: {name: large}
                spec:
                  ingress:
                """);
        for (var rule = 0; rule < RULES; rule++) {
            var peer = shape == Shape.ONE_SHAPE && rule < RULES - 1
                    ? "10." + rule / 200 + "." + rule % 200 + ".0/24"
                    : "127.0.0.0/8";
            yaml.append("  - {id: r")
                    .append(rule)
                    .append(", from: [{cidr: ")
                    .append(peer)
                    .append("}], ")
                    .append(shape.entry.formatted(rule))
                    .append("}\n");
        }
        rules = snapshot(yaml.toString()).rulesFor(FlowSide.INGRESS, new byte[] {127, 0, 0, 1}, 8080);
        allowed = call(shape.verb, "h9999.shop.test");
        denied = call("DELETE", "h0.other.test");
    }

    private Operation call(String verb, String host) {
        var line = "{\"peer\":\"127.0.0.1\",\"port\":8080,\"protocol\":\"" + shape.protocol
                + "\",\"parts\":[{\"verb\":\"" + verb + "\",\"resource\":\"" + shape.resource + "\"}],\"host\":\""
                + host + "\",\"query\":\"page=7\"}";
        return switch (CallLine.read(line)) {
            case CallParse.Read(var read, var _, var _) -> read.operation();
            case CallParse.Fault(var why) -> throw new IllegalStateException(why);
        };
    }

    private static PolicySnapshot snapshot(String yaml) {
        return switch (PolicyParser.parse(yaml.getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Parsed(var snapshot, var _) -> snapshot;
            case PolicyParse.Rejected(var problems) -> throw new IllegalStateException(problems.toString());
        };
    }

    @Benchmark
    public AllowlistDecision allowed() {
        return match(allowed, AllowlistDecision.Outcome.ALLOWED);
    }

    @Benchmark
    public AllowlistDecision denied() {
        return match(denied, AllowlistDecision.Outcome.DENIED);
    }

    private AllowlistDecision match(@Nullable Operation operation, AllowlistDecision.Outcome expected) {
        if (rules == null || operation == null) {
            throw new IllegalStateException("not set up");
        }
        var decision = rules.match(operation);
        if (decision.outcome() != expected) {
            throw new IllegalStateException("expected " + expected + ", was " + decision);
        }
        return decision;
    }
}
