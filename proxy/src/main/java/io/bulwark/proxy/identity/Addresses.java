package io.bulwark.proxy.identity;

import java.net.Inet6Address;
import java.net.InetAddress;

/** How addresses are written. */
final class Addresses {
    private Addresses() {}

    /** {@code 10.0.0.1:80} or {@code [fd00::1]:80}, never a name. */
    static String text(InetAddress address, int port) {
        var host = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + host + "]:" + port : host + ":" + port;
    }
}
