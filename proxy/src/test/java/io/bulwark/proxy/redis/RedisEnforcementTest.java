package io.bulwark.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bulwark.proxy.redis.RedisStand.Route;
import io.bulwark.proxy.testing.Deadline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks on a real server are refused one by one, and everything around them goes on. */
class RedisEnforcementTest {
    private static final String CARD = "4111111111111111";

    @TempDir
    private Path folder;

    private RedisStand stand;
    private RawClient client;

    @BeforeEach
    void connect() throws Exception {
        stand = new RedisStand(Route.THROUGH_BULWARK, folder);
        client = new RawClient(stand.address());
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
        stand.close();
    }

    private RawClient direct() throws Exception {
        return new RawClient(stand.serverAddress());
    }

    private List<JsonNode> events(String rule) {
        return stand.proxy().events().stream()
                .filter(event -> event.path("rule").asText().equals(rule))
                .toList();
    }

    private void awaitEvent(String rule) {
        Deadline.await("an event of " + rule, () -> !events(rule).isEmpty());
    }

    @Test
    void anAttackInAPipelineIsRefusedInItsPlace() throws Exception {
        // When
        client.send("SET", "a", "1");
        client.send("CONFIG", "SET", "dir", "/var/spool/cron");
        client.send("GET", "a");
        // Then
        assertThat(client.reply()).isEqualTo("+OK");
        assertThat(client.reply()).startsWith("-NOPERM refused by Bulwark: redis-config-file");
        assertThat(client.reply()).isEqualTo("1");
        try (var direct = direct()) {
            assertThat(direct.ask("CONFIG", "GET", "dir")).isEqualTo("[dir, " + folder + "]");
        }
        awaitEvent("redis-config-file");
        assertThat(events("redis-config-file").getFirst().path("operation").asText())
                .isEqualTo("CONFIG SET");
    }

    @Test
    void aTransactionWithARefusedCommandDoesNothing() throws Exception {
        // When
        client.send("MULTI");
        client.send("SET", "a", "1");
        client.send("SLAVEOF", "198.51.100.7", "6379");
        client.send("SET", "b", "2");
        client.send("EXEC");
        client.send("GET", "a");
        // Then
        assertThat(client.reply()).isEqualTo("+OK");
        assertThat(client.reply()).isEqualTo("+QUEUED");
        assertThat(client.reply()).startsWith("-NOPERM");
        assertThat(client.reply()).isEqualTo("+QUEUED");
        assertThat(client.reply()).isEqualTo("-EXECABORT Transaction discarded because of previous errors.");
        assertThat(client.reply()).isEqualTo("null");
        assertThat(client.ask("SET", "a", "3")).isEqualTo("+OK");
    }

    @Test
    void aCardNumberIsKeptBackInBothDirections() throws Exception {
        // Given
        try (var direct = direct()) {
            direct.ask("HSET", "user:1", "name", "A. Jones", "card", CARD);
        }
        // When
        var stored = client.ask("HSET", "user:2", "card", CARD);
        var read = client.ask("HGETALL", "user:1");
        // Then
        assertThat(stored).startsWith("-NOPERM refused by Bulwark: dlp-card-number");
        assertThat(read).startsWith("-NOPERM refused by Bulwark: dlp-card-number");
        assertThat(client.ask("HGET", "user:1", "name")).isEqualTo("A. Jones");
        awaitEvent("dlp-card-number");
        assertThat(stand.proxy().events().toString()).doesNotContain(CARD);
    }

    @Test
    void aPasswordIsInNoEvent() throws Exception {
        // When
        var answer = client.ask("AUTH", "alice", "correct-horse-battery");
        // Then
        assertThat(answer).startsWith("-WRONGPASS");
        awaitEvent("redis.failed-login");
        assertThat(stand.proxy().events().toString()).doesNotContain("horse");
    }

    @Test
    void guessingEndsTheConnection() throws Exception {
        // When
        for (var guess = 0; guess < 6; guess++) {
            assertThat(client.ask("AUTH", "alice", "guess" + guess)).startsWith("-WRONGPASS");
        }
        // Then
        assertThat(client.closed()).isTrue();
        awaitEvent("redis.failed-logins");
    }

    @Test
    void guessingOverManyConnectionsIsRefused() throws Exception {
        // Given
        for (var guess = 0; guess < 9; guess++) {
            try (var other = new RawClient(stand.address())) {
                assertThat(other.ask("AUTH", "alice", "guess" + guess)).startsWith("-WRONGPASS");
            }
        }
        // When
        assertThat(client.ask("AUTH", "alice", "guess9")).startsWith("-WRONGPASS");
        // Then
        assertThat(client.closed()).isTrue();
        awaitEvent("login-guessing");
        assertThat(events("login-guessing").getFirst().path("protocol").asText())
                .isEqualTo("redis");
        assertThat(events("login-enumeration")).isEmpty();
    }

    @Test
    void tryingManyNamesIsTold() throws Exception {
        // When
        for (var name : List.of("root", "admin", "redis", "cache", "backup")) {
            try (var other = new RawClient(stand.address())) {
                assertThat(other.ask("AUTH", name, "guess")).startsWith("-WRONGPASS");
            }
        }
        // Then
        awaitEvent("login-enumeration");
        assertThat(events("login-enumeration").getFirst().path("field").asText())
                .isEqualTo("login");
    }

    @Test
    void linesOfHttpEndTheConnectionBeforeTheirBodyActs() throws Exception {
        // Given
        try (var direct = direct()) {
            direct.ask("SET", "kept", "1");
        }
        assertThat(client.ask("PING")).isEqualTo("+PONG");
        // When
        client.out().write("POST / HTTP/1.1\r\nHost: redis\r\n\r\nFLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
        // Then
        assertThat(client.reply()).startsWith("-ERR Protocol error: refused by Bulwark: redis.http-request");
        assertThat(client.closed()).isTrue();
        try (var direct = direct()) {
            assertThat(direct.ask("GET", "kept")).isEqualTo("1");
        }
    }

    @Test
    void aReplicaPassesUnreadAndIsCounted() throws Exception {
        // When
        assertThat(client.ask("REPLCONF", "listening-port", "1234")).isEqualTo("+OK");
        var answer = client.ask("PSYNC", "?", "-1");
        // Then
        assertThat(answer).startsWith("+FULLRESYNC");
        assertThat(client.reply()).startsWith("REDIS00");
        assertThat(stand.proxy().metrics())
                .containsPattern("bulwark_uninspected_bytes_total\\{reason=\"replication\"} [1-9]");
    }
}
