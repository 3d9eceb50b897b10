package io.bulwark.policy;

import java.util.List;

/**
 * The document that says which peers have which addresses, for where nobody else tells.
 *
 * @param peers of the blocks that have an address the smallest counts; no block comes twice
 */
public record PeerIdentities(Metadata metadata, List<Known> peers) {

    /** The document's kind. */
    public static final String KIND = "PeerIdentities";

    /** Who has the addresses of a block. */
    public record Known(Cidr block, PeerIdentity identity) {}

    public PeerIdentities {
        peers = List.copyOf(peers);
    }

    /** A document that knows nobody. */
    public static PeerIdentities none() {
        return new PeerIdentities(new Metadata("none", ""), List.of());
    }
}
