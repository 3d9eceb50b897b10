package io.bulwark.proxy.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.proxy.InProcessProxy;
import io.bulwark.proxy.testing.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of rules, before a real server and with a real client. */
class MysqlLimitsTest {
    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: test}
            spec: {mode: Enforce, mysql: {removeTls: true, removeCompress: true}}
            ---
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: test}
            spec:
              mode: Enforce
              ingress:
                - id: reads
                  from: [{cidr: 127.0.0.0/8}]
                  mysql: [{verbs: [SELECT], tables: [orders]}]
                  limits: {rate: 5/h}
                - id: writes
                  from: [{cidr: 127.0.0.0/8}]
                  mysql: [{verbs: [INSERT], tables: [orders]}]
                  limits: {maxRequestBytes: 200}
                - id: login
                  from: [{cidr: 127.0.0.0/8}]
                  mysql: [{verbs: [CONNECT, SET, SHOW, COM_PING], users: [app]}]
            """;

    @TempDir
    private static Path folder;

    private static DatabaseServer server;
    private static InProcessProxy proxy;

    @BeforeAll
    static void start() throws IOException, SQLException {
        server = DatabaseServer.start(Brand.MARIADB, Files.createDirectory(folder.resolve("server")));
        try (var direct = connect(server.address());
                var statement = direct.createStatement()) {
            statement.execute("CREATE TABLE orders (note TEXT)");
        }
        proxy = InProcessProxy.before(server.address(), POLICY, Files.createDirectory(folder.resolve("proxy")));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        server.close();
    }

    private static Connection connect(InetSocketAddress to) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:" + to.getPort() + "/shop", DatabaseServer.USER, DatabaseServer.PASSWORD);
    }

    private static void awaitEvent(String rule, String detail) {
        Deadline.await(
                "an event of " + rule,
                () -> proxy.events().stream()
                        .anyMatch(event -> event.path("rule").asText().equals(rule)
                                && event.path("detail").asText().startsWith(detail)
                                && event.path("verdict").asText().equals("denied")));
    }

    @Test
    void statementsOverTheRateAreRefusedAndTheConnectionGoesOn() throws SQLException {
        // Given
        try (var connection = connect(proxy.address());
                var statement = connection.createStatement()) {
            for (int i = 0; i < 5; i++) {
                statement.executeQuery("SELECT note FROM orders").close();
            }
            // When
            assertThatThrownBy(() -> statement.executeQuery("SELECT note FROM orders"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("rate-limit of reads");
            // Then
            assertThat(connection.isValid(5)).isTrue();
        }
        awaitEvent("reads", "rate-limit");
    }

    @Test
    void theValuesOfAPreparedStatementCountAsItsSize() throws SQLException {
        // Given
        try (var connection = DriverManager.getConnection(
                        "jdbc:mariadb://127.0.0.1:" + proxy.address().getPort() + "/shop?useServerPrepStmts=true",
                        DatabaseServer.USER,
                        DatabaseServer.PASSWORD);
                var insert = connection.prepareStatement("INSERT INTO orders VALUES (?)")) {
            insert.setString(1, "short");
            assertThat(insert.executeUpdate()).isEqualTo(1);
            insert.setString(1, "x".repeat(300));
            // When
            assertThatThrownBy(insert::executeUpdate)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("size-limit of writes");
            // Then
            assertThat(connection.isValid(5)).isTrue();
        }
        try (var direct = connect(server.address());
                var rows = direct.createStatement().executeQuery("SELECT MAX(LENGTH(note)) FROM orders")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(5);
        }
        awaitEvent("writes", "size-limit");
    }
}
