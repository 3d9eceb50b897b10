package io.bulwark.benchmarks;

import io.bulwark.policy.PolicySnapshot;
import io.bulwark.proxy.event.EventQueue;
import io.bulwark.proxy.inspect.Workbench;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.signatures.match.Matcher;
import java.time.Clock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What one exchange costs the proxy without its sockets: lanes, decoding, matching of every field in both directions, decision.
 * The policy is the demo's, enforced.
 */
@State(Scope.Thread)
public class InspectionBenchmark {
    private final Matcher matcher = Engines.catalogue();
    private final PolicySnapshot policy = Policies.demo();
    private final Meters meters = new Meters();
    private final Workbench bench =
            new Workbench(matcher, () -> policy, new EventQueue(meters), meters, System::nanoTime, Clock.systemUTC());
    private final Talk gets = new Talk(bench, policy, Messages.GET, Messages.GET_ANSWER);
    private final Talk posts = new Talk(bench, policy, Messages.POST, Messages.POST_ANSWER);

    @TearDown
    public void close() {
        bench.close();
        matcher.close();
    }

    @Benchmark
    public long getAndAnswer() {
        return gets.exchange();
    }

    @Benchmark
    public long postAndAnswer() {
        return posts.exchange();
    }
}
