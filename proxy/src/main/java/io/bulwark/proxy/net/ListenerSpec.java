package io.bulwark.proxy.net;

import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.protocol.FlowInfo;
import java.net.InetSocketAddress;

/** One listener: where it listens, for which side of the Pod, and where its connections go. */
public record ListenerSpec(String name, InetSocketAddress address, FlowInfo.Side side, Route route) {
    /** How the destination of a connection is found. */
    public sealed interface Route {
        /** The connection was redirected here; the kernel knows where it was meant to go. */
        record Intercepted() implements Route {}

        /** Every connection goes to one place. */
        record Fixed(Destination destination) implements Route {}
    }
}
