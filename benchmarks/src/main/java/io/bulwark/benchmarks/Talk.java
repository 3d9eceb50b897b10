package io.bulwark.benchmarks;

import io.bulwark.policy.Limits;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.proxy.detect.Detector;
import io.bulwark.proxy.inspect.Inspector;
import io.bulwark.proxy.inspect.Workbench;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.protocol.http1.Http1Protocol;
import io.bulwark.proxy.relay.Flow;
import io.bulwark.proxy.relay.FlowTools;
import io.bulwark.proxy.stream.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;

/** A connection of HTTP/1.1 on which the same exchange happens again and again, judged as by the proxy. */
final class Talk {
    private final Flows.Sink client = new Flows.Sink();
    private final Flows.Sink server = new Flows.Sink();
    private final ByteBuf request;
    private final ByteBuf answer;
    private final int requestBytes;
    private final int answerBytes;
    private final Flow flow;

    private record RealJudges(Workbench bench, Limits limits) implements Judges {
        @Override
        public Judge open(FlowInfo flow, Direction direction) {
            return new Inspector(bench, flow, direction);
        }
    }

    Talk(Workbench bench, PolicySnapshot policy, byte[] request, byte[] answer) {
        this.request = PooledByteBufAllocator.DEFAULT.directBuffer(2048).writeBytes(request);
        this.answer = PooledByteBufAllocator.DEFAULT.directBuffer(2048).writeBytes(answer);
        requestBytes = request.length;
        answerBytes = answer.length;
        flow = new Flow(
                Flows.info(),
                client,
                server,
                new Detector(List.of(new Http1Protocol())),
                new RealJudges(bench, policy.limits()),
                new FlowTools(System::nanoTime, new Flows.NoMeters()));
        flow.serverConnected();
    }

    /** One request and its answer; how many bytes the client has now. */
    long exchange() {
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
