package io.bulwark.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.InProcessProxy;
import io.bulwark.proxy.testing.Deadline;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules for commands, keys and users hold on a real server. */
class RedisAllowlistTest {
    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: sessions}
            spec:
              mode: Enforce
              ingress:
                - id: sessions
                  from: [{cidr: 127.0.0.0/8}]
                  redis:
                    - commands: [GET, SET, MSET, DEL]
                      keys: [{prefix: "session:"}]
                    - commands: [AUTH, PING, MULTI, EXEC]
                - id: reports
                  from: [{cidr: 127.0.0.0/8}]
                  redis:
                    - commands: [GET]
                      keys: [{prefix: "report:"}]
                      users: [auditor]
            ---
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: sessions}
            spec:
              mode: Enforce
              signatures: {default: Block, groups: {redis-admin: Report}}
            """;

    @TempDir
    private Path folder;

    private RedisServer server;
    private InProcessProxy proxy;
    private RawClient client;

    @BeforeEach
    void connect() throws Exception {
        server = RedisServer.start(folder);
        try (var direct = new RawClient(server.address())) {
            direct.ask("ACL", "SETUSER", "auditor", "on", ">pw", "~*", "+@all");
            direct.ask("SET", "report:1", "figures");
        }
        proxy = InProcessProxy.before(server.address(), POLICY, folder);
        client = new RawClient(proxy.address());
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
        proxy.close();
        server.close();
    }

    @Test
    void eachKeyOfACommandMustBeAllowed() throws Exception {
        // When
        var all = client.ask("MSET", "session:1", "a", "session:2", "b");
        var oneTooMany = client.ask("MSET", "session:1", "x", "payments:2", "y");
        // Then
        assertThat(all).isEqualTo("+OK");
        assertThat(oneTooMany).startsWith("-NOPERM refused by Bulwark: allowlist");
        assertThat(client.ask("GET", "session:1")).isEqualTo("a");
        Deadline.await(
                "an event of the refusal", () -> proxy.events().toString().contains("MSET"));
    }

    @Test
    void aCommandThatNoRuleNamesIsRefused() throws Exception {
        // When
        var unknown = client.ask("JSON.SET", "session:1", "$", "1");
        var known = client.ask("INCR", "session:1");
        // Then
        assertThat(unknown).startsWith("-NOPERM refused by Bulwark: allowlist");
        assertThat(known).startsWith("-NOPERM refused by Bulwark: allowlist");
    }

    @Test
    void aUsersRuleHoldsOnceTheServerHasLetHimIn() throws Exception {
        // When
        client.send("GET", "report:1");
        client.send("AUTH", "auditor", "wrong");
        client.send("GET", "report:1");
        client.send("AUTH", "auditor", "pw");
        client.send("GET", "report:1");
        // Then
        assertThat(client.reply()).startsWith("-NOPERM refused by Bulwark: allowlist");
        assertThat(client.reply()).startsWith("-WRONGPASS");
        assertThat(client.reply()).startsWith("-NOPERM refused by Bulwark: allowlist");
        assertThat(client.reply()).isEqualTo("+OK");
        assertThat(client.reply()).isEqualTo("figures");
    }
}
