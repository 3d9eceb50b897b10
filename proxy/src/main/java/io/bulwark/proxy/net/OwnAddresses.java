package io.bulwark.proxy.net;

import io.bulwark.proxy.stream.Ticker;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** The addresses of this Pod, loopback included. Looked up again when an unknown one is asked for, at most once a second. */
public final class OwnAddresses implements Predicate<InetAddress> {
    private static final long SECOND = 1_000_000_000L;

    private record Known(Set<InetAddress> addresses, long atNanos) {}

    private final Ticker ticker;
    private volatile Known known;

    public OwnAddresses(Ticker ticker) {
        this.ticker = ticker;
        known = new Known(lookUp(), ticker.read());
    }

    @Override
    public boolean test(InetAddress address) {
        if (address.isLoopbackAddress() || known.addresses().contains(address)) {
            return true;
        }
        var now = ticker.read();
        if (now - known.atNanos() < SECOND) {
            return false;
        }
        known = new Known(lookUp(), now);
        return known.addresses().contains(address);
    }

    private static Set<InetAddress> lookUp() {
        var found = new HashSet<InetAddress>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(OwnAddresses::withoutScope)
                    .forEach(found::add);
        } catch (SocketException _) {
            return Set.of(); // no interface can be read: nothing but loopback is ours, and the rest is refused
        }
        return found;
    }

    /** An address from an interface names it ({@code fe80::1%eth0}) and would equal no address from a packet. */
    private static InetAddress withoutScope(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalStateException("an address of neither 4 nor 16 bytes", impossible);
        }
    }
}
