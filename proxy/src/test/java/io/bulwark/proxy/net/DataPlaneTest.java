package io.bulwark.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.proxy.relay.FlowEnd;
import io.bulwark.proxy.testing.Deadline;
import io.bulwark.proxy.testing.NoLeaks;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes through real sockets, on every transport that this machine has. */
@ParameterizedClass
@MethodSource("available")
@ExtendWith(NoLeaks.class)
class DataPlaneTest {
    private static final int MIB = 1024 * 1024;

    private final Transport transport;

    DataPlaneTest(Transport transport) {
        this.transport = transport;
    }

    static Stream<Transport> available() {
        return Arrays.stream(Transport.values()).filter(Transport::available);
    }

    private PlaneRig planeFor(Backend backend) throws IOException {
        return new PlaneRig(transport, 2, 5000, backend.destination());
    }

    private static byte[] randomBytes(long seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static byte[] digestOfAll(Socket socket) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        new DigestInputStream(socket.getInputStream(), digest).transferTo(OutputStream.nullOutputStream());
        return digest.digest();
    }

    private static void sendInPieces(Socket socket, byte[] bytes, Random random) throws IOException {
        for (var at = 0; at < bytes.length; ) {
            var count = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 40 : 200_000));
            socket.getOutputStream().write(bytes, at, count);
            at += count;
        }
        socket.shutdownOutput();
    }

    @Test
    void bytesOfAnySizeComeBackAsTheyWereSent() throws Exception {
        try (var backend = Backend.echo();
                var rig = planeFor(backend)) {
            for (var size : List.of(1, 2047, 2048, 2049, 65_536, 100_003, 1_234_567, 5 * MIB)) {
                // Given
                var bytes = randomBytes(size, size);
                try (var client = rig.connect()) {
                    var digest = CompletableFuture.supplyAsync(() -> {
                        try {
                            return digestOfAll(client);
                        } catch (Exception failure) {
                            throw new AssertionError(failure);
                        }
                    });
                    // When
                    sendInPieces(client, bytes, new Random(size));
                    // Then
                    assertThat(digest.get(30, TimeUnit.SECONDS)).isEqualTo(sha256(bytes));
                }
            }
            Deadline.await("all flows closed", () -> rig.meters.open() == 0);
            assertThat(rig.meters.ends).containsOnlyKeys(FlowEnd.CLOSED);
            assertThat(rig.meters.uninspected).hasValue(rig.meters.forwarded.get());
            assertThat(rig.meters.held).hasValue(0);
        }
    }

    @Test
    void aClientThatHasEndedStillReceivesEverything() throws Exception {
        // Given
        var answer = randomBytes(3, 3 * MIB);
        try (var backend = Backend.serving(socket -> {
                    var request = socket.getInputStream().readAllBytes();
                    socket.getOutputStream().write(request);
                    socket.getOutputStream().write(answer);
                });
                var rig = planeFor(backend);
                var client = rig.connect()) {
            // When
            client.getOutputStream().write(7);
            client.shutdownOutput();
            var received = client.getInputStream().readAllBytes();
            // Then
            assertThat(received).hasSize(1 + answer.length).startsWith(7);
            assertThat(Arrays.copyOfRange(received, 1, received.length)).isEqualTo(answer);
        }
    }

    @Test
    void aServerThatHasEndedStillReceivesEverything() throws Exception {
        // Given
        var total = new CompletableFuture<Integer>();
        try (var backend = Backend.serving(socket -> {
                    socket.getOutputStream().write("bye".getBytes(StandardCharsets.US_ASCII));
                    socket.shutdownOutput();
                    total.complete(socket.getInputStream().readAllBytes().length);
                });
                var rig = planeFor(backend);
                var client = rig.connect()) {
            // When
            var greeting = client.getInputStream().readAllBytes();
            client.getOutputStream().write(randomBytes(1, MIB));
            client.shutdownOutput();
            // Then
            assertThat(greeting).hasSize(3);
            assertThat(total.get(20, TimeUnit.SECONDS)).isEqualTo(MIB);
        }
    }

    @Test
    void aResetByTheServerIsAResetForTheClient() throws Exception {
        try (var backend = Backend.serving(socket -> {
                    var _ = socket.getInputStream().read();
                    Backend.resetOnClose(socket);
                });
                var rig = planeFor(backend);
                var client = rig.connect()) {
            // When
            client.getOutputStream().write(1);
            // Then
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
            Deadline.await("flow closed", () -> rig.meters.open() == 0);
            assertThat(rig.meters.ends).containsOnlyKeys(FlowEnd.RESET);
        }
    }

    @Test
    void aResetByTheClientIsAResetForTheServer() throws Exception {
        // Given
        var seen = new CompletableFuture<String>();
        var connected = new CountDownLatch(1);
        try (var backend = Backend.serving(socket -> {
                    var _ = socket.getInputStream().read();
                    connected.countDown();
                    try {
                        seen.complete("read " + socket.getInputStream().read());
                    } catch (SocketException reset) {
                        seen.complete(reset.getMessage());
                    }
                });
                var rig = planeFor(backend);
                var client = rig.connect()) {
            client.getOutputStream().write(1);
            assertThat(connected.await(20, TimeUnit.SECONDS)).isTrue();
            // When
            Backend.reset(client);
            // Then
            assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("Connection reset");
            Deadline.await("flow closed", () -> rig.meters.open() == 0);
            assertThat(rig.meters.ends).containsOnlyKeys(FlowEnd.RESET);
        }
    }

    @Test
    void aServerThatIsDownIsAResetForTheClient() throws Exception {
        // Given
        var backend = Backend.echo();
        backend.close();
        try (var rig = planeFor(backend)) {
            // Then
            assertThatThrownBy(() -> {
                        try (var client = rig.connect()) {
                            var _ = client.getInputStream().read();
                        }
                    })
                    .isInstanceOf(SocketException.class)
                    .hasMessageStartingWith("Connection reset");
            Deadline.await("flow closed", () -> rig.meters.admitted.get() == 1 && rig.meters.open() == 0);
            assertThat(rig.meters.ends).containsOnlyKeys(FlowEnd.UNREACHABLE);
        }
    }

    @Test
    void aSlowReaderBoundsTheMemoryThatIsHeldForIt() throws Exception {
        // Given
        var chunk = randomBytes(9, 256 * 1024);
        var sent = new AtomicLong();
        var pinnedBefore = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
        try (var backend = Backend.serving(socket -> {
                    for (var count = 0; count < 256; count++) {
                        socket.getOutputStream().write(chunk);
                        sent.addAndGet(chunk.length);
                    }
                });
                var rig = planeFor(backend);
                var client = rig.connect()) {
            // When
            awaitStandstill(sent);
            var pinned = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() - pinnedBefore;
            // Then
            assertThat(sent.get()).isLessThan(64L * MIB);
            assertThat(pinned).isLessThan(2L * MIB);
            assertThat(rig.meters.mostHeld.get()).isLessThan(MIB);
            client.shutdownOutput();
            var total = client.getInputStream().transferTo(OutputStream.nullOutputStream());
            assertThat(total).isEqualTo(64L * MIB);
            assertThat(rig.meters.mostHeld.get()).isLessThan(MIB);
        }
    }

    @Test
    void aServerThatHasEndedWhileItWasNotReadLosesNothing() throws Exception {
        // Given
        var ended = new CountDownLatch(1);
        var answer = randomBytes(4, 2 * MIB);
        try (var backend = Backend.serving(socket -> {
                    socket.getOutputStream().write(answer);
                    socket.shutdownOutput();
                    ended.countDown();
                    var _ = socket.getInputStream().read();
                });
                var rig = planeFor(backend);
                var client = new Socket()) {
            client.setReceiveBufferSize(4096);
            client.setSoTimeout(20_000);
            client.connect(rig.address());
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            // When
            var received = client.getInputStream().readAllBytes();
            // Then
            assertThat(received).isEqualTo(answer);
        }
    }

    /** Waits until the sender is stuck: nothing has moved for a while although something has. */
    private static void awaitStandstill(AtomicLong sent) {
        var last = new long[] {0, System.nanoTime()};
        Deadline.await("the sender is stuck", () -> {
            if (sent.get() != last[0]) {
                last[0] = sent.get();
                last[1] = System.nanoTime();
            }
            return last[0] > 0 && System.nanoTime() - last[1] > TimeUnit.MILLISECONDS.toNanos(400);
        });
    }

    @Test
    void manyShortConnectionsLeaveNoFlowOpen() throws Exception {
        // Given
        var failures = new AtomicLong();
        try (var backend = Backend.echo();
                var rig = planeFor(backend)) {
            // When
            try (var threads = Executors.newFixedThreadPool(8)) {
                for (var count = 0; count < 2000; count++) {
                    threads.execute(() -> {
                        try (var client = rig.connect()) {
                            client.getOutputStream().write(42);
                            failures.addAndGet(client.getInputStream().read() == 42 ? 0 : 1);
                        } catch (IOException _) {
                            failures.incrementAndGet();
                        }
                    });
                }
            }
            // Then
            assertThat(failures).hasValue(0);
            assertThat(rig.meters.admitted).hasValue(2000);
            Deadline.await("all flows closed", () -> rig.meters.open() == 0);
            assertThat(rig.meters.held).hasValue(0);
        }
    }
}
