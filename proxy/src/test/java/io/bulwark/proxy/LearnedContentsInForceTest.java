package io.bulwark.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.LearnedAllowlist;
import io.bulwark.proxy.testing.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole proxy learns of contents and paths from real connections, and what comes through once that is in force. */
class LearnedContentsInForceTest {
    private static final int CALLS = 60;

    /** Each of these is a process. */
    private static final int CALLS_BY_PROGRAM = 20;

    private static final String INSPECTION = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: shop}
            spec: {mode: Enforce}
            """;
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";

    @TempDir
    private Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer server;
    private InProcessProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", exchange -> {
            try (exchange) {
                var _ = exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        proxy = before(server.getAddress(), "learning", INSPECTION);
    }

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
        server.stop(0);
    }

    private InProcessProxy before(InetSocketAddress address, String name, String policy) throws IOException {
        return InProcessProxy.before(address, policy, Files.createDirectories(folder.resolve(name)));
    }

    /** A proxy that enforces what was learned takes the place of the one that has learned it. */
    private void enforce(InetSocketAddress address) throws IOException {
        var rules = Generaliser.rules(proxy.learned());
        proxy.close();
        var allowlist = LearnedAllowlist.of(new Metadata("shop", ""), Mode.ENFORCE, rules);
        proxy = before(address, "enforcing", allowlist.document().json() + "\n---\n" + INSPECTION);
    }

    private int post(String path, String type, String content) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(content)));
    }

    private int get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + proxy.address().getPort() + path));
    }

    private int send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static String order(Object item, String more) {
        return "{\"item\": %s, \"gift\": true, \"lines\": [{\"sku\": \"ab-17\", \"count\": 2}]%s}"
                .formatted(item, more);
    }

    /** What the events say of the refusals so far, once there are so many. */
    private List<String> refusals(int count) {
        Deadline.await("events", () -> denials().size() >= count);
        return denials();
    }

    private List<String> denials() {
        return proxy.events().stream()
                .filter(event -> event.path("verdict").asText().equals("denied"))
                .map(event -> event.path("detail").asText())
                .toList();
    }

    @Test
    void fieldsOfJsonAndOfFormsAreLearnedAndHold() throws Exception {
        // Given
        for (int i = 0; i < CALLS; i++) {
            assertThat(post("/orders", JSON, order(4000 + i, ""))).isEqualTo(200);
            assertThat(post("/login", FORM, "user=user" + i + "&pin=" + (1000 + 7 * i)))
                    .isEqualTo(200);
        }
        // When
        enforce(server.getAddress());
        // Then
        assertThat(post("/orders", JSON, order(4711, ""))).isEqualTo(200);
        assertThat(post("/login", FORM, "user=user4711&pin=9999")).isEqualTo(200);
        assertThat(post("/orders", JSON, order(4711, ", \"role\": \"admin\""))).isEqualTo(403);
        assertThat(post("/orders", JSON, order("\"first\"", ""))).isEqualTo(403);
        assertThat(post("/login", FORM, "user=user4711&pin=none")).isEqualTo(403);
        assertThat(refusals(3))
                .satisfiesExactly(
                        role -> assertThat(role).contains("http-orders differs in body", "parameter role"),
                        item -> assertThat(item).contains("http-orders differs in body", "parameter item"),
                        pin -> assertThat(pin).contains("http-login differs in body", "parameter pin"));
    }

    @Test
    void pathsWithEncodedPiecesAndQueriesOfGraphqlAreLearnedAndHold() throws Exception {
        // Given
        for (int i = 0; i < CALLS; i++) {
            assertThat(get("/files/annual%20report/versions/" + i)).isEqualTo(200);
            assertThat(get("/caf%C3%A9s/" + i)).isEqualTo(200);
            assertThat(post("/graphql", JSON, graphql("{ total }", i))).isEqualTo(200);
        }
        // When
        enforce(server.getAddress());
        // Then
        assertThat(get("/files/annual%20report/versions/4711")).isEqualTo(200);
        assertThat(get("/files/%61nnual%20report/versions/4711")).isEqualTo(200);
        assertThat(get("/caf%c3%a9s/4711")).isEqualTo(200);
        assertThat(post("/graphql", JSON, graphql("{ total }", 4711))).isEqualTo(200);
        assertThat(get("/files/annual%20report/versions/last")).isEqualTo(403);
        assertThat(get("/files/annual%2520report/versions/1")).isEqualTo(403);
        assertThat(get("/cafes/1")).isEqualTo(403);
        assertThat(post("/graphql", JSON, graphql("{ total card { number } }", 1)))
                .isEqualTo(403);
        assertThat(refusals(4))
                .satisfiesExactly(
                        last -> assertThat(last).contains("differs in path", "versions/last"),
                        twice -> assertThat(twice).contains("differs in path", "annual%2520report"),
                        plain -> assertThat(plain).contains("differs in path", "/cafes/1"),
                        query -> assertThat(query).contains("http-graphql differs in body", "parameter query"));
    }

    @Test
    void contentsOverHttp2AreLearnedAndHold() throws Exception {
        // Given
        try (var echo = Http2Echo.start(folder)) {
            proxy.close();
            proxy = before(echo.address(), "learning-http2", INSPECTION);
            for (int i = 0; i < CALLS_BY_PROGRAM; i++) {
                assertThat(postOverHttp2(order(4000 + i, ""))).isEqualTo(200);
            }
            // When
            enforce(echo.address());
            // Then
            assertThat(postOverHttp2(order(4711, ""))).isEqualTo(200);
            assertThat(postOverHttp2(order(4711, ", \"role\": \"admin\""))).isEqualTo(403);
            assertThat(postOverHttp2(order("\"first\"", ""))).isEqualTo(403);
            assertThat(refusals(2))
                    .satisfiesExactly(
                            role -> assertThat(role).contains("http-orders differs in body", "parameter role"),
                            item -> assertThat(item).contains("http-orders differs in body", "parameter item"));
        }
    }

    private int postOverHttp2(String content) throws IOException, InterruptedException {
        return Http2Echo.status(proxy.address(), new Http2Echo.Call("/orders", JSON, content));
    }

    private static String graphql(String fields, int id) {
        return """
                {"operationName": "Order", "query": "{ order(id: $id) %s }", "variables": {"id": %d}}\
                """.formatted(fields, id);
    }
}
