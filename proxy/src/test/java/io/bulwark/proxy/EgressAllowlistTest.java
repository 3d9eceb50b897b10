package io.bulwark.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.bulwark.proxy.config.ListenerConfig;
import io.bulwark.proxy.config.ProxyConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the service asks of others is held against the rules of egress, whose peer is the destination. */
class EgressAllowlistTest {
    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: shop}
            spec:
              ingress: []
              egress:
                - {id: payment, to: [{dns: "*.payment.test"}], http: [{methods: [GET, PUT]}]}
                - {id: trial, mode: Monitor, to: [{cidr: 127.0.0.0/8}], http: [{methods: [PATCH]}]}
              deny:
                egress:
                  - {id: no-keys, to: [{cidr: 127.0.0.0/8}], http: [{paths: [{prefix: /keys}]}]}
            ---
            apiVersion: bulwark.io/v1alpha1
            kind: PeerIdentities
            metadata: {name: outside}
            spec: {peers: [{cidr: 127.0.0.1/32, dns: [api.payment.test]}]}
            """;

    private HttpServer server;
    private ProxyProcess proxy;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        var loopback = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        server = HttpServer.create(loopback, 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        var listener = new ListenerConfig(
                "test", ListenerConfig.Side.EGRESS, new ListenerConfig.Mode.Explicit(server.getAddress()), loopback);
        var config = new ProxyConfig(
                loopback,
                List.of(listener),
                Optional.of(Files.writeString(folder.resolve("policy.yaml"), POLICY)),
                new ProxyConfig.Events.Nowhere(),
                ProxyConfig.TransportChoice.AUTO,
                1,
                64,
                Duration.ZERO);
        proxy = switch (ProxyProcess.start(config)) {
            case Started.Running(var process) -> process;
            case Started.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /charges, 200, ''",
        "DELETE, /charges, 403, allowlist",
        "PATCH, /charges, 200, ''",
        "GET, /keys/1, 403, no-keys",
    })
    void aCallToADestinationIsRuledOn(String method, String path, int status, String rule) throws Exception {
        // Given
        var port = proxy.running().listeners().getFirst().getPort();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .method(method, BodyPublishers.noBody())
                .build();
        try (var client = HttpClient.newHttpClient()) {
            // When
            var answer = client.send(request, BodyHandlers.ofString());
            // Then
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).contains(rule);
        }
    }
}
