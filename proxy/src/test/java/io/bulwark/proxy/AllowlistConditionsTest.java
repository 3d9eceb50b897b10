package io.bulwark.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules with conditions on what a request's head says, over real sockets. */
class AllowlistConditionsTest {
    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: shop}
            spec:
              ingress:
                - id: shop
                  from: [{namespace: test, workload: client}]
                  http:
                    - methods: [GET]
                      hosts: [shop.test, "*.shop.test"]
                      headers: [x-request-id]
                      query: {page: {type: int}, q: {characters: plain}}
                    - {methods: [POST], contentTypes: [application/json]}
            ---
            apiVersion: bulwark.io/v1alpha1
            kind: PeerIdentities
            metadata: {name: test}
            spec: {peers: [{cidr: 127.0.0.0/8, namespace: test, workload: client}]}
            """;

    private HttpServer server;
    private InProcessProxy proxy;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        proxy = InProcessProxy.before(server.getAddress(), POLICY, folder);
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "GET /a?page=7&q=a+b HTTP/1.1|Host: shop.test|X-Request-ID: 1 ! 200",
                "GET /a HTTP/1.1|Host: eu.SHOP.test:8080|x-request-id: 1 ! 200",
                "GET http://shop.test/a?page=7 HTTP/1.1|Host: other.test|x-request-id: 1 ! 200",
                "GET http://other.test/a HTTP/1.1|Host: shop.test|x-request-id: 1 ! 403",
                "GET /a HTTP/1.1|Host: notshop.test|x-request-id: 1 ! 403",
                "GET /a HTTP/1.1|Host: shop.test ! 403",
                "GET /a HTTP/1.1|Host: shop.test|x-request-ids: 1 ! 403",
                "GET /a?page=seven HTTP/1.1|Host: shop.test|x-request-id: 1 ! 403",
                "GET /a?page=7&page=8 HTTP/1.1|Host: shop.test|x-request-id: 1 ! 403",
                "GET /a?admin=1 HTTP/1.1|Host: shop.test|x-request-id: 1 ! 403",
                "POST /a HTTP/1.1|Host: any|Content-Type: Application/JSON; charset=utf-8|Content-Length: 2 ! 200",
                "POST /a HTTP/1.1|Host: any|Content-Type: text/xml|Content-Length: 2 ! 403",
                "POST /a HTTP/1.1|Host: any|Content-Length: 2 ! 403",
            })
    void aRequestIsHeldAgainstWhatItsHeadSays(String head, int status) throws IOException {
        // When
        var answer = exchange(head);
        // Then
        assertThat(answer).startsWith("HTTP/1.1 " + status);
    }

    private String exchange(String head) throws IOException {
        try (var socket =
                new Socket(proxy.address().getAddress(), proxy.address().getPort())) {
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            var body = head.contains("Content-Length") ? "{}" : "";
            var request = head.replace("|", "\r\n") + "\r\nConnection: close\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
