package io.bulwark.proxy.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;

/** The service behind the proxy in the demo: an order desk that answers everything, and leaks a card number on one page. */
public final class Shop implements AutoCloseable {
    private static final Map<String, String> PAGES = Map.of(
            "/orders/42", "{\"order\":42,\"state\":\"shipped\",\"total\":\"12.50\"}",
            "/search", "{\"hits\":[\"European Union select committee report\"]}",
            "/reports/payments", "{\"customer\":\"A. Jones\",\"card\":\"4111 1111 1111 1111\"}");

    private final HttpServer server;

    private Shop(HttpServer server) {
        this.server = server;
    }

    public static Shop open() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.createContext("/", Shop::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return new Shop(server);
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    static String page(String path) {
        return PAGES.getOrDefault(path, "{\"ok\":true}");
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange;
                var body = exchange.getRequestBody()) {
            body.readAllBytes();
            var bytes = page(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
