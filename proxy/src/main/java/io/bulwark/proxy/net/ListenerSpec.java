package io.bulwark.proxy.net;

import io.bulwark.proxy.detect.Detector;
import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Protocol;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * One listener: where it listens, for which side of the Pod, and where its connections go.
 *
 * @param declared what is spoken on some of the ports that connections are meant for; on all others it is detected
 */
public record ListenerSpec(
        String name, InetSocketAddress address, FlowInfo.Side side, Route route, Map<Integer, Protocol> declared) {
    public ListenerSpec {
        declared = Map.copyOf(declared);
    }

    /** A listener all of whose connections have their protocol detected. */
    public ListenerSpec(String name, InetSocketAddress address, FlowInfo.Side side, Route route) {
        this(name, address, side, route, Map.of());
    }

    /** Who finds the protocol of a connection to this port. */
    Detector detector(int port, List<Protocol> protocols) {
        var known = declared.get(port);
        return known == null ? new Detector(protocols) : Detector.declared(known);
    }

    /** How the destination of a connection is found. */
    public sealed interface Route {
        /** The connection was redirected here; the kernel knows where it was meant to go. */
        record Intercepted() implements Route {}

        /** Every connection goes to one place. */
        record Fixed(Destination destination) implements Route {}
    }
}
