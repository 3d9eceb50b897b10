package io.bulwark.proxy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.e2e.PodNetwork.Family;
import io.bulwark.testbed.Folders;
import io.bulwark.testbed.Namespace;
import io.bulwark.testbed.Requirements;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the kernel leads each connection once the rules are loaded. Servers that say who they are stand for the proxy. */
@Tag("netns")
final class InterceptionRulesTest {
    private static final int APP = 8080;
    private static final int EXCLUDED = 9090;
    private static final int ELSEWHERE = 7000;
    private static final int EXCLUDED_ELSEWHERE = 7001;
    private static final int IN_EXCLUDED_NETWORK = 7002;
    private static final String[] OPTIONS = {
        "--exclude-inbound-ports", "22,9090",
        "--exclude-outbound-ports", "7001",
        "--exclude-outbound-cidrs", "10.88.0.0/16,fd88::/64"
    };

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private PodNetwork network;

    @BeforeAll
    static void theMachineHasWhatIsNeeded() {
        Requirements.check();
    }

    @BeforeEach
    void build() throws Exception {
        network = keep(new PodNetwork());
        for (var address : new String[] {"10.88.0.1/32", "fd88::1/128"}) {
            network.client().ip("address", "add", address, "dev", "lo");
        }
        server(network.pod(), new InetSocketAddress("::", 15006), "inbound");
        server(network.pod(), Family.V4.loopback(15001), "outbound");
        server(network.pod(), Family.V6.loopback(15001), "outbound");
        for (var port : new int[] {APP, EXCLUDED}) {
            server(network.pod(), new InetSocketAddress("::", port), "app");
        }
        for (var port : new int[] {ELSEWHERE, EXCLUDED_ELSEWHERE, IN_EXCLUDED_NETWORK}) {
            server(network.client(), new InetSocketAddress("::", port), "elsewhere");
        }
    }

    @AfterEach
    void tearDown() throws Exception {
        while (!resources.isEmpty()) {
            resources.pop().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "iptables"})
    void everyConnectionEndsWhereTheRulesSay(String backend) throws Exception {
        // Given
        var interception = new Interception(network.pod());
        // When
        interception.apply(withBackend(backend));
        // Then
        assertThat(probes()).isEqualTo(expected());
    }

    @Test
    void legacyIptablesLeadsTheSameWay() throws Exception {
        // Given
        var path = "PATH=" + Folders.withLegacyIptables(resources) + ":/usr/bin:/bin";
        // When
        var applied = network.pod()
                .run(
                        "env",
                        path,
                        "/bin/sh",
                        Interception.SCRIPT.toString(),
                        "apply",
                        OPTIONS[0],
                        OPTIONS[1],
                        OPTIONS[2],
                        OPTIONS[3],
                        OPTIONS[4],
                        OPTIONS[5]);
        // Then
        applied.expectSuccess();
        assertThat(probes()).isEqualTo(expected());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "iptables"})
    void removedRulesLeadNobodyAnywhere(String backend) throws Exception {
        // Given
        var interception = new Interception(network.pod());
        interception.apply(withBackend(backend));
        // When
        interception.act("remove", "--backend", backend).expectSuccess();
        // Then
        assertThat(ask(network.client(), Family.V4.pod(APP))).isEqualTo("app");
        assertThat(ask(network.client(), Family.V6.pod(APP))).isEqualTo("app");
        assertThat(ask(network.pod(), Family.V4.client(ELSEWHERE))).isEqualTo("elsewhere");
        assertThat(ask(network.pod(), Family.V6.client(ELSEWHERE))).isEqualTo("elsewhere");
    }

    @Test
    void datagramsPassUntouched() throws Exception {
        // Given
        new Interception(network.pod()).apply();
        try (var server = network.client().call(() -> new DatagramSocket(new InetSocketAddress("::", 53)));
                var socket = network.pod().call(() -> new DatagramSocket())) {
            // When
            socket.send(new DatagramPacket(new byte[] {'?'}, 1, Family.V4.client(53)));
            // Then
            var packet = new DatagramPacket(new byte[16], 16);
            server.setSoTimeout(5_000);
            server.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII))
                    .isEqualTo("?");
        }
    }

    @Test
    void onePortOfAClientMayReachTwoPortsOfThePodAtOnce() throws Exception {
        // Given
        new Interception(network.pod()).apply();
        try (var first = network.client().connect(Family.V4.pod(APP), 40_000);
                var second = network.client().connect(Family.V4.pod(EXCLUDED), 40_000)) {
            // When
            second.getOutputStream().write(Http.get("/"));
            first.getOutputStream().write(Http.get("/"));
            // Then
            assertThat(Http.text(first.getInputStream().readAllBytes())).endsWith("inbound");
            assertThat(Http.text(second.getInputStream().readAllBytes())).endsWith("inbound");
        }
    }

    private Map<String, String> expected() {
        var expected = new TreeMap<String, String>();
        for (var family : Family.values()) {
            expected.put(family + " client to the Pod", "inbound");
            expected.put(family + " client to an excluded port", "app");
            expected.put(family + " client to the inbound listener", "refused");
            expected.put(family + " client to the outbound listener", "refused");
            expected.put(family + " app to elsewhere", "outbound");
            expected.put(family + " app to an excluded port elsewhere", "elsewhere");
            expected.put(family + " app to an excluded network", "elsewhere");
            expected.put(family + " app to loopback", "app");
            expected.put(family + " app to the Pod's own address", "app");
            expected.put(family + " app to the inbound listener", "refused");
            expected.put(family + " app to the outbound listener", "refused");
            expected.put(family + " proxy to elsewhere", "elsewhere");
            expected.put(family + " proxy to the Pod's own address", "app");
            expected.put(family + " proxy to loopback", "app");
        }
        return expected;
    }

    private Map<String, String> probes() throws Exception {
        var seen = new TreeMap<String, String>();
        var client = network.client();
        var pod = network.pod();
        for (var family : Family.values()) {
            var excluded = new InetSocketAddress(family == Family.V4 ? "10.88.0.1" : "fd88::1", IN_EXCLUDED_NETWORK);
            seen.put(family + " client to the Pod", ask(client, family.pod(APP)));
            seen.put(family + " client to an excluded port", ask(client, family.pod(EXCLUDED)));
            seen.put(family + " client to the inbound listener", ask(client, family.pod(15006)));
            seen.put(family + " client to the outbound listener", ask(client, family.pod(15001)));
            seen.put(family + " app to elsewhere", ask(pod, family.client(ELSEWHERE)));
            seen.put(family + " app to an excluded port elsewhere", ask(pod, family.client(EXCLUDED_ELSEWHERE)));
            seen.put(family + " app to an excluded network", ask(pod, excluded));
            seen.put(family + " app to loopback", ask(pod, family.loopback(APP)));
            seen.put(family + " app to the Pod's own address", ask(pod, family.pod(APP)));
            seen.put(family + " app to the inbound listener", ask(pod, family.pod(15006)));
            seen.put(family + " app to the outbound listener", ask(pod, family.loopback(15001)));
            seen.put(family + " proxy to elsewhere", askAsProxy(family.client(ELSEWHERE)));
            seen.put(family + " proxy to the Pod's own address", askAsProxy(family.pod(APP)));
            seen.put(family + " proxy to loopback", askAsProxy(family.loopback(APP)));
        }
        return seen;
    }

    private static String ask(Namespace from, InetSocketAddress to) throws Exception {
        try {
            var response = Http.text(Http.exchange(from, to, Http.get("/")));
            return response.substring(response.lastIndexOf('\n') + 1);
        } catch (ConnectException _) {
            return "refused";
        }
    }

    private String askAsProxy(InetSocketAddress to) {
        return network.pod()
                .run(
                        "setpriv",
                        "--reuid",
                        "1337",
                        "--regid",
                        "1337",
                        "--clear-groups",
                        "curl",
                        "-sg",
                        "-m",
                        "10",
                        "http://" + Family.text(to) + "/")
                .expectSuccess()
                .out();
    }

    private void server(Namespace namespace, InetSocketAddress address, String name) throws Exception {
        keep(new TcpServer(namespace, address, TcpServer.saying(name)));
    }

    private static String[] withBackend(String backend) {
        var options = new String[OPTIONS.length + 2];
        System.arraycopy(OPTIONS, 0, options, 0, OPTIONS.length);
        options[OPTIONS.length] = "--backend";
        options[OPTIONS.length + 1] = backend;
        return options;
    }

    private <T extends AutoCloseable> T keep(T resource) {
        resources.push(resource);
        return resource;
    }
}
