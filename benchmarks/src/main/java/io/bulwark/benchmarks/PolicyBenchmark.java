package io.bulwark.benchmarks;

import io.bulwark.policy.AllowlistDecision;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.PeerRules;
import io.bulwark.proxy.protocol.TextOperation;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What one request costs in an allowlist: allowed by the first rule, by the last one, by none. */
@State(Scope.Thread)
public class PolicyBenchmark {
    private static final byte[] PEER = {127, 0, 0, 1};
    private static final int PORT = 8080;

    @Param({"10", "10000"})
    private int ruleCount;

    private final TextOperation first = TextOperation.of("http", "GET", "/service1/8231");
    private final TextOperation last = TextOperation.of("http", "POST", "/orders");
    private final TextOperation none = TextOperation.of("http", "DELETE", "/orders");
    private @Nullable PeerRules rules;

    @Setup
    public void compile() {
        rules = Policies.rules(ruleCount).rulesFor(FlowSide.INGRESS, PEER, PORT);
    }

    @Benchmark
    public AllowlistDecision allowedByTheFirst() {
        return match(first);
    }

    @Benchmark
    public AllowlistDecision allowedByTheLast() {
        return match(last);
    }

    @Benchmark
    public AllowlistDecision denied() {
        return match(none);
    }

    private AllowlistDecision match(TextOperation operation) {
        if (rules == null) {
            throw new IllegalStateException("not set up");
        }
        return rules.match(operation);
    }
}
