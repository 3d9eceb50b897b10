package io.bulwark.proxy.relay;

import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.protocol.FlowInfo;

/** Leave for one peer to open a flow to one destination. Only {@link Admission} gives it, and a flow cannot be made without. */
public final class Permit {
    private final Peer peer;
    private final Destination destination;
    private final FlowInfo.Side side;

    Permit(Peer peer, Destination destination, FlowInfo.Side side) {
        this.peer = peer;
        this.destination = destination;
        this.side = side;
    }

    /** The flow that this permit is for, under the given id. */
    public FlowInfo flow(String id) {
        return new FlowInfo(id, peer, destination, side);
    }
}
