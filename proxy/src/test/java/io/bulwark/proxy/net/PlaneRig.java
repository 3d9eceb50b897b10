package io.bulwark.proxy.net;

import io.bulwark.policy.Limits;
import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.relay.Admission;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.testing.FakeJudge;
import io.bulwark.proxy.testing.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A data plane of real sockets that knows no protocol and lets everything pass, in front of one destination. */
final class PlaneRig implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    final CountingMeters meters = new CountingMeters();
    final DataPlane plane;

    PlaneRig(Transport transport, int loops, int maxFlows, Destination destination) throws IOException {
        this(transport, loops, maxFlows, destination, 0);
    }

    private PlaneRig(Transport transport, int loops, int maxFlows, Destination destination, int port)
            throws IOException {
        var spec = new DataPlaneSpec(
                transport,
                loops,
                maxFlows,
                List.of(),
                Peer.Unknown::new,
                new Admission(Set.of(port), InetAddress::isLoopbackAddress),
                meters,
                new Random(5));
        var listener = new ListenerSpec(
                "test",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                FlowInfo.Side.INGRESS,
                new ListenerSpec.Route.Fixed(destination));
        plane = DataPlane.start(spec, List.of(listener), PermissiveJudges::new, System::nanoTime);
    }

    /** A data plane whose destination is its own listener. */
    static PlaneRig forwardingToItself(Transport transport) throws IOException {
        return listeningOn(transport, Programs.freePort());
    }

    /** The same, on a port of the test's choice. */
    static PlaneRig listeningOn(Transport transport, int port) throws IOException {
        return new PlaneRig(transport, 1, 100, new Destination(InetAddress.getLoopbackAddress(), port), port);
    }

    private record PermissiveJudges(Limits limits) implements Judges {
        private PermissiveJudges() {
            this(Limits.defaults());
        }

        @Override
        public Judge open(FlowInfo flow, Direction direction) {
            return new FakeJudge();
        }
    }

    InetSocketAddress address() {
        return plane.addresses().getFirst();
    }

    /** A client whose reads give up rather than hang. */
    Socket connect() throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(address(), PATIENCE_MILLIS);
        return socket;
    }

    @Override
    public void close() {
        plane.close();
    }
}
