package io.bulwark.proxy.admin;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The check that a request was meant for this address, not for a name that was made to point here.
 *
 * <p>A web page can have its own name resolve to a loopback address and then read from it as from its own server (DNS
 * rebinding). Its requests still carry that name in {@code Host}.
 */
final class HostGuard {
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]{2,45}]|[^:\\[\\]]{1,64})(:[0-9]{1,5})?");

    private HostGuard() {}

    /** Whether there is one {@code Host} header, and it is {@code localhost} or a literal address. */
    static boolean admits(List<String> hosts) {
        if (hosts.size() != 1) {
            return false;
        }
        var matcher = HOST.matcher(hosts.getFirst());
        if (!matcher.matches()) {
            return false;
        }
        var name = matcher.group(1);
        var bare = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
        return bare.equalsIgnoreCase("localhost") || Parameters.literal(bare).isPresent();
    }
}
