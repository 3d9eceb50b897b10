package io.bulwark.proxy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.e2e.PodNetwork.Family;
import io.bulwark.testbed.Folders;
import io.bulwark.testbed.Image;
import io.bulwark.testbed.ImageContainer;
import io.bulwark.testbed.Poll;
import io.bulwark.testbed.Requirements;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The images as they are built, in a Pod: the init container, then the proxy's, with the security that the webhook gives them. */
@Tag("netns")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class ContainerImagesTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Path IMAGES = TOP.resolve("target").resolve("images");
    private static final int STATUS_PORT = 15020;
    private static final int RECORDER = 9001;
    /** The least that the webhook lets a Pod ask for. */
    private static final long LIMIT = 192L << 20;

    private static final String ATTACK =
            "/download?f=../../../../etc/passwd&id=1%27%20UNION%20SELECT%20password%20FROM%20users--%20";
    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: e2e}
            spec: {mode: Enforce}
            """;

    private static final String PROBES = """
            {"/app/web/liveness":{"timeoutSeconds":5,"tcp":8080},\
            "/app/web/readiness":{"timeoutSeconds":5,"http":8080,"path":"/","scheme":"HTTP"},\
            "/app/web/startup":{"timeoutSeconds":5,"http":8443,"path":"/","scheme":"HTTPS"},\
            "/app/other/liveness":{"timeoutSeconds":5,"http":8080,"path":"/missing","scheme":"HTTP"}}""";

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private PodNetwork network;
    private NginxProcess nginx;

    @BeforeAll
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    static void buildTheImages() throws Exception {
        Requirements.check();
        // The distribution is there, made by the Maven run that this is part of.
        Image.build(TOP, "proxy", "init");
    }

    @BeforeEach
    void build() throws Exception {
        network = new PodNetwork();
        resources.push(network);
        nginx = new NginxProcess(network.pod(), resources);
    }

    @AfterEach
    void tearDown() throws Exception {
        while (!resources.isEmpty()) {
            resources.pop().close();
        }
    }

    /** With the arguments, user and capabilities that the webhook writes into the Pod. */
    private ImageContainer init(String... capabilities) throws Exception {
        return new ImageContainer(
                        Image.unpack(IMAGES.resolve("bulwark-init.tar"), resources), network.pod(), 65_534, resources)
                .withArguments(
                        "apply",
                        "--inbound-port=15006",
                        "--outbound-port=15001",
                        "--proxy-uid=1337",
                        "--exclude-inbound-ports=15020")
                .withCapabilities(capabilities);
    }

    private ImageContainer proxy() throws Exception {
        var policy = Files.writeString(Folders.create(resources).resolve("policy.yaml"), POLICY);
        return new ImageContainer(
                        Image.unpack(IMAGES.resolve("bulwark-proxy.tar"), resources), network.pod(), 1337, resources)
                .withMemory("/tmp")
                .withMemory("/var/run/bulwark/state")
                .withFile("/usr/lib/bulwark/policy.yaml", policy)
                .withMemoryLimit(LIMIT)
                .withEnvironment(Map.of(
                        // Without a start-up cache that fits, the virtual machine refuses to start in this mode.
                        "BULWARK_JVM", "-XX:AOTMode=on",
                        "BULWARK_DRAIN_TIME", "10s",
                        "BULWARK_PROTOCOL_PORTS", RECORDER + "=tcp",
                        "BULWARK_APP_PROBES", PROBES,
                        "POD_IP", "10.77.0.2"));
    }

    private String status(String path) throws Exception {
        return Http.text(Http.exchange(
                network.client(),
                Family.V4.pod(STATUS_PORT),
                Http.bytes("GET " + path + " HTTP/1.1\r\nHost: 10.77.0.2:15020\r\n\r\n")));
    }

    private void awaitReady(Process process, ImageContainer proxy) throws Exception {
        Poll.until(
                "a ready proxy",
                () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("the proxy ended with " + process.exitValue() + "\n" + proxy.output());
                    }
                    var listening = network.pod().run("ss", "-ltnH", "sport = :" + STATUS_PORT);
                    return listening.out().isBlank() ? "" : status("/ready");
                },
                answer -> answer.startsWith("HTTP/1.1 200 "));
    }

    @Test
    void aPodsTrafficIsInspectedByTheContainersOfItsSidecar() throws Exception {
        // Given
        init("CAP_NET_ADMIN", "CAP_NET_RAW").run().expectSuccess();
        var proxy = proxy();
        var process = proxy.start();
        awaitReady(process, proxy);
        for (var family : Family.values()) {
            // When
            var clean = Http.exchange(network.client(), family.pod(NginxProcess.HTTP_PORT), Http.get("/"));
            var attack = Http.exchange(network.client(), family.pod(NginxProcess.HTTP_PORT), Http.get(ATTACK));
            // Then
            assertThat(Http.text(clean)).endsWith("nginx was here");
            assertThat(Http.status(attack)).isEqualTo(403);
        }
        assertThat(nginx.requests()).noneMatch(line -> line.contains("passwd&id"));
        assertThat(proxy.output()).contains("transport epoll").contains("\"verdict\":\"denied\"");
    }

    @Test
    void theKubeletHearsOfTheAppThroughTheStatusPort() throws Exception {
        // Given
        init("CAP_NET_ADMIN", "CAP_NET_RAW").run().expectSuccess();
        var proxy = proxy();
        awaitReady(proxy.start(), proxy);
        // Then
        assertThat(status("/app/web/liveness")).startsWith("HTTP/1.1 200 ");
        assertThat(status("/app/web/readiness")).startsWith("HTTP/1.1 200 ");
        assertThat(status("/app/web/startup")).startsWith("HTTP/1.1 200 ");
        assertThat(status("/app/other/liveness")).startsWith("HTTP/1.1 503 ").endsWith("status 404\n");
        assertThat(status("/drain")).startsWith("HTTP/1.1 404 ");
        assertThat(nginx.requests()).anyMatch(line -> line.startsWith("10.77.0.2 ") && line.contains("kube-probe"));
    }

    @Test
    void aPortThatIsDeclaredAsTcpIsNotReadAndThisIsCounted() throws Exception {
        // Given
        init("CAP_NET_ADMIN", "CAP_NET_RAW").run().expectSuccess();
        resources.push(
                TcpServer.onEveryAddress(network.pod(), RECORDER, TcpServer.answering(Http.response("recorded"))));
        var proxy = proxy();
        awaitReady(proxy.start(), proxy);
        // When
        var response = Http.exchange(network.client(), Family.V4.pod(RECORDER), Http.get(ATTACK));
        // Then
        assertThat(Http.text(response)).endsWith("recorded");
        assertThat(status("/metrics")).containsPattern("bulwark_uninspected_bytes_total\\{reason=\"declared\"} [1-9]");
    }

    @Test
    void sigtermLetsARequestThatIsUnderWayEnd() throws Exception {
        // Given
        init("CAP_NET_ADMIN", "CAP_NET_RAW").run().expectSuccess();
        var proxy = proxy();
        var process = proxy.start();
        awaitReady(process, proxy);
        try (var socket = network.client().connect(Family.V4.pod(NginxProcess.HTTP_PORT))) {
            send(socket, "GET / HTTP/1.1\r\nHost: e2e.test\r\n\r\n");
            Http.readMessage(socket.getInputStream());
            send(socket, "GET / HTTP/1.1\r\nHost: e2e");
            // When
            process.destroy();
            Poll.until(
                    "closed listeners",
                    () -> network.pod().run("ss", "-ltnH", "sport = :15006").out(),
                    String::isBlank);
            send(socket, ".test\r\n\r\n");
            // Then
            assertThat(Http.text(Http.readMessage(socket.getInputStream()))).endsWith("nginx was here");
        }
        // 128 and the number of SIGTERM: the end that a container is asked for.
        assertThat(ImageContainer.end(process)).isEqualTo(143);
    }

    private static void send(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(Http.bytes(text));
    }

    @Test
    void anInitContainerThatMayNotLoadRulesFails() throws Exception {
        // When
        var ended = init().run();
        // Then
        assertThat(ended.status()).isNotZero();
        assertThat(network.pod().run("nft", "list", "ruleset").expectSuccess().out())
                .isBlank();
    }

    @Test
    void aMemoryLimitThatIsTooSmallIsRefusedInOneLine() throws Exception {
        // When
        var ended = proxy().withEnvironment(Map.of("BULWARK_MEMORY_LIMIT", "100000000"))
                .run();
        // Then
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).isEqualTo("bulwark-proxy: BULWARK_MEMORY_LIMIT must be at least 192 MiB, was 95 MiB\n");
    }
}
