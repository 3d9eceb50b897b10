package io.bulwark.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.proxy.control.PolicySource;
import io.bulwark.proxy.event.Events;
import io.bulwark.proxy.event.RecentEvents;
import io.bulwark.proxy.event.Verdict;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.testing.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminServerTest {
    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata:
              name: orders
            spec:
              mode: Enforce
              ingress:
                - id: read-orders
                  from:
                    - cidr: 10.0.0.0/8
                  ports: [8080]
                  http:
                    - methods: [GET]
                      paths:
                        - template: "/orders/{id}"
            """;

    private final Life life = new Life();
    private final Meters meters = new Meters();
    private final RecentEvents recent = new RecentEvents();
    private final PolicySource policy = policy();
    private final AdminServer server = start();

    /** A life that the test leads. */
    private static final class Life implements Lifecycle {
        private volatile State state = State.READY;

        @Override
        public State state() {
            return state;
        }

        @Override
        public void drain() {
            state = State.DRAINING;
        }
    }

    private PolicySource policy() {
        return switch (PolicyParser.parse(POLICY.getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Parsed(var snapshot, var warnings) ->
                new PolicySource(snapshot, warnings, Events.NOON, meters);
            case PolicyParse.Rejected(var problems) -> throw new AssertionError(problems);
        };
    }

    private AdminServer start() {
        try {
            return AdminServer.start(AdminServer.loopback(0), meters, recent, policy, life);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Everything that comes back for these bytes until the server closes. */
    private String send(String bytes) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    @ParameterizedTest
    @CsvSource({
        "READY, 200 OK, ready",
        "STARTING, 503 Service Unavailable, starting",
        "DRAINING, 503 Service Unavailable, draining"
    })
    void readinessFollowsTheLifecycleAndSaysWhy(Lifecycle.State state, String status, String reason)
            throws IOException {
        // Given
        life.state = state;
        // When
        var response = get("/ready");
        // Then
        assertThat(response).startsWith("HTTP/1.1 " + status + "\r\n");
        assertThat(body(response)).isEqualTo(reason + "\n");
    }

    @Test
    void aDrainingProxyIsStillAlive() throws IOException {
        // Given
        var drained = send("POST /drain HTTP/1.1\r\nHost: localhost\r\n\r\n");
        // When
        var response = get("/live");
        // Then
        assertThat(drained).startsWith("HTTP/1.1 202 Accepted\r\n");
        assertThat(life.state()).isEqualTo(Lifecycle.State.DRAINING);
        assertThat(response).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void theMetersAreServedInTheFormatOfPrometheus() throws IOException {
        // When
        var response = get("/metrics");
        // Then
        assertThat(response).contains("content-type: text/plain; version=0.0.4; charset=utf-8\r\n");
        assertThat(body(response))
                .contains("bulwark_policy_info{revision=\"" + policy.get().revision() + "\"} 1\n");
    }

    @Test
    void theNewestEventsComeLastAndCanBeChosen() throws IOException {
        // Given
        recent.write(List.of(
                Events.event("f1", Verdict.DENIED),
                Events.event("f2", Verdict.REPORTED),
                Events.event("f3", Verdict.DENIED)));
        // When
        var all = body(get("/events?limit=2"));
        var denied = body(get("/events?verdict=denied"));
        var ofFlow = body(get("/explain?flow=f2"));
        // Then
        assertThat(all.lines().toList()).hasSize(2);
        assertThat(all.lines().toList().getLast()).contains("\"flow\":\"f3\"");
        assertThat(denied.lines().toList()).hasSize(2).noneMatch(line -> line.contains("f2"));
        assertThat(ofFlow.lines().toList()).hasSize(1).allMatch(line -> line.contains("\"flow\":\"f2\""));
    }

    @Test
    void thePolicyPageShowsTheDocumentsAndTheLastReload() throws IOException {
        // When
        var page = new ObjectMapper().readTree(body(get("/policy")));
        // Then
        assertThat(page.get("revision").asText()).isEqualTo(policy.get().revision());
        assertThat(page.get("documents").isArray()).isTrue();
        assertThat(page.at("/lastReload/outcome").asText()).isEqualTo("taken");
        assertThat(page.at("/lastReload/time").asText()).isEqualTo("2026-11-01T12:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "method=GET&path=/orders/7&peer=10.0.0.1&port=8080; \"verdict\":\"allowed\",\"rule\":\"read-orders\"",
                "method=POST&path=/orders/7&peer=10.0.0.1&port=8080; \"nearestRule\":\"read-orders\",\"differs\":\"method\"",
                "method=GET&path=/orders/7&peer=192.168.0.1&port=8080; \"nearestRule\":\"read-orders\",\"differs\":\"peer\"",
                "method=GET&path=/users&peer=::ffff:10.0.0.1&port=8080; \"nearestRule\":\"read-orders\",\"differs\":\"path\"",
                "protocol=grpc&method=GET&path=/orders/7&peer=10.0.0.1&port=8080; \"verdict\":\"allowed\",\"rule\":\"read-orders\"",
                "protocol=tls&method=HELLO&path=/&peer=10.0.0.1&port=8080; \"nearestRule\":\"\",\"differs\":\"protocol\",\"expected\":\"http\",\"actual\":\"tls\"",
                "method=GET&path=/orders/7&peer=10.0.0.1&port=9090; \"verdict\":\"denied\",\"nearestRule\":\"read-orders\""
            })
    void explainNamesTheRuleOrTheNearestMiss(String query, String expected) throws IOException {
        // When
        var response = get("/explain?" + query);
        // Then
        assertThat(response).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(body(response)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/events?limit=0; limit must be 1..1000, was 0",
                "/events?limit=1001; limit must be 1..1000, was 1001",
                "/events?limit=99999999999; limit must be 1..1000",
                "/events?limit=1&limit=2; limit must be given once",
                "/events?verdict=allowed; verdict must be one of [reported, would-deny, denied]",
                "/events?colour=red; parameters must be of [limit, verdict]",
                "/events?limit=%zz; the query is not percent-encoded UTF-8",
                "/explain; method must be an HTTP method",
                "/explain?protocol=HTTP&method=GET&path=/&peer=10.0.0.1&port=1; protocol must be a protocol's name of 1..32 lower-case letters, digits and \"-\"",
                "/explain?flow=%0aX; flow must be a flow id",
                "/explain?flow=; flow must be a flow id",
                "/explain?method=GET&path=orders&peer=10.0.0.1&port=1; path must begin with / and have at most 1024 characters",
                "/explain?method=GET&path=/&peer=db.internal&port=1; peer must be an IP address",
                "/explain?method=GET&path=/&peer=1.2.3&port=1; peer must be an IP address",
                "/explain?method=GET&path=/&peer=10.0.0.1&port=65536; port must be 1..65535, was 65536"
            })
    void aWrongParameterIsRefusedInOneLine(String target, String complaint) throws IOException {
        // When
        var response = get(target);
        // Then
        assertThat(response).startsWith("HTTP/1.1 400 Bad Request\r\n");
        assertThat(body(response)).isEqualTo(complaint + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing, 404",
        "GET, /ready/, 404",
        "GET, /%72eady, 404",
        "POST, /ready, 405",
        "HEAD, /metrics, 405",
        "GET, /drain, 405",
        "DELETE, /policy, 405",
        "CONNECT, localhost:80, 404",
        "OPTIONS, *, 404"
    })
    void whatIsNotServedIsRefused(String method, String target, int status) throws IOException {
        // When
        var response = send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        // Then
        assertThat(response).startsWith("HTTP/1.1 " + status + " ");
        assertThat(life.state()).isEqualTo(Lifecycle.State.READY);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:15020, 200",
        "127.0.0.1:15020, 200",
        "[::1]:15020, 200",
        "10.1.2.3, 200",
        "attacker.example, 403",
        "localhost.attacker.example, 403",
        "127.0.0.1.attacker.example, 403",
        "127.0.0.1@attacker.example, 403",
        "[::1, 403",
        "127.1, 403",
        "2130706433, 403",
        "'', 403"
    })
    void onlyALiteralAddressOrLocalhostIsAHost(String host, int status) throws IOException {
        // When
        var response = send("GET /live HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        // Then
        assertThat(response).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aRequestWithoutAHostOrWithTwoIsRefused() throws IOException {
        assertThat(send("GET /live HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(send("GET /live HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aWebPageCannotDrainTheProxy() throws IOException {
        // When
        var response = send("POST /drain HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://attacker.example\r\n\r\n");
        // Then
        assertThat(response).startsWith("HTTP/1.1 403 ");
        assertThat(life.state()).isEqualTo(Lifecycle.State.READY);
    }

    @Test
    void aHeadBeyondTheBoundsIsRefused() throws IOException {
        assertThat(get("/" + "a".repeat(5_000))).startsWith("HTTP/1.1 414 ");
        assertThat(send("GET /live HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(5_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
    }

    @Test
    void aBodyIsRefused() throws IOException {
        assertThat(send("POST /drain HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(send("POST /drain HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(life.state()).isEqualTo(Lifecycle.State.READY);
    }

    @Test
    void whatIsNotHttpIsRefused() throws IOException {
        assertThat(send("\u0016\u0003\u0001 hello\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void aPipelinedSecondRequestIsNotRead() throws IOException {
        // When
        var response =
                send("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\nPOST /drain HTTP/1.1\r\nHost: localhost\r\n\r\n");
        // Then
        assertThat(response.split("HTTP/1.1 ", -1)).hasSize(2);
        assertThat(life.state()).isEqualTo(Lifecycle.State.READY);
    }

    @Test
    void silentClientsBeyondTheBoundDoNotKeepOthersOut() throws IOException {
        // Given
        var silent = new ArrayList<Socket>();
        for (var index = 0; index < 100; index++) {
            silent.add(new Socket(
                    InetAddress.getLoopbackAddress(), server.address().getPort()));
        }
        // When
        var response = get("/live");
        for (var socket : silent) {
            socket.close();
        }
        // Then
        assertThat(response).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void placesOfClosedConnectionsAreFreeAgain() {
        Deadline.await("answered", () -> {
            try {
                for (var index = 0; index < 100; index++) {
                    get("/live");
                }
                return get("/live").startsWith("HTTP/1.1 200");
            } catch (IOException _) {
                return false;
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "/ready, 200",
        "/metrics, 200",
        "/, 403",
        "/events, 403",
        "/policy, 403",
        "/explain, 403",
        "/drain, 403",
        "/nothing, 404"
    })
    void overTheNetworkOnlyHealthAndMetersAreServed(String path, int status) {
        // Given
        var pages = new Pages(meters, recent, policy, life, Studied.nothing());
        // When
        var answer = pages.answer(new Ask("GET", path, Map.of(), false));
        // Then
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void theServerKeepsOneThread() throws IOException {
        // When
        for (var index = 0; index < 20; index++) {
            get("/metrics");
        }
        // Then
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("bulwark-admin") && thread.isAlive())
                .hasSize(1);
    }
}
