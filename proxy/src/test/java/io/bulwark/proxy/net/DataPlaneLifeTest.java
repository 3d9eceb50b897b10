package io.bulwark.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.proxy.relay.Admission;
import io.bulwark.proxy.relay.FlowEnd;
import io.bulwark.proxy.testing.Deadline;
import io.bulwark.proxy.testing.NoLeaks;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Which connections a data plane takes, on which loop, and how it stops. */
@ParameterizedClass
@MethodSource("available")
@ExtendWith(NoLeaks.class)
class DataPlaneLifeTest {
    private final Transport transport;

    DataPlaneLifeTest(Transport transport) {
        this.transport = transport;
    }

    static Stream<Transport> available() {
        return Arrays.stream(Transport.values()).filter(Transport::available);
    }

    private static int exchange(Socket client) throws IOException {
        client.getOutputStream().write(42);
        return client.getInputStream().read();
    }

    private static void assertReset(Socket client) {
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessage("Connection reset");
    }

    /** The reset may come before the client has even noticed that it is connected. */
    private static void assertRefused(PlaneRig rig) {
        assertThatThrownBy(() -> {
                    try (var client = rig.connect()) {
                        var _ = client.getInputStream().read();
                    }
                })
                .isInstanceOf(SocketException.class)
                .hasMessageStartingWith("Connection reset");
    }

    @Test
    void aListenerThatLeadsToItselfRefusesItsConnections() throws Exception {
        try (var rig = PlaneRig.forwardingToItself(transport)) {
            // Then
            assertRefused(rig);
            assertThat(rig.meters.refusals).containsExactly(Map.entry(Admission.Reason.LOOP, 1L));
            assertThat(rig.meters.admitted).hasValue(0);
        }
    }

    @Test
    void noMoreFlowsAreOpenThanTheConfigurationAllows() throws Exception {
        try (var backend = Backend.echo();
                var rig = new PlaneRig(transport, 1, 2, backend.destination());
                var second = rig.connect()) {
            // Given
            var first = rig.connect();
            assertThat(exchange(first)).isEqualTo(42);
            assertThat(exchange(second)).isEqualTo(42);
            // When
            assertRefused(rig);
            // Then
            assertThat(rig.meters.refusals).containsExactly(Map.entry(Admission.Reason.TOO_MANY_FLOWS, 1L));
            first.close();
            Deadline.await("the first flow is closed", () -> rig.meters.open() == 1);
            try (var fourth = rig.connect()) {
                assertThat(exchange(fourth)).isEqualTo(42);
            }
        }
    }

    @Test
    void whatASlowReaderHasNotTakenIsCountedUntilItDoes() throws Exception {
        // Given
        var answer = new byte[16 << 20];
        try (var backend = Backend.serving(socket -> socket.getOutputStream().write(answer));
                var rig = new PlaneRig(transport, 1, 2, backend.destination());
                var client = rig.connect()) {
            // When
            Deadline.await("bytes wait for the client", () -> rig.meters.unsent.get() > 0);
            client.shutdownOutput();
            var received = client.getInputStream().readAllBytes();
            // Then
            assertThat(received).hasSize(answer.length);
            Deadline.await("no bytes wait any more", () -> rig.meters.unsent.get() == 0);
        }
    }

    @Test
    void aFlowStaysOnTheLoopThatAcceptedIt() throws Exception {
        try (var backend = Backend.echo();
                var rig = new PlaneRig(transport, 2, 100, backend.destination())) {
            var loops = new HashSet<String>();
            for (var count = 0; count < 40; count++) {
                // Given
                rig.meters.threads.clear();
                try (var client = rig.connect()) {
                    // When
                    assertThat(exchange(client)).isEqualTo(42);
                    assertThat(exchange(client)).isEqualTo(42);
                }
                Deadline.await("the flow is closed", () -> rig.meters.open() == 0);
                // Then
                assertThat(rig.meters.threads).hasSize(1);
                loops.addAll(rig.meters.threads);
            }
            assertThat(loops).hasSize(2);
        }
    }

    @Test
    void drainingLetsARunningExchangeEndAndTakesNoNewConnections() throws Exception {
        try (var backend = Backend.echo();
                var rig = new PlaneRig(transport, 2, 100, backend.destination());
                var client = rig.connect();
                var silent = rig.connect()) {
            // Given
            assertThat(exchange(client)).isEqualTo(42);
            // When
            var drained = CompletableFuture.runAsync(() -> {
                try {
                    rig.plane.drain(Duration.ofSeconds(20));
                } catch (InterruptedException failure) {
                    throw new AssertionError(failure);
                }
            });
            Deadline.await("new connections are refused", () -> refused(rig));
            // Then
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(exchange(client)).isEqualTo(42);
            assertThat(drained).isNotDone();
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            drained.get(10, TimeUnit.SECONDS);
            assertThat(rig.meters.open()).isZero();
            assertThat(rig.meters.ends).containsOnlyKeys(FlowEnd.CLOSED, FlowEnd.DRAINED);
        }
    }

    private static boolean refused(PlaneRig rig) {
        try (var client = rig.connect()) {
            return client.getInputStream().read() == -2;
        } catch (IOException _) {
            return true;
        }
    }

    @Test
    void drainingGivesUpWhenTheTimeIsOver() throws Exception {
        try (var backend = Backend.echo();
                var rig = new PlaneRig(transport, 1, 100, backend.destination());
                var client = rig.connect()) {
            // Given
            assertThat(exchange(client)).isEqualTo(42);
            // When
            rig.plane.drain(Duration.ofMillis(150));
            // Then
            assertThat(rig.meters.open()).isEqualTo(1);
            assertThat(exchange(client)).isEqualTo(42);
        }
    }

    @Test
    void closingEndsAllFlows() throws Exception {
        // Given
        var atServer = new CompletableFuture<String>();
        try (var backend = Backend.serving(socket -> {
                    try {
                        socket.getInputStream().transferTo(socket.getOutputStream());
                        atServer.complete("end");
                    } catch (SocketException reset) {
                        atServer.complete(reset.getMessage());
                    }
                });
                var rig = new PlaneRig(transport, 2, 100, backend.destination());
                var client = rig.connect()) {
            assertThat(exchange(client)).isEqualTo(42);
            // When
            rig.plane.close();
            // Then
            assertReset(client);
            assertThat(atServer.get(10, TimeUnit.SECONDS)).isEqualTo("Connection reset");
            assertThat(rig.meters.ends).containsOnlyKeys(FlowEnd.DRAINED);
            assertThatThrownBy(rig::connect).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aListenerThatCannotBeBoundIsNamed() throws Exception {
        // Given
        try (var taken = Backend.echo()) {
            // Then
            assertThatThrownBy(() ->
                            PlaneRig.listeningOn(transport, taken.destination().port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("listener test cannot listen on")
                    .hasMessageContaining(String.valueOf(taken.destination().port()));
        }
    }
}
