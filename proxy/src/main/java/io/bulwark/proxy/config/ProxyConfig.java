package io.bulwark.proxy.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one proxy process is started with.
 *
 * @param admin where the admin page listens
 * @param listeners 1..32, each with a name of its own
 * @param policy the file of policy documents; without one everything is allowed and only reported
 * @param events where security events go
 * @param loops event loops, 1..64
 * @param maxFlows flows that may be open at once, 64..1,000,000
 * @param controlPlane where the policy comes from instead of the file
 * @param state the folder in which what was learned is kept; without one a restart forgets it
 * @param drainTime how long flows may go on after the proxy was asked to stop
 * @param record where calls are recorded, where that is wanted
 * @param promotion when an allowlist goes a step further
 * @param status the page that the kubelet asks, where one is wanted
 */
public record ProxyConfig(
        InetSocketAddress admin,
        List<ListenerConfig> listeners,
        Optional<Path> policy,
        Events events,
        TransportChoice transport,
        int loops,
        int maxFlows,
        Duration drainTime,
        Optional<StatusConfig> status,
        Optional<Path> state,
        Optional<RecordConfig> record,
        PromotionConfig promotion,
        Optional<ControlPlaneConfig> controlPlane) {
    public ProxyConfig {
        listeners = List.copyOf(listeners);
    }

    /** A configuration of what every proxy has, and nothing besides. */
    public ProxyConfig(
            InetSocketAddress admin,
            List<ListenerConfig> listeners,
            Optional<Path> policy,
            Events events,
            TransportChoice transport,
            int loops,
            int maxFlows,
            Duration drainTime) {
        this(
                admin,
                listeners,
                policy,
                events,
                transport,
                loops,
                maxFlows,
                drainTime,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                PromotionConfig.byHand(),
                Optional.empty());
    }

    /** Where security events go, besides the admin page. */
    public sealed interface Events {
        record Nowhere() implements Events {}

        record StandardOutput() implements Events {}

        record ToFile(Path file) implements Events {}
    }

    /** Which transport the event loops use. */
    public enum TransportChoice {
        AUTO("auto"),
        IO_URING("io_uring"),
        EPOLL("epoll"),
        NIO("nio");

        private final String id;

        TransportChoice(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }
}
