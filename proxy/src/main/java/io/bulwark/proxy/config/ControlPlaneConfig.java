package io.bulwark.proxy.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * Where a proxy gets its policy from when not from a file.
 *
 * @param address of the control plane, its name not looked up yet
 * @param authorities certificates in PEM, one of which the control plane's must come from
 * @param token the file that holds the proxy's token, which the kubelet renews
 * @param replica what this proxy is called among those that learn of the same workload
 */
public record ControlPlaneConfig(InetSocketAddress address, String authorities, Path token, String replica) {
    public ControlPlaneConfig {
        if (!address.isUnresolved()) {
            throw new IllegalArgumentException("the control plane's name must be looked up at each connection");
        }
    }
}
