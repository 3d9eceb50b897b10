package io.bulwark.proxy.identity;

/** Finds out who is behind an address. Called on event loops: must answer at once. */
@FunctionalInterface
public interface IdentityResolver {
    Peer resolve(PeerAddress address);
}
