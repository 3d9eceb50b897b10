package io.bulwark.proxy.identity;

/** Who opened a flow, as far as it is known. */
public sealed interface Peer {
    PeerAddress address();

    /** A workload of the cluster, vouched for by the control plane. */
    record Workload(PeerAddress address, String namespace, String name) implements Peer {}

    /** An address that belongs to no known workload. */
    record External(PeerAddress address) implements Peer {}

    /** An address whose identity could not be looked up. */
    record Unknown(PeerAddress address) implements Peer {}
}
