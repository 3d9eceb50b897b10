package io.bulwark.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.ProxyInOwnProcess;
import io.bulwark.proxy.testing.Crowd;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand clients of Redis at once, each of them read. */
class RedisCrowdTest {
    private static final String HEAP = "128m";

    /** What one connection may take of the process' memory. */
    private static final long BYTES_EACH = 24 * 1024;

    @TempDir
    private Path folder;

    private static String ask(Socket socket, String... words) throws IOException {
        socket.getOutputStream().write(RawClient.encode(words));
        return line(socket);
    }

    private static String line(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (var next = socket.getInputStream().read();
                next >= 0 && next != '\n';
                next = socket.getInputStream().read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    @Test
    @Timeout(300)
    void eachOfTenThousandConnectionsIsReadInBoundedMemory() throws Exception {
        // Given
        try (var server = RedisServer.start(folder, "--maxclients", String.valueOf(Crowd.size() + 100));
                var proxy = ProxyInOwnProcess.before(
                        server.address(), RedisStand.INSPECT, Files.createDirectory(folder.resolve("proxy")), HEAP)) {
            var before = proxy.residentBytes();
            // When
            try (var crowd = Crowd.gather(
                    proxy.address(),
                    (number, socket) -> assertThat(ask(socket, "SET", "key:" + number, "value"))
                            .isEqualTo("+OK\r"))) {
                // Then
                var each = (proxy.residentBytes() - before) / crowd.count();
                assertThat(each)
                        .as("bytes for each of %d connections", crowd.count())
                        .isLessThan(BYTES_EACH);
                crowd.each((_, socket) -> assertThat(ask(socket, "CONFIG", "SET", "dir", "/var/spool/cron"))
                        .startsWith("-NOPERM refused by Bulwark: redis-config-file"));
                crowd.each((number, socket) ->
                        assertThat(ask(socket, "EXISTS", "key:" + number)).isEqualTo(":1\r"));
            }
            assertThat(proxy.isAlive()).as(proxy.output()).isTrue();
        }
    }
}
