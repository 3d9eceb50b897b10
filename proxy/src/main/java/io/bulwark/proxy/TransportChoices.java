package io.bulwark.proxy;

import io.bulwark.proxy.config.ListenerConfig;
import io.bulwark.proxy.config.ProxyConfig;
import io.bulwark.proxy.net.Transport;

/** Which transport a configuration gets on this machine. */
final class TransportChoices {
    sealed interface Choice {}

    record Chosen(Transport transport) implements Choice {}

    record None(String reason) implements Choice {}

    private TransportChoices() {}

    static Choice choose(ProxyConfig config) {
        var wanted = config.transport();
        var transport = switch (wanted) {
            case AUTO -> Transport.best();
            case IO_URING -> Transport.IO_URING;
            case EPOLL -> Transport.EPOLL;
            case NIO -> Transport.NIO;
        };
        if (!transport.available()) {
            return new None("transport must be one that this machine has, was " + wanted.id());
        }
        var intercepts = config.listeners().stream()
                .anyMatch(listener -> listener.mode() instanceof ListenerConfig.Mode.Transparent);
        if (transport == Transport.NIO && intercepts) {
            return new None("transport must be io_uring or epoll for a transparent listener, was nio");
        }
        return new Chosen(transport);
    }
}
