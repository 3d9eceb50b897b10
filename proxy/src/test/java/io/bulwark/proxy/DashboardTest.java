package io.bulwark.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.bulwark.proxy.telemetry.ProxyMeters;
import io.bulwark.proxy.testing.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of blocked connections, its queries run by a real Prometheus that scrapes real proxies. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("../k8s/grafana/bulwark.json");
    private static final Path PROMETHEUS = Path.of(System.getProperty("bulwark.prometheus", "/usr/bin/prometheus"));
    private static final Pattern METER = Pattern.compile("\\bbulwark_[a-z_]+");
    private static final JsonMapper JSON = new JsonMapper();

    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: orders}
            spec:
              mode: MODE
              ingress:
                - {id: reads, from: [{namespace: shop, workload: web}], http: [{methods: [GET], paths: [{exact: /orders}]}]}
            ---
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: default}
            spec: {mode: MODE}
            ---
            apiVersion: bulwark.io/v1alpha1
            kind: PeerIdentities
            metadata: {name: shop}
            spec: {peers: [{cidr: 127.0.0.0/8, namespace: shop, workload: web}]}
            """;

    @TempDir
    Path folder;

    @Test
    void everyMeterInItIsOneOfTheProxys() throws IOException {
        // Given
        var known = new TreeSet<String>();
        Stream.of(ProxyMeters.values()).forEach(meter -> known.add(meter.meterName()));
        // Then
        for (var query : queries()) {
            assertThat(METER.matcher(query.expression()).results().map(match -> match.group()))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(known).contains(name));
        }
    }

    @Test
    @Timeout(120)
    void noPanelIsEmptyWhenConnectionsAreBlocked() throws Exception {
        // Given
        Assumptions.assumeTrue(Files.isExecutable(PROMETHEUS), "prometheus is not installed");
        var server = server();
        try (var enforcing = proxy(server, "Enforce");
                var monitoring = proxy(server, "Monitor");
                var prometheus = Prometheus.over(folder, List.of(enforcing, monitoring))) {
            for (var query : queries()) {
                // When
                Deadline.await(query.panel(), () -> {
                    traffic(enforcing);
                    traffic(monitoring);
                    return prometheus.hasData(query);
                });
            }
            // Then
            var blocked = prometheus.answer("topk(1, sum by (peer, rule) (bulwark_peer_events_total{"
                    + "verdict=\"denied\",rule=\"allowlist\",namespace=\"shop\",workload=\"orders-enforce\"}))");
            assertThat(blocked.at("/data/result/0/metric/peer").asText()).isEqualTo("shop/web");
        } finally {
            server.stop(0);
        }
    }

    private InProcessProxy proxy(HttpServer server, String mode) throws IOException {
        return InProcessProxy.before(
                server.getAddress(), POLICY.replace("MODE", mode), Files.createDirectory(folder.resolve(mode)));
    }

    private static HttpServer server() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** A call that is allowed, one that is not, an attack, and something that nobody can read. */
    private static void traffic(InProcessProxy proxy) {
        send(proxy, "GET /orders HTTP/1.1\r\nHost: orders\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
        send(proxy, "DELETE /orders HTTP/1.1\r\nHost: orders\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
        send(
                proxy,
                "GET /orders?q=1%20UNION%20SELECT%20password%20FROM%20users HTTP/1.1\r\nHost: orders\r\nConnection: close\r\n\r\n"
                        .getBytes(ISO_8859_1));
        send(proxy, new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0});
    }

    private static void send(InProcessProxy proxy, byte[] bytes) {
        try (var socket =
                new Socket(proxy.address().getAddress(), proxy.address().getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException refused) {
            // A connection that is cut is one of the things that are shown.
        }
    }

    private record Query(String panel, String expression, boolean range) {}

    /** The queries of all panels, with what Grafana puts in for its variables. */
    private static List<Query> queries() throws IOException {
        var queries = new ArrayList<Query>();
        for (var panel : JSON.readTree(Files.readString(DASHBOARD)).path("panels")) {
            for (var target : panel.path("targets")) {
                var expression = target.path("expr")
                        .asText()
                        .replace("$namespace", ".*")
                        .replace("$workload", ".*")
                        .replace("$__range", "10m")
                        .replace("$__rate_interval", "5s");
                queries.add(new Query(
                        panel.path("title").asText() + " "
                                + target.path("refId").asText(),
                        expression,
                        target.path("range").asBoolean()));
            }
        }
        return queries;
    }

    /** A Prometheus of its own, which scrapes often. */
    private record Prometheus(Process process, int port, HttpClient client) implements AutoCloseable {

        static Prometheus over(Path folder, List<InProcessProxy> proxies) throws IOException {
            var config = new StringBuilder("""
                    global: {scrape_interval: 500ms, scrape_timeout: 400ms}
                    scrape_configs:
                      - job_name: proxies
                        static_configs:
                    """);
            var workloads = List.of("orders-enforce", "orders-monitor");
            for (var index = 0; index < proxies.size(); index++) {
                config.append("      - {targets: [\"127.0.0.1:")
                        .append(proxies.get(index).admin().getPort())
                        .append("\"], labels: {namespace: shop, workload: ")
                        .append(workloads.get(index))
                        .append("}}\n");
            }
            var file = Files.writeString(folder.resolve("prometheus.yml"), config);
            int port;
            try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            var process = new ProcessBuilder(
                            PROMETHEUS.toString(),
                            "--config.file=" + file,
                            "--storage.tsdb.path=" + folder.resolve("tsdb"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("prometheus.log").toFile())
                    .start();
            return new Prometheus(process, port, HttpClient.newHttpClient());
        }

        /** Whether a query gives at least one series with a value; one that is no query fails the test. */
        boolean hasData(Query query) {
            var now = Instant.now();
            var range = "&start=" + now.minusSeconds(60) + "&end=" + now + "&step=1s";
            var answer = query.range()
                    ? get("query_range?query=" + URLEncoder.encode(query.expression(), UTF_8) + range)
                    : answer(query.expression());
            assertThat(answer.path("errorType").asText()).as(query.panel()).isNotEqualTo("bad_data");
            var result = answer.at("/data/result");
            var always = query.expression().endsWith("or vector(0)");
            return !result.isEmpty() && (!always || result.at("/0/value/1").asDouble() > 0);
        }

        JsonNode answer(String expression) {
            return get("query?query=" + URLEncoder.encode(expression, UTF_8));
        }

        private JsonNode get(String what) {
            var uri = URI.create("http://127.0.0.1:" + port + "/api/v1/" + what);
            try {
                var request = HttpRequest.newBuilder(uri).build();
                return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
            } catch (IOException starting) {
                return JSON.createObjectNode();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }

        @Override
        public void close() {
            client.close();
            process.destroy();
            process.onExit().join();
        }
    }
}
