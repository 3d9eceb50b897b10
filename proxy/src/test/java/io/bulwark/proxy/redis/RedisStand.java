package io.bulwark.proxy.redis;

import io.bulwark.proxy.InProcessProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/** A Redis server, and Bulwark before it or not. */
final class RedisStand implements AutoCloseable {
    static final String INSPECT = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: redis}
            spec:
              mode: Enforce
              signatures:
                default: Block
                groups: {redis-admin: Report}
            """;

    /** How a client comes to the server. */
    enum Route {
        DIRECT,
        THROUGH_BULWARK
    }

    private final RedisServer server;
    private final Optional<InProcessProxy> proxy;

    RedisStand(Route route, Path folder, String... settings) throws IOException {
        server = RedisServer.start(folder, settings);
        proxy = switch (route) {
            case DIRECT -> Optional.empty();
            case THROUGH_BULWARK -> Optional.of(InProcessProxy.before(server.address(), INSPECT, folder));
        };
    }

    /** Where clients connect. */
    InetSocketAddress address() {
        return proxy.map(InProcessProxy::address).orElse(server.address());
    }

    InetSocketAddress serverAddress() {
        return server.address();
    }

    InProcessProxy proxy() {
        return proxy.orElseThrow();
    }

    @Override
    public void close() {
        proxy.ifPresent(InProcessProxy::close);
        server.close();
    }
}
