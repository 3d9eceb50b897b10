package io.bulwark.proxy.net;

import io.bulwark.proxy.identity.Destination;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where an intercepted connection was meant to go before the kernel redirected it (netfilter's SO_ORIGINAL_DST and
 * IP6T_SO_ORIGINAL_DST).
 */
final class OriginalDestination {
    private static final int SOL_IP = 0;
    private static final int SOL_IPV6 = 41;
    private static final int SO_ORIGINAL_DST = 80;

    /** {@code struct sockaddr_in}: family, port, address, padding. */
    private static final RawUnixChannelOption V4 =
            new RawUnixChannelOption("SO_ORIGINAL_DST", SOL_IP, SO_ORIGINAL_DST, 16);

    /** {@code struct sockaddr_in6}: family, port, flow label, address, scope. */
    private static final RawUnixChannelOption V6 =
            new RawUnixChannelOption("IP6T_SO_ORIGINAL_DST", SOL_IPV6, SO_ORIGINAL_DST, 28);

    private static final int PORT_AT = 2;
    private static final int V4_ADDRESS_AT = 4;
    private static final int V6_ADDRESS_AT = 8;

    private OriginalDestination() {}

    /**
     * Asks the kernel. A v4 client of a dual-stack listener must be asked for in the v4 form. Empty where there is no record
     * of a redirection.
     */
    static Optional<Destination> of(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            return Optional.empty();
        }
        var v4 = remote.getAddress() instanceof Inet4Address;
        try {
            var answer = channel.config().getOption(v4 ? V4 : V6);
            return answer == null ? Optional.empty() : Optional.of(read(answer, v4));
        } catch (ChannelException | UnknownHostException _) {
            return Optional.empty();
        }
    }

    /** Reads a socket address; the port and the address are in network byte order on every machine. */
    static Destination read(ByteBuffer answer, boolean v4) throws UnknownHostException {
        var port = (answer.get(PORT_AT) & 0xFF) << 8 | (answer.get(PORT_AT + 1) & 0xFF);
        var address = new byte[v4 ? 4 : 16];
        answer.get(v4 ? V4_ADDRESS_AT : V6_ADDRESS_AT, address);
        return new Destination(InetAddress.getByAddress(address), port);
    }
}
