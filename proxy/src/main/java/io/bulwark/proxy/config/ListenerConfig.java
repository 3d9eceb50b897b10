package io.bulwark.proxy.config;

import java.net.InetSocketAddress;

/** One place where the proxy takes connections. */
public record ListenerConfig(String name, Side side, Mode mode, InetSocketAddress address) {
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
