package io.bulwark.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.LearnedAllowlist;
import io.bulwark.proxy.InProcessProxy;
import io.bulwark.proxy.testing.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys with hash tags, by which a cluster of Redis keeps keys together, are learned from a real server's traffic and hold on it. */
class RedisLearningTest {
    private static final String INSPECTION = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: sessions}
            spec: {mode: Enforce}
            """;

    @TempDir
    private Path folder;

    @Test
    void keysWithHashTagsAreLearnedAndHold() throws Exception {
        try (var server = RedisServer.start(folder)) {
            // Given
            String allowlist;
            try (var proxy = InProcessProxy.before(server.address(), INSPECTION, folder);
                    var client = new RawClient(proxy.address())) {
                for (int i = 0; i < 60; i++) {
                    assertThat(client.ask("SET", "{user:" + i + "}:cart", "3 items"))
                            .isEqualTo("+OK");
                    assertThat(client.ask("GET", "{user:" + i + "}:cart")).isEqualTo("3 items");
                }
                var rules = Generaliser.rules(proxy.learned());
                allowlist = LearnedAllowlist.of(new Metadata("sessions", ""), Mode.ENFORCE, rules)
                        .document()
                        .json();
            }
            // When
            var enforcing = Files.createDirectory(folder.resolve("enforcing"));
            try (var proxy = InProcessProxy.before(server.address(), allowlist + "\n---\n" + INSPECTION, enforcing);
                    var client = new RawClient(proxy.address())) {
                // Then
                assertThat(client.ask("SET", "{user:4711}:cart", "none")).isEqualTo("+OK");
                assertThat(client.ask("GET", "{user:4711}:cart")).isEqualTo("none");
                for (var key : new String[] {"{user:4711}:card", "user:4711:cart", "{user:4711}:cart:old"}) {
                    assertThat(client.ask("GET", key)).as(key).startsWith("-NOPERM refused by Bulwark: allowlist");
                }
                assertThat(client.ask("DEL", "{user:4711}:cart")).startsWith("-NOPERM refused by Bulwark: allowlist");
                Deadline.await("events of the refusals", () -> proxy.events().size() >= 4);
            }
        }
    }
}
