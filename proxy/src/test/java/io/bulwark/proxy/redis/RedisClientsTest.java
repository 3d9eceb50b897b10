package io.bulwark.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.redis.RedisStand.Route;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.RedisProtocol;

/** Real clients get the same from a real server with Bulwark between them as without. */
class RedisClientsTest {
    /** Typical commands, with replies that do not change from run to run. */
    private static final String SCRIPT = """
            PING
            SET k "a value"
            GET k
            LPUSH l 1 2 3
            LRANGE l 0 -1
            HSET h a 1 b 2
            HGETALL h
            SORT l DESC
            EVAL "return {KEYS[1],ARGV[1]}" 1 k x
            OBJECT ENCODING l
            MULTI
            INCR n
            INCR n
            EXEC
            XADD s 1-1 a b
            XRANGE s - +
            NOSUCH a b
            GET
            TYPE k
            COMMAND COUNT
            CONFIG GET maxmemory
            CLIENT GETNAME
            DBSIZE
            """;

    @TempDir
    private Path folder;

    private interface Suite {
        List<String> run(InetSocketAddress address) throws Exception;
    }

    private List<String> results(Route route, Suite suite) throws Exception {
        try (var stand = new RedisStand(route, folder)) {
            return suite.run(stand.address());
        }
    }

    private void sameOnBothRoutes(Suite suite) throws Exception {
        // Given
        var direct = results(Route.DIRECT, suite);
        // When
        var through = results(Route.THROUGH_BULWARK, suite);
        // Then
        assertThat(direct).hasSizeGreaterThan(5);
        assertThat(through).isEqualTo(direct);
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void jedisGetsTheSame(RedisProtocol version) throws Exception {
        sameOnBothRoutes(address -> JedisOperations.run(address, version));
    }

    @Test
    void lettuceGetsTheSame() throws Exception {
        sameOnBothRoutes(LettuceOperations::run);
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void theCommandLineGetsTheSame(RedisProtocol version) throws Exception {
        sameOnBothRoutes(address -> cli(address, version == RedisProtocol.RESP3 ? "-3" : "-2", SCRIPT));
    }

    private List<String> cli(InetSocketAddress address, String version, String input) throws Exception {
        var script = Files.writeString(folder.resolve("script"), input);
        var out = folder.resolve("out");
        var process = new ProcessBuilder(
                        RedisServer.program("redis-cli"), version, "-p", String.valueOf(address.getPort()))
                .redirectInput(script.toFile())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return Files.readAllLines(out);
    }

    @Test
    void theBenchmarkRunsThroughWithEveryKindOfItsCommands() throws Exception {
        // Given
        try (var stand = new RedisStand(Route.THROUGH_BULWARK, folder)) {
            var out = folder.resolve("benchmark");
            var command = List.of(
                    RedisServer.program("redis-benchmark"),
                    "-p",
                    String.valueOf(stand.address().getPort()),
                    "-n",
                    "2000",
                    "-P",
                    "16",
                    "-q");
            // When
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            // Then
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(out)).contains("PING_MBULK").contains("MSET (10 keys)");
            assertThat(stand.proxy().metrics())
                    .containsPattern("bulwark_requests_total\\{protocol=\"redis\",[^}]*forwarded[^}]*} [1-9]\\d{4}");
        }
    }
}
