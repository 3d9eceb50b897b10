package io.bulwark.proxy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.bulwark.proxy.e2e.PodNetwork.Family;
import io.bulwark.proxy.identity.Destination;
import io.bulwark.testbed.Poll;
import io.bulwark.testbed.Requirements;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole way: a client, the packet rules, the real proxy and real servers, on both families and both sides of the Pod. */
@Tag("netns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TransparentProxyTest {
    private static final int RECORDER = 9001;
    private static final int ELSEWHERE = 7000;
    private static final int GREETER = 2525;
    private static final String ATTACK =
            "/download?f=../../../../etc/passwd&id=1%27%20UNION%20SELECT%20password%20FROM%20users--%20";
    private static final byte[] ODD_RESPONSE = Http.bytes(
            "HTTP/1.1 200 Quite all right\r\ncontent-LENGTH:   5\r\nX-Odd:\t a  b \r\nConnection: close\r\n\r\nh\u0000\u00ffi\n");

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private PodNetwork network;
    private NginxProcess nginx;
    private ProxyUnderTest proxy;
    private TcpServer recorder;
    private TcpServer elsewhere;

    @BeforeAll
    void build() throws Exception {
        Requirements.check();
        network = keep(new PodNetwork());
        network.serve(NginxProcess.HTTP_PORT);
        new Interception(network.pod()).apply();
        nginx = new NginxProcess(network.pod(), resources);
        recorder = keep(TcpServer.onEveryAddress(network.pod(), RECORDER, TcpServer.answering(ODD_RESPONSE)));
        elsewhere = keep(TcpServer.onEveryAddress(network.client(), ELSEWHERE, TcpServer.answering(ODD_RESPONSE)));
        keep(TcpServer.onEveryAddress(network.pod(), GREETER, TcpServer.greeting("220 ready\r\n")));
        proxy = new ProxyUnderTest(network.pod(), resources);
    }

    @AfterAll
    void tearDown() throws Exception {
        while (!resources.isEmpty()) {
            resources.pop().close();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void anInboundAttackIsBlockedAndItsDestinationKnown(Family family) throws Exception {
        // Given
        var to = family.pod(NginxProcess.HTTP_PORT);
        // When
        var response = Http.exchange(network.client(), to, Http.get(ATTACK + family));
        // Then
        assertThat(Http.status(response)).isEqualTo(403);
        assertThat(nginx.requests()).noneMatch(line -> line.contains("passwd&id"));
        var event = proxy.event(denied("ingress", to));
        assertThat(event.path("peer").asText()).contains(hostOf(family.client(0)));
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void anOutboundAttackIsBlockedAndItsDestinationKnown(Family family) throws Exception {
        // Given
        var to = family.client(ELSEWHERE);
        // When
        var response = Http.exchange(network.pod(), to, Http.get(ATTACK + family));
        // Then
        assertThat(Http.status(response)).isEqualTo(403);
        assertThat(elsewhere.received()).noneMatch(request -> Http.text(request).contains("passwd&id"));
        proxy.event(denied("egress", to));
    }

    @ParameterizedTest
    @CsvSource({"V4,true", "V6,true", "V4,false", "V6,false"})
    void aCleanRequestPassesWithEveryByteAsItWas(Family family, boolean inbound) throws Exception {
        // Given
        var body = "body of %s %s\u0000\u00ff".formatted(family, inbound);
        var request =
                Http.bytes("POST /orders?b=2&a=1&a=%41 HTTP/1.1\r\nhost:  e2e.test\r\nX-UPPER:\tx\r\ncontent-length: "
                        + body.length() + "\r\nX-Empty:\r\n\r\n" + body);
        var read = proxy.meter("bulwark_requests_total", "http");
        // When
        var response = inbound
                ? Http.exchange(network.client(), family.pod(RECORDER), request)
                : Http.exchange(network.pod(), family.client(ELSEWHERE), request);
        // Then
        assertThat(response).isEqualTo(ODD_RESPONSE);
        assertThat((inbound ? recorder : elsewhere).received()).anyMatch(bytes -> Arrays.equals(bytes, request));
        Poll.until("counting the request", () -> proxy.meter("bulwark_requests_total", "http"), now -> now > read);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aLargeResponseOfNginxPassesUnchanged(Family family) throws Exception {
        // When
        var response = Http.exchange(network.client(), family.pod(NginxProcess.HTTP_PORT), Http.get("/large.bin"));
        // Then
        assertThat(Http.status(response)).isEqualTo(200);
        var large = NginxProcess.large();
        assertThat(Arrays.copyOfRange(response, response.length - large.length, response.length))
                .isEqualTo(large);
    }

    @ParameterizedTest
    @CsvSource({"V4,15006", "V6,15006", "V4,15001", "V6,15001"})
    void aConnectionStraightToAListenerIsRefused(Family family, int port) {
        // When
        assertThatThrownBy(() -> network.client().connect(family.pod(port)).close())
                // Then
                .isInstanceOf(ConnectException.class);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theAppReachesItsOwnServiceThroughBothSidesOfTheProxy(Family family) throws Exception {
        // Given
        var inbound = proxy.meter("bulwark_flows_total", "side=\"ingress\"");
        // When
        var response = Http.exchange(network.pod(), family.service(), Http.get("/"));
        var attack = Http.exchange(network.pod(), family.service(), Http.get(ATTACK));
        // Then
        assertThat(Http.text(response)).endsWith("nginx was here");
        assertThat(Http.status(attack)).isEqualTo(403);
        proxy.event(denied("egress", family.service()));
        Poll.until(
                "an inbound flow", () -> proxy.meter("bulwark_flows_total", "side=\"ingress\""), now -> now > inbound);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theAppReachesItsOwnAddressWithinThePod(Family family) throws Exception {
        // When
        var response = Http.exchange(network.pod(), family.pod(NginxProcess.HTTP_PORT), Http.get("/"));
        // Then
        assertThat(Http.text(response)).endsWith("nginx was here");
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void tlsPassesAndIsCountedAsUninspected(Family family) throws Exception {
        // Given
        var before = proxy.meter("bulwark_uninspected_bytes_total", "reason=\"tls\"");
        // When
        var response = network.client()
                .run("curl", "-skg", "-m", "10", "https://" + Family.text(family.pod(NginxProcess.HTTPS_PORT)) + "/");
        // Then
        assertThat(response.expectSuccess().out()).isEqualTo("nginx was here");
        Poll.until(
                "counting TLS as uninspected",
                () -> proxy.meter("bulwark_uninspected_bytes_total", "reason=\"tls\""),
                now -> now > before);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aServerThatSpeaksFirstIsHeard(Family family) throws Exception {
        // Given
        try (var socket = network.client().connect(family.pod(GREETER))) {
            // When
            var greeting = socket.getInputStream().readNBytes(11);
            socket.getOutputStream().write(Http.bytes("EHLO e2e\r\n"));
            // Then
            assertThat(Http.text(greeting)).isEqualTo("220 ready\r\n");
            assertThat(Http.text(socket.getInputStream().readNBytes(10))).isEqualTo("EHLO e2e\r\n");
        }
    }

    @Test
    void applyingTheRulesAgainDoesNotBreakALiveConnection() throws Exception {
        // Given
        var interception = new Interception(network.pod());
        var before = interception.ruleset();
        var request = Http.bytes("GET / HTTP/1.1\r\nHost: e2e.test\r\n\r\n");
        try (var socket = network.client().connect(Family.V4.pod(NginxProcess.HTTP_PORT))) {
            socket.getOutputStream().write(request);
            Http.readMessage(socket.getInputStream());
            // When
            interception.apply();
            // Then
            assertThat(interception.ruleset()).isEqualTo(before);
            socket.getOutputStream().write(request);
            assertThat(Http.text(Http.readMessage(socket.getInputStream()))).endsWith("nginx was here");
        }
    }

    private static Predicate<JsonNode> denied(String side, InetSocketAddress to) {
        var destination = new Destination(to.getAddress(), to.getPort()).toString();
        return event -> event.path("side").asText().equals(side)
                && event.path("verdict").asText().equals("denied")
                && event.path("destination").asText().equals(destination);
    }

    private static String hostOf(InetSocketAddress address) {
        return address.getAddress().getHostAddress();
    }

    private <T extends AutoCloseable> T keep(T resource) {
        resources.push(resource);
        return resource;
    }
}
