package io.bulwark.proxy.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * The page that the kubelet asks.
 *
 * @param app the address at which the application is asked
 * @param probes what it is asked, by the path under which the kubelet asks for it
 */
public record StatusConfig(InetSocketAddress address, InetAddress app, Map<String, AppProbe> probes) {
    public StatusConfig {
        probes = Map.copyOf(probes);
    }
}
