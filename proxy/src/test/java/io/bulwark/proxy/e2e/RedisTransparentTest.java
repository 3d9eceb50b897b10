package io.bulwark.proxy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.e2e.PodNetwork.Family;
import io.bulwark.testbed.Folders;
import io.bulwark.testbed.Poll;
import io.bulwark.testbed.Requirements;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Redis through the packet rules and the real proxy, with no port configured anywhere. */
@Tag("netns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RedisTransparentTest {
    private static final int PORT = 6379;

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private PodNetwork network;
    private ProxyUnderTest proxy;

    @BeforeAll
    void build() throws Exception {
        Requirements.check();
        network = new PodNetwork();
        resources.push(network);
        new Interception(network.pod()).apply();
        var folder = Folders.create(resources);
        var server = network.pod()
                .start(
                        folder.resolve("redis.out"),
                        List.of(
                                "redis-server",
                                "--port",
                                String.valueOf(PORT),
                                "--bind",
                                "0.0.0.0",
                                "::",
                                "--protected-mode",
                                "no",
                                "--save",
                                "",
                                "--dir",
                                folder.toString()));
        resources.push(() -> server.destroyForcibly().waitFor());
        network.pod().awaitListener(PORT, 2);
        proxy = new ProxyUnderTest(network.pod(), resources);
    }

    @AfterAll
    void tearDown() throws Exception {
        while (!resources.isEmpty()) {
            resources.pop().close();
        }
    }

    private String ask(Family family, String... command) {
        var address = family.pod(PORT).getAddress().getHostAddress();
        var line = new ArrayList<>(List.of("redis-cli", "-h", address, "-p", String.valueOf(PORT)));
        line.addAll(List.of(command));
        return network.client().run(line.toArray(String[]::new)).out().strip();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aCommandPassesAndAnAttackIsRefused(Family family) throws Exception {
        // Given
        var before = proxy.meter("bulwark_requests_total", "redis");
        // When
        var stored = ask(family, "SET", "k", "v");
        var attack = ask(family, "CONFIG", "SET", "dir", "/tmp");
        // Then
        assertThat(stored).isEqualTo("OK");
        assertThat(attack).startsWith("NOPERM refused by Bulwark: redis-config-file");
        assertThat(ask(family, "GET", "k")).isEqualTo("v");
        proxy.event(event -> event.path("rule").asText().equals("redis-config-file"));
        Poll.until("counting commands", () -> proxy.meter("bulwark_requests_total", "redis"), now -> now > before);
    }
}
