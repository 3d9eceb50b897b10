package io.bulwark.proxy.identity;

import java.net.InetAddress;

/** The address that a client meant to reach. */
public record Destination(InetAddress address, int port) {
    @Override
    public String toString() {
        return Addresses.text(address, port);
    }
}
