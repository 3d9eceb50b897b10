package io.bulwark.policy;

/** The other end of a flow: its address, and what is known of it. */
record Peer(FlowPeer address, PeerIdentity identity) {

    /** The peer as events show it. */
    String told() {
        var names = identity.workload().isEmpty() ? identity.serviceAccount() : identity.workload();
        var known = identity.namespace().isEmpty() ? names : identity.namespace() + "/" + names;
        return known.isEmpty() ? address.toString() : Told.text(known + " " + address);
    }
}
