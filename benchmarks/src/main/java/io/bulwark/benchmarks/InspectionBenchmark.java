package io.bulwark.benchmarks;

import io.bulwark.policy.Limits;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.proxy.detect.Detector;
import io.bulwark.proxy.event.EventQueue;
import io.bulwark.proxy.inspect.Inspector;
import io.bulwark.proxy.inspect.Workbench;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.protocol.http1.Http1Protocol;
import io.bulwark.proxy.relay.Flow;
import io.bulwark.proxy.relay.FlowTools;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.signatures.match.Matcher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Clock;
import java.util.List;
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
    private final Judges judges = new RealJudges(bench, policy.limits());
    private final Talk gets = new Talk(judges, Messages.GET, Messages.GET_ANSWER);
    private final Talk posts = new Talk(judges, Messages.POST, Messages.POST_ANSWER);

    private record RealJudges(Workbench bench, Limits limits) implements Judges {
        @Override
        public Judge open(FlowInfo flow, Direction direction) {
            return new Inspector(bench, flow, direction);
        }
    }

    /** A connection on which the same exchange happens again and again. */
    private static final class Talk {
        private final Flows.Sink client = new Flows.Sink();
        private final Flows.Sink server = new Flows.Sink();
        private final ByteBuf request;
        private final ByteBuf answer;
        private final int requestBytes;
        private final int answerBytes;
        private final Flow flow;

        private Talk(Judges judges, byte[] request, byte[] answer) {
            this.request = PooledByteBufAllocator.DEFAULT.directBuffer(2048).writeBytes(request);
            this.answer = PooledByteBufAllocator.DEFAULT.directBuffer(2048).writeBytes(answer);
            requestBytes = request.length;
            answerBytes = answer.length;
            flow = new Flow(
                    Flows.info(),
                    client,
                    server,
                    new Detector(List.of(new Http1Protocol())),
                    judges,
                    new FlowTools(System::nanoTime, new Flows.NoMeters()));
            flow.serverConnected();
        }

        private long exchange() {
            var wanted = client.bytes() + answerBytes;
            flow.received(Direction.TO_SERVER, request.setIndex(0, requestBytes).retain());
            flow.readComplete();
            flow.received(Direction.TO_CLIENT, answer.setIndex(0, answerBytes).retain());
            flow.readComplete();
            if (client.bytes() != wanted) {
                throw new IllegalStateException("the answer should have passed");
            }
            return wanted;
        }
    }

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
