package io.bulwark.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.proxy.demo.Shop;
import io.bulwark.proxy.event.EventQueue;
import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.inspect.Workbench;
import io.bulwark.proxy.net.DataPlane;
import io.bulwark.proxy.net.DataPlaneSpec;
import io.bulwark.proxy.net.ListenerSpec;
import io.bulwark.proxy.net.Transport;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.relay.Admission;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.signatures.catalogue.CompiledCatalogue;
import io.bulwark.signatures.match.Matcher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the failure table makes of events that nobody takes, from socket to socket. */
class FullEventQueueTest {
    private static final String TARGET = "/item?id=1%20UNION%20SELECT%20password%20FROM%20users";

    @ParameterizedTest
    @CsvSource({"Deny, 403, denied", "Forward, 200, forwarded"})
    void aFindingThatCannotBeToldFollowsTheFailureTable(String remedy, int status, String outcome) throws IOException {
        // Given
        var meters = new Meters();
        var policy = policy(remedy);
        try (var shop = Shop.open();
                var matcher = matcher();
                var bench = new Workbench(
                        matcher,
                        () -> policy,
                        new EventQueue(1, meters),
                        meters,
                        System::nanoTime,
                        InstantSource.system());
                var plane = DataPlane.start(
                        spec(meters),
                        List.of(listener(shop.address())),
                        () -> new LoopJudges(bench, () -> policy),
                        System::nanoTime)) {
            var proxy = plane.addresses().getFirst();
            assertThat(statusOf(proxy)).isEqualTo(200);
            // When
            var second = statusOf(proxy);
            // Then
            assertThat(second).isEqualTo(status);
            assertThat(meters.scrape().text())
                    .contains("bulwark_troubles_total{trouble=\"EventQueueFull\",outcome=\"" + outcome + "\"} ")
                    .doesNotContain("bulwark_events_dropped_total 0");
        }
    }

    private static PolicySnapshot policy(String remedy) {
        var text = """
                apiVersion: bulwark.io/v1alpha1
                kind: InspectionPolicy
                metadata: {name: test}
                spec: {mode: Enforce, signatures: {default: Report}, failures: {EventQueueFull: %s}}
                """.formatted(remedy);
        return switch (PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Parsed parsed -> parsed.snapshot();
            case PolicyParse.Rejected rejected -> throw new AssertionError(rejected.problems());
        };
    }

    private static Matcher matcher() throws IOException {
        return switch (Engine.startAside(CompiledCatalogue.fromClassPath()).join()) {
            case Engine.Ready(var matcher) -> matcher;
            case Engine.Failed(var reason) -> throw new AssertionError(reason);
        };
    }

    private static DataPlaneSpec spec(Meters meters) {
        return new DataPlaneSpec(
                Transport.best(),
                1,
                8,
                Protocols.all(),
                Peer.External::new,
                new Admission(Set.of(), InetAddress::isLoopbackAddress),
                new MeteredNet(meters),
                new Random(5));
    }

    private static ListenerSpec listener(InetSocketAddress server) {
        return new ListenerSpec(
                "shop",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                FlowInfo.Side.INGRESS,
                new ListenerSpec.Route.Fixed(new Destination(server.getAddress(), server.getPort())));
    }

    private static int statusOf(InetSocketAddress proxy) throws IOException {
        try (var client = new Socket(proxy.getAddress(), proxy.getPort())) {
            client.setSoTimeout(10_000);
            var request = "GET " + TARGET + " HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }
}
