package io.bulwark.proxy.relay;

import io.bulwark.policy.Limits;
import io.bulwark.proxy.detect.Detector;
import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.identity.PeerAddress;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.testing.FakeJudge;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A flow between two fake sockets, with a clock that the test moves. */
final class FlowRig {
    static final class Meters implements FlowMeters {
        final Map<Direction, Long> forwarded = new EnumMap<>(Direction.class);
        final Map<Uninspected, Long> uninspected = new EnumMap<>(Uninspected.class);
        final List<FlowEnd> ends = new ArrayList<>();
        long held;

        @Override
        public void forwarded(Direction direction, long byteCount) {
            forwarded.merge(direction, byteCount, Long::sum);
        }

        @Override
        public void uninspected(Uninspected why, long byteCount) {
            uninspected.merge(why, byteCount, Long::sum);
        }

        @Override
        public void heldChanged(long byteCount) {
            held += byteCount;
        }

        @Override
        public void closed(FlowEnd end) {
            ends.add(end);
        }
    }

    final FakeEndpoint client = new FakeEndpoint();
    final FakeEndpoint server = new FakeEndpoint();
    final FakeJudge toServerJudge = new FakeJudge();
    final FakeJudge toClientJudge = new FakeJudge();
    final Meters meters = new Meters();
    final ScriptedProtocol protocol = new ScriptedProtocol();
    final Limits limits = Limits.defaults();
    long nanos = 1_000_000_000L;
    final Flow flow;

    private FlowRig(boolean known) {
        var judges = new Judges() {
            @Override
            public Judge open(FlowInfo flow, Direction direction) {
                return direction == Direction.TO_SERVER ? toServerJudge : toClientJudge;
            }

            @Override
            public Limits limits() {
                return limits;
            }
        };
        var address = InetAddress.getLoopbackAddress();
        var info = new FlowInfo(
                "f-1",
                new Peer.Unknown(new PeerAddress(address, 40_000)),
                new Destination(address, 80),
                FlowInfo.Side.INGRESS);
        List<Protocol> protocols = known ? List.of(protocol) : List.of();
        flow = new Flow(info, client, server, new Detector(protocols), judges, new FlowTools(() -> nanos, meters));
    }

    /** A flow of the scripted protocol whose server has answered the dial. */
    static FlowRig connected() {
        var rig = dialling();
        rig.flow.serverConnected();
        return rig;
    }

    /** A flow of the scripted protocol whose server is still being dialled. */
    static FlowRig dialling() {
        return new FlowRig(true);
    }

    /** A flow of no protocol that the proxy knows, whose server has answered the dial. */
    static FlowRig unknownProtocol() {
        var rig = new FlowRig(false);
        rig.flow.serverConnected();
        return rig;
    }

    void clientSends(String... pieces) {
        send(Direction.TO_SERVER, pieces);
    }

    void serverSends(String... pieces) {
        send(Direction.TO_CLIENT, pieces);
    }

    private void send(Direction direction, String... pieces) {
        for (var piece : pieces) {
            flow.received(direction, Buffers.of(piece));
        }
        flow.readComplete();
    }

    /** Lets time pass and the flow notice. */
    void passTime(Duration time) {
        nanos += time.toNanos();
        flow.tick(nanos);
    }

    /** Ends what a test left open, as a worker does that stops. */
    void stop() {
        client.sent();
        server.sent();
        flow.abort(FlowEnd.DRAINED);
    }
}
