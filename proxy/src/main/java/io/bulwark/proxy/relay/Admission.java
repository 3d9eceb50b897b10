package io.bulwark.proxy.relay;

import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.protocol.FlowInfo;
import java.net.InetAddress;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides at accept whether a flow may exist at all, before a byte is read: the loop guard, and the rule that an intercepted
 * inbound connection must have been meant for this Pod. Immutable; shared by all loops.
 */
public final class Admission {
    /** The answer to a new connection. */
    public sealed interface Answer {
        record Admitted(Permit permit) implements Answer {}

        record Refused(Reason reason) implements Answer {}
    }

    /** Why a connection may not become a flow. */
    public enum Reason {
        /** The destination is one of the proxy's own listeners: forwarding would come back for ever. */
        LOOP("loop"),
        /** An intercepted inbound connection was meant for an address that is not this Pod's. */
        FOREIGN_DESTINATION("foreign-destination"),
        /** The transport could not tell where an intercepted connection was meant to go. */
        NO_DESTINATION("no-destination"),
        /** As many flows are open as the configuration allows. */
        TOO_MANY_FLOWS("too-many-flows"),
        /** The proxy is draining. */
        DRAINING("draining");

        private final String id;

        Reason(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }

    private final Set<Integer> ownPorts;
    private final Predicate<InetAddress> ownAddress;

    /**
     * @param ownPorts the ports that the proxy itself listens on
     * @param ownAddress whether an address belongs to this Pod or machine, loopback included
     */
    public Admission(Set<Integer> ownPorts, Predicate<InetAddress> ownAddress) {
        this.ownPorts = Set.copyOf(ownPorts);
        this.ownAddress = ownAddress;
    }

    /** Admits a connection that was intercepted on its way to {@code destination}. */
    public Answer admitIntercepted(Peer peer, Destination destination, FlowInfo.Side side) {
        var own = ownAddress.test(destination.address());
        if (own && ownPorts.contains(destination.port())) {
            return new Answer.Refused(Reason.LOOP);
        }
        if (side == FlowInfo.Side.INGRESS && !own) {
            return new Answer.Refused(Reason.FOREIGN_DESTINATION);
        }
        return new Answer.Admitted(new Permit(peer, destination, side));
    }

    /** Admits a connection to a listener whose destination the configuration names. */
    public Answer admitExplicit(Peer peer, Destination destination, FlowInfo.Side side) {
        if (ownPorts.contains(destination.port()) && ownAddress.test(destination.address())) {
            return new Answer.Refused(Reason.LOOP);
        }
        return new Answer.Admitted(new Permit(peer, destination, side));
    }
}
