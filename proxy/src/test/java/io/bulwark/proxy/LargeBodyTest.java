package io.bulwark.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bulwark.proxy.config.ListenerConfig;
import io.bulwark.proxy.config.ProxyConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attacks in large bodies, through sockets and with the shipped signatures: some bodies are held whole, some streamed. */
class LargeBodyTest {
    private static final int SEGMENT = 1_448;
    private static final List<String> READ_BY_SERVER = new CopyOnWriteArrayList<>();

    @TempDir
    static Path folder;

    private static HttpServer server;
    private static ProxyProcess proxy;

    record Form(String type, String coding, String attack) {}

    private static final List<Form> FORMS = List.of(
            new Form("application/json", "identity", "' union\\u0020all\\n\\u0053elect password from users"),
            new Form("application/x-www-form-urlencoded", "identity", "'+uni%6fn+all%20SELECT+password+from+users"),
            new Form("application/x-www-form-urlencoded", "identity", "'%2575nion%2520all%2520sel%2565ct%2520password"),
            new Form("application/json", "gzip", "' union\\u0020all\\n\\u0053elect password from users"),
            new Form("application/x-www-form-urlencoded", "gzip", "'%2575nion%2520all%2520sel%2565ct%2520password"),
            new Form("application/json", "deflate", "' union\\u0020all\\n\\u0053elect password from users"),
            new Form("text/plain", "deflate", "'+uni%6fn+all%20SELECT+password+from+users"));

    /** A body, and how the client says where it ends. */
    record Body(Form form, int size, int place, boolean chunked) {
        byte[] content() throws IOException {
            var bytes = (letters(place) + " " + form.attack + " " + letters(size - place))
                    .getBytes(StandardCharsets.ISO_8859_1);
            var out = new ByteArrayOutputStream();
            try (var encoding = encoding(out)) {
                encoding.write(bytes);
            }
            return out.toByteArray();
        }

        private OutputStream encoding(OutputStream out) throws IOException {
            return switch (form.coding) {
                case "gzip" -> new GZIPOutputStream(out);
                case "deflate" -> new DeflaterOutputStream(out);
                default -> out;
            };
        }

        void send(OutputStream to) throws IOException {
            var content = content();
            write(
                    to,
                    "POST /orders HTTP/1.1\r\nHost: shop\r\nContent-Type: " + form.type + "\r\nContent-Encoding: "
                            + form.coding + "\r\n"
                            + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + content.length)
                            + "\r\n\r\n");
            for (var from = 0; from < content.length; from += SEGMENT) {
                var count = Math.min(SEGMENT, content.length - from);
                write(to, chunked ? Integer.toHexString(count) + "\r\n" : "");
                to.write(content, from, count);
                write(to, chunked ? "\r\n" : "");
                to.flush();
            }
            write(to, chunked ? "0\r\n\r\n" : "");
        }

        private static void write(OutputStream to, String text) throws IOException {
            to.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Text that hardly compresses, and is the same each time. */
    private static String letters(int count) {
        var random = new Random(count);
        var text = new StringBuilder(count);
        for (var index = 0; index < count; index++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.createContext("/", LargeBodyTest::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        var policy = Files.writeString(folder.resolve("policy.yaml"), """
                apiVersion: bulwark.io/v1alpha1
                kind: InspectionPolicy
                metadata: {name: test}
                spec: {mode: Enforce}
                """);
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var listener = new ListenerConfig(
                "shop", ListenerConfig.Side.INGRESS, new ListenerConfig.Mode.Explicit(server.getAddress()), loopback);
        var config = new ProxyConfig(
                loopback,
                List.of(listener),
                Optional.of(policy),
                new ProxyConfig.Events.Nowhere(),
                ProxyConfig.TransportChoice.AUTO,
                1,
                64,
                Duration.ofMillis(100));
        proxy = switch (ProxyProcess.start(config)) {
            case Started.Running(var process) -> process;
            case Started.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private static void serve(HttpExchange exchange) throws IOException {
        try (exchange;
                var body = exchange.getRequestBody()) {
            READ_BY_SERVER.add(new String(body.readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    @AfterAll
    static void stop() {
        proxy.close();
        server.stop(0);
    }

    @BeforeEach
    void forget() {
        READ_BY_SERVER.clear();
    }

    /** An answer whose body is one JSON object. */
    private static String answer(InputStream from) throws IOException {
        var text = new StringBuilder();
        for (var next = from.read(); next >= 0; next = from.read()) {
            text.append((char) next);
            if (next == '}') {
                break;
            }
        }
        return text.toString();
    }

    static Stream<Body> bodies() {
        var bodies = new ArrayList<Body>();
        for (var form : FORMS) {
            for (var size : List.of(9_000, 150_000)) {
                for (var place : List.of(0, size / 2, size)) {
                    bodies.add(new Body(form, size, place, place == size / 2));
                }
            }
        }
        return bodies.stream();
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void anAttackInALargeBodyIsRefusedAndNeverReadWhole(Body body) throws IOException {
        try (var client = new Socket()) {
            client.connect(proxy.running().listeners().getFirst());
            client.setSoTimeout(10_000);
            // When
            body.send(client.getOutputStream());
            var answer = answer(client.getInputStream());
            // Then
            assertThat(answer).startsWith("HTTP/1.1 403 ").contains("\"rule\":\"sqli-");
            assertThat(READ_BY_SERVER).isEmpty();
        }
    }
}
