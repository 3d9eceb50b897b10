package io.bulwark.benchmarks;

import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.proxy.event.EventQueue;
import io.bulwark.proxy.inspect.Sightings;
import io.bulwark.proxy.inspect.Workbench;
import io.bulwark.proxy.stream.Ticker;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.signatures.match.Matcher;
import java.time.Clock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What learning adds to an exchange with a content of 1 KB, without sockets: nothing learned, the call, the call and its content. */
@State(Scope.Thread)
public class LearningBenchmark {
    private static final long MILLISECOND = 1_000_000;

    private final Matcher matcher = Engines.catalogue();
    private final PolicySnapshot policy = Policies.reportOnly();
    private final Meters meters = new Meters();
    private final Workbench idle = bench(() -> 0, Sightings.none());

    /** Its second never ends, so that soon enough was read in it. */
    private final Workbench reserved = bench(() -> 0, learning());

    /** Its seconds go by so fast that contents never have too many bytes for one. */
    private final Workbench eager = bench(new Hasty(), learning());

    private final Talk nothing = new Talk(idle, policy, Messages.POST, Messages.POST_ANSWER);
    private final Talk call = new Talk(reserved, policy, Messages.POST, Messages.POST_ANSWER);
    private final Talk content = new Talk(eager, policy, Messages.POST, Messages.POST_ANSWER);

    /** A clock of which each look takes a millisecond. */
    private static final class Hasty implements Ticker {
        private long now;

        @Override
        public long read() {
            now += MILLISECOND;
            return now;
        }
    }

    private static Sightings learning() {
        return Sightings.of(LearnerLimits.share(1), Clock.systemUTC(), Sightings.Board.nobody(), "0001.benchmark.0");
    }

    private Workbench bench(Ticker ticker, Sightings sightings) {
        return new Workbench(
                matcher, () -> policy, new EventQueue(meters), meters, ticker, Clock.systemUTC(), sightings);
    }

    @TearDown
    public void close() {
        idle.close();
        reserved.close();
        eager.close();
        matcher.close();
    }

    @Benchmark
    public long postOfWhichNothingIsLearned() {
        return nothing.exchange();
    }

    @Benchmark
    public long postOfWhichTheCallIsLearned() {
        return call.exchange();
    }

    @Benchmark
    public long postOfWhichTheContentIsLearnedToo() {
        return content.exchange();
    }
}
