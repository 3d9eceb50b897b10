package io.bulwark.proxy.identity;

import java.net.InetAddress;

/** The address that a flow came from. */
public record PeerAddress(InetAddress address, int port) {
    @Override
    public String toString() {
        return Addresses.text(address, port);
    }
}
