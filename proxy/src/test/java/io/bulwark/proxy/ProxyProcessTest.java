package io.bulwark.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.proxy.config.ListenerConfig;
import io.bulwark.proxy.config.ProxyConfig;
import io.bulwark.proxy.demo.Client;
import io.bulwark.proxy.demo.Scenes;
import io.bulwark.proxy.demo.Shop;
import io.bulwark.proxy.testing.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole proxy in this process, before a real HTTP service. */
class ProxyProcessTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(ProxyConfig.TransportChoice.class)
    void everyVerdictOfTheDemoIsRightOnEachTransport(ProxyConfig.TransportChoice transport) throws IOException {
        try (var shop = Shop.open();
                var process = started(config(shop, transport))) {
            for (var scene : Scenes.all()) {
                // When
                var answer = Client.play(scene, process.running().listeners().getFirst());
                // Then
                assertThat(answer.status()).as(scene.title()).isEqualTo(scene.expectedStatus());
                assertThat(answer.rule()).as(scene.title()).startsWith(scene.expectedRule());
            }
        }
    }

    @Test
    void theAdminPageSaysReadyAndCountsWhatWasRefused() throws Exception {
        try (var shop = Shop.open();
                var process = started(config(shop, ProxyConfig.TransportChoice.AUTO))) {
            // Given
            refuseOne(process);
            // When
            var ready = ask(process, "/ready");
            var metrics = ask(process, "/metrics");
            // Then
            assertThat(ready).contains("ready");
            assertThat(metrics).contains("bulwark_requests_total{protocol=\"http\",verdict=\"denied\"} 1");
        }
    }

    @Test
    void aRefusalIsInTheEventsWithItsRule() throws Exception {
        try (var shop = Shop.open();
                var process = started(config(shop, ProxyConfig.TransportChoice.AUTO))) {
            // When
            refuseOne(process);
            // Then
            Deadline.await("the event is written", () -> events().contains("\"rule\":\"allowlist\""));
        }
    }

    @Test
    void aConnectionTooManyIsResetAndCounted() throws Exception {
        try (var shop = Shop.open();
                var process = started(withOneFlow(config(shop, ProxyConfig.TransportChoice.AUTO)));
                var first = connect(process)) {
            // Given
            first.getOutputStream().write("GET /orders/42 HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(UTF_8));
            assertThat(first.getInputStream().read()).isEqualTo('H');
            // When
            var second = connect(process);
            // Then
            assertThatThrownBy(() -> second.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(ask(process, "/metrics"))
                    .contains("bulwark_flows_total{side=\"ingress\",outcome=\"refused-too-many-flows\"} 1");
            second.close();
        }
    }

    private static Socket connect(ProxyProcess process) throws IOException {
        var address = process.running().listeners().getFirst();
        var socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static ProxyConfig withOneFlow(ProxyConfig config) {
        return new ProxyConfig(
                config.admin(),
                config.listeners(),
                config.policy(),
                config.events(),
                config.transport(),
                1,
                1,
                config.drainTime());
    }

    @Test
    void aPortThatIsTakenIsOneClearLineAndLeavesNothingRunning() throws IOException {
        try (var shop = Shop.open();
                var process = started(config(shop, ProxyConfig.TransportChoice.AUTO))) {
            // Given
            var taken = process.running().admin();
            var config = config(shop, ProxyConfig.TransportChoice.AUTO, taken);
            // When
            var second = ProxyProcess.start(config);
            // Then
            assertThat(second)
                    .isInstanceOfSatisfying(
                            Started.Refused.class,
                            refused -> assertThat(refused.reasons())
                                    .singleElement()
                                    .asString()
                                    .startsWith("admin cannot listen on"));
        }
    }

    @Test
    void aDrainedProxyTakesNoMoreConnections() throws IOException {
        try (var shop = Shop.open()) {
            // Given
            var process = started(config(shop, ProxyConfig.TransportChoice.AUTO));
            var address = process.running().listeners().getFirst();
            // When
            process.close();
            // Then
            assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                    .isInstanceOf(ConnectException.class);
        }
    }

    private String events() {
        try {
            return Files.readString(folder.resolve("events.ndjson"));
        } catch (IOException _) {
            return ""; // not written yet
        }
    }

    private static void refuseOne(ProxyProcess process) {
        var refused = Scenes.all().stream()
                .filter(scene -> scene.expectedRule().equals("allowlist"))
                .findFirst()
                .orElseThrow();
        assertThat(Client.play(refused, process.running().listeners().getFirst())
                        .status())
                .isEqualTo(403);
    }

    private static String ask(ProxyProcess process, String path) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + process.running().admin().getPort() + path);
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private static ProxyProcess started(ProxyConfig config) {
        return switch (ProxyProcess.start(config)) {
            case Started.Running(var process) -> process;
            case Started.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private ProxyConfig config(Shop shop, ProxyConfig.TransportChoice transport) throws IOException {
        return config(shop, transport, loopback());
    }

    private ProxyConfig config(Shop shop, ProxyConfig.TransportChoice transport, InetSocketAddress admin)
            throws IOException {
        var policy = folder.resolve("policy.yaml");
        try (var in = ProxyProcess.class.getResourceAsStream("demo/policy.yaml")) {
            Files.write(policy, in == null ? new byte[0] : in.readAllBytes());
        }
        var listener = new ListenerConfig(
                "shop", ListenerConfig.Side.INGRESS, new ListenerConfig.Mode.Explicit(shop.address()), loopback());
        return new ProxyConfig(
                admin,
                List.of(listener),
                Optional.of(policy),
                new ProxyConfig.Events.ToFile(folder.resolve("events.ndjson")),
                transport,
                1,
                1024,
                Duration.ofSeconds(2));
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
