package io.bulwark.proxy.protocol;

import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;

/**
 * Who talks to whom on one flow.
 *
 * @param id unique in this process's life; shown to a refused client and in every event
 */
public record FlowInfo(String id, Peer peer, Destination destination, Side side) {
    /** Which way a flow crosses the border of the Pod. */
    public enum Side {
        INGRESS,
        EGRESS
    }
}
