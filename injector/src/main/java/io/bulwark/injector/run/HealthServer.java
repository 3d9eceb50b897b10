package io.bulwark.injector.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** What the kubelet and Prometheus ask: {@code /live}, {@code /ready}, {@code /metrics}. */
final class HealthServer implements AutoCloseable {
    private final HttpServer server;

    private HealthServer(HttpServer server) {
        this.server = server;
    }

    /** @param unready why the replica is not ready; empty when it is */
    static HealthServer start(InetSocketAddress address, Supplier<String> unready, Supplier<String> metrics)
            throws IOException {
        var http = HttpServer.create(address, 64);
        http.setExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("bulwark-health-", 0).factory()));
        http.createContext("/live", exchange -> answer(exchange, 200, "text/plain", "live\n"));
        http.createContext("/ready", exchange -> {
            var why = unready.get();
            answer(exchange, why.isEmpty() ? 200 : 503, "text/plain", why.isEmpty() ? "ready\n" : why + "\n");
        });
        http.createContext("/metrics", exchange -> answer(exchange, 200, "text/plain; version=0.0.4", metrics.get()));
        http.start();
        return new HealthServer(http);
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            var body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
