package io.bulwark.proxy.config;

import java.time.Duration;
import java.util.List;

/**
 * What the kubelet wants to know of the application, and asks the proxy since its own connections would be intercepted.
 *
 * @param timeout how long the answer may take
 * @param hook whether it is a hook of the container's life: one fails only if the application is not reached
 */
public record AppProbe(Question question, Duration timeout, boolean hook) {
    /** How the application is asked. */
    public sealed interface Question {
        int port();

        /** A GET whose answer must be 200..399. */
        record Http(int port, boolean tls, String target, List<Header> headers) implements Question {
            public Http {
                headers = List.copyOf(headers);
            }
        }

        /** A connection that must come about. */
        record Tcp(int port) implements Question {}

        /** A call of {@code grpc.health.v1.Health/Check} that must say SERVING. */
        record Grpc(int port, String service) implements Question {}
    }

    public record Header(String name, String value) {}
}
