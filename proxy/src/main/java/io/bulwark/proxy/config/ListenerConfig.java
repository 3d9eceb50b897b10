package io.bulwark.proxy.config;

import java.net.InetSocketAddress;
import java.util.Map;

/**
 * One place where the proxy takes connections.
 *
 * @param protocols what is spoken on the ports that connections are meant for, where somebody says so
 */
public record ListenerConfig(
        String name, Side side, Mode mode, InetSocketAddress address, Map<Integer, DeclaredProtocol> protocols) {
    public ListenerConfig {
        protocols = Map.copyOf(protocols);
    }

    /** A listener all of whose connections have their protocol detected. */
    public ListenerConfig(String name, Side side, Mode mode, InetSocketAddress address) {
        this(name, side, mode, address, Map.of());
    }

    /** Which way its connections cross the border of the Pod. */
    public enum Side {
        INGRESS("ingress"),
        EGRESS("egress");

        private final String id;

        Side(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }

    /** How it learns where a connection is to go. */
    public sealed interface Mode {
        /** From the kernel, which redirected the connection here. */
        record Transparent() implements Mode {}

        /** From the configuration. */
        record Explicit(InetSocketAddress destination) implements Mode {}
    }
}
