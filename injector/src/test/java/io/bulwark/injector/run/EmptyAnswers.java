package io.bulwark.injector.run;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An application that says 200 to everything, and nothing else. */
final class EmptyAnswers implements AutoCloseable {
    private final HttpServer server;

    private EmptyAnswers(HttpServer server) {
        this.server = server;
    }

    /** Starts it at an address, on a port of its own choice. */
    static EmptyAnswers at(InetAddress address) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(address, 0), 16);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        return new EmptyAnswers(server);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
