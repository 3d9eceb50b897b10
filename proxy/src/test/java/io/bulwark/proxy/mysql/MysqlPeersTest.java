package io.bulwark.proxy.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.bulwark.proxy.InProcessProxy;
import io.bulwark.proxy.testing.Deadline;
import io.r2dbc.spi.ConnectionFactories;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Real clients before a real server: with the proxy between them nothing is different, but for what is refused. */
@ParameterizedClass
@EnumSource(Brand.class)
class MysqlPeersTest {
    private static final String ENFORCED = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: test}
            spec: {mode: Enforce, mysql: {removeTls: true, removeCompress: true}, signatures: {groups: {dlp: Report}}}
            """;

    private static final String ALLOWLIST = """
            ---
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: test}
            spec:
              mode: Enforce
              ingress:
                - id: app
                  from: [{cidr: 127.0.0.0/8}]
                  mysql:
                    - {verbs: [SELECT, INSERT], tables: [allowed]}
                    - {verbs: [CONNECT, SET, SHOW, COM_PING, PREPARE, EXECUTE], users: [app]}
            """;

    @TempDir
    static Path temporary;

    private static final Map<Brand, Stand> STANDS = new EnumMap<>(Brand.class);

    private final Brand brand;
    private final Path folder;
    private final DatabaseServer server;
    private final InProcessProxy proxy;
    private final InProcessProxy allowing;

    MysqlPeersTest(Brand brand) {
        this.brand = brand;
        var stand = Objects.requireNonNull(STANDS.get(brand));
        folder = stand.folder;
        server = stand.server;
        proxy = stand.proxy;
        allowing = stand.allowing;
    }

    /** A server, a proxy before it, and one before it that has an allowlist. */
    private record Stand(Path folder, DatabaseServer server, InProcessProxy proxy, InProcessProxy allowing)
            implements AutoCloseable {
        static Stand of(Brand brand, Path folder) throws IOException {
            var server = DatabaseServer.start(brand, Files.createDirectory(folder.resolve("server")));
            return new Stand(
                    folder,
                    server,
                    InProcessProxy.before(server.address(), ENFORCED, Files.createDirectory(folder.resolve("proxy"))),
                    InProcessProxy.before(
                            server.address(), ENFORCED + ALLOWLIST, Files.createDirectory(folder.resolve("allowing"))));
        }

        @Override
        public void close() {
            proxy.close();
            allowing.close();
            server.close();
        }
    }

    @BeforeParameterizedClassInvocation
    static void start(Brand brand) throws IOException {
        STANDS.put(brand, Stand.of(brand, Files.createDirectory(temporary.resolve(brand.name()))));
    }

    @AfterParameterizedClassInvocation
    static void stop(Brand brand) {
        Optional.ofNullable(STANDS.remove(brand)).ifPresent(Stand::close);
    }

    /** A query of so many numbers, as both servers take it. */
    private static String numbers(int count, String columns) {
        return "WITH RECURSIVE digits (d) AS (SELECT 0 UNION ALL SELECT d + 1 FROM digits WHERE d < 9), numbers (n) AS "
                + "(SELECT a.d * 10000 + b.d * 1000 + c.d * 100 + e.d * 10 + f.d + 1 "
                + "FROM digits a, digits b, digits c, digits e, digits f) "
                + "SELECT " + columns + " FROM numbers WHERE n <= " + count;
    }

    private static Connection connect(String driver, InetSocketAddress to, String options) throws SQLException {
        return connect(driver, to, options, DatabaseServer.USER, DatabaseServer.PASSWORD);
    }

    private static Connection connect(String driver, InetSocketAddress to, String options, String user, String password)
            throws SQLException {
        return DriverManager.getConnection(
                "jdbc:" + driver + "://127.0.0.1:" + to.getPort() + "/shop?allowPublicKeyRetrieval=true&" + options,
                user,
                password);
    }

    @Test
    void aUserLogsInByEachMethodThatTheServerHas() throws SQLException {
        for (var login : brand.logins()) {
            // The second time the server may know the user from the first.
            for (var attempt = 0; attempt < 2; attempt++) {
                // Given
                var options = login.driver().equals("mysql") ? "sslMode=DISABLED" : "";
                // When
                try (var connection = connect(
                                login.driver(), proxy.address(), options, login.user(), DatabaseServer.PASSWORD);
                        var rows = connection.createStatement().executeQuery("SELECT CURRENT_USER()")) {
                    // Then
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString(1)).as(login.toString()).isEqualTo(login.user() + "@%");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mariadb ",
                "mariadb useServerPrepStmts=true",
                "mariadb useServerPrepStmts=true&useBulkStmts=true&allowMultiQueries=true",
                "mariadb useCompression=true&allowLocalInfile=true",
                "mysql sslMode=DISABLED",
                "mysql sslMode=DISABLED&useServerPrepStmts=true&useCursorFetch=true",
                "mysql sslMode=DISABLED&useServerPrepStmts=true&cachePrepStmts=true&rewriteBatchedStatements=true&trackSessionState=true",
                "mysql sslMode=PREFERRED&useCompression=true&allowMultiQueries=true"
            })
    void aClientSeesTheSameWithAndWithoutTheProxy(String client) throws SQLException {
        // Given
        var driver = client.substring(0, client.indexOf(' '));
        var options = client.substring(client.indexOf(' ') + 1);
        List<String> direct;
        try (var connection = connect(driver, server.address(), options)) {
            direct = JdbcSuite.run(connection);
        }
        var eventsBefore = proxy.events().size();
        // When
        List<String> proxied;
        try (var connection = connect(driver, proxy.address(), options)) {
            proxied = JdbcSuite.run(connection);
        }
        // Then
        assertThat(proxied).isEqualTo(direct).hasSizeGreaterThan(100);
        assertThat(proxy.events().subList(eventsBefore, proxy.events().size())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mariadb ",
                "mysql sslMode=DISABLED",
                "mariadb useServerPrepStmts=true",
                "mysql sslMode=DISABLED&useServerPrepStmts=true"
            })
    void aRefusedStatementLeavesConnectionAndTransactionAlone(String client) throws SQLException {
        // Given
        var driver = client.substring(0, client.indexOf(' '));
        try (var connection = connect(driver, proxy.address(), client.substring(client.indexOf(' ') + 1));
                var statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS kept");
            statement.execute("CREATE TABLE kept (a INT)");
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO kept VALUES (1)");
            // When
            assertThatThrownBy(() -> connection
                            .prepareStatement("SELECT a FROM kept WHERE a = 1 OR 1=1 -- '")
                            .executeQuery())
                    .isInstanceOfSatisfying(SQLException.class, refusal -> {
                        assertThat(refusal.getSQLState()).isEqualTo("42000");
                        assertThat(refusal.getErrorCode()).isEqualTo(1227);
                        assertThat(refusal.getMessage()).contains("mysql-tautology");
                    });
            // Then
            statement.execute("INSERT INTO kept VALUES (2)");
            connection.commit();
            try (var rows = statement.executeQuery("SELECT COUNT(*) FROM kept")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(2);
            }
        }
    }

    @Test
    void onlyTheTablesOfTheAllowlistAreReachedAlsoByPreparedStatements() throws SQLException {
        // Given
        try (var direct = connect("mariadb", server.address(), "")) {
            direct.createStatement().execute("DROP TABLE IF EXISTS allowed, secret");
            direct.createStatement().execute("CREATE TABLE allowed (a INT)");
            direct.createStatement().execute("CREATE TABLE secret (a INT)");
        }
        for (var options : List.of("", "useServerPrepStmts=true")) {
            try (var connection = connect("mariadb", allowing.address(), options)) {
                // When
                try (var insert = connection.prepareStatement("INSERT INTO allowed VALUES (?)")) {
                    insert.setInt(1, 7);
                    // Then
                    assertThat(insert.executeUpdate()).isEqualTo(1);
                }
                for (var sql : List.of(
                        "SELECT a FROM secret WHERE a > ?",
                        "INSERT INTO allowed SELECT a FROM secret WHERE a > ?",
                        "DELETE FROM allowed WHERE a = ?")) {
                    assertThatThrownBy(() -> {
                                try (var refused = connection.prepareStatement(sql)) {
                                    refused.setInt(1, 0);
                                    refused.execute();
                                }
                            })
                            .as(sql)
                            .hasMessageContaining("allowlist");
                }
                assertThat(connection.isValid(5)).isTrue();
            }
        }
    }

    @Test
    void aStatementInAStringNeedsItsTablesAllowedToo() throws SQLException {
        // Given
        try (var direct = connect("mariadb", server.address(), "")) {
            direct.createStatement().execute("DROP TABLE IF EXISTS allowed, secret");
            direct.createStatement().execute("CREATE TABLE allowed (a INT)");
            direct.createStatement().execute("CREATE TABLE secret (a INT)");
        }
        try (var connection = connect("mariadb", allowing.address(), "");
                var statement = connection.createStatement()) {
            statement.execute("SET @text = 'SELECT a FROM allowed'");
            // When
            statement.execute("PREPARE good FROM 'INSERT INTO allowed VALUES (1)'");
            statement.execute("EXECUTE good");
            statement.execute("PREPARE unread FROM @text");
            // Then
            for (var sql : brand.statementsInStrings("SELECT a FROM secret")) {
                assertThatThrownBy(() -> statement.execute(sql)).as(sql).hasMessageContaining("allowlist");
            }
            try (var rows = statement.executeQuery("SELECT a FROM allowed")) {
                assertThat(rows.next()).isTrue();
            }
        }
        Deadline.await(
                "an event of the statement that nobody can read",
                () -> allowing.events().stream()
                        .anyMatch(event -> event.get("rule").asText().equals("mysql.dynamic-statement")));
    }

    @Test
    void oneEventTellsHowManyRowsOfCardsWereTaken() throws SQLException {
        // Given
        try (var connection = connect("mariadb", proxy.address(), "");
                var statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS cards");
            statement.execute("CREATE TABLE cards AS " + numbers(50_000, "n, '4111111111111111' AS card_number"));
            // When
            var count = 0;
            try (var rows = statement.executeQuery("SELECT card_number FROM cards")) {
                while (rows.next()) {
                    count++;
                }
            }
            // Then
            assertThat(count).isEqualTo(50_000);
        }
        var event = event("dlp-card-number");
        assertThat(event.get("field").asText()).isEqualTo("mysql.result");
        assertThat(event.get("operation").asText()).isEqualTo("SELECT cards");
        assertThat(event.get("detail").asText()).isEqualTo("50000 matches in 50000 rows");
    }

    @Test
    void aFileOfTheClientIsNotSentAndTheSessionGoesOn() throws SQLException, IOException {
        // Given
        var file = Files.writeString(folder.resolve("secrets.csv"), "1\n2\n");
        try (var connection = connect("mariadb", proxy.address(), "allowLocalInfile=true");
                var statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS loaded");
            statement.execute("CREATE TABLE loaded (a INT)");
            // When
            assertThatThrownBy(() -> statement.execute("LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE loaded"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refusal -> assertThat(refusal.getErrorCode()).isEqualTo(1227));
            // Then
            try (var rows = statement.executeQuery("SELECT COUNT(*) FROM loaded")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isZero();
            }
        }
        assertThat(event("mysql-infile-requested").get("operation").asText()).startsWith("LOAD LOCAL ");
    }

    @Test
    void aStatementOfTwentyMegabytesIsReadToItsEnd() throws SQLException {
        // Given
        var large = "x".repeat(20_000_000);
        try (var connection = connect("mariadb", proxy.address(), "");
                var statement = connection.createStatement()) {
            // When
            try (var rows = statement.executeQuery("SELECT LENGTH('" + large + "')")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(large.length());
            }
            // Then
            assertThatThrownBy(() -> statement.executeQuery("SELECT LENGTH('" + large + "') OR 1=1"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(event("mysql-tautology").get("verdict").asText()).isEqualTo("denied");
    }

    @Test
    void guessedPasswordsAndNamesAreTold() {
        // Given
        var users = List.of("root", "admin", "mysql", "test", "backup");
        // When
        for (var attempt = 0; attempt < 12; attempt++) {
            var user = users.get(attempt % users.size());
            assertThatThrownBy(() -> connect("mariadb", proxy.address(), "", user, "wrong"))
                    .isInstanceOf(SQLException.class);
        }
        // Then
        assertThat(event("login-enumeration").get("field").asText()).isEqualTo("login");
        assertThat(event("login-guessing").get("protocol").asText()).isEqualTo("mysql");
    }

    @Test
    void aPoolOfConnectionsLivesOnThroughRefusals() throws Exception {
        // Given
        var config = new HikariConfig();
        config.setJdbcUrl("jdbc:mariadb://127.0.0.1:" + proxy.address().getPort() + "/shop");
        config.setUsername(DatabaseServer.USER);
        config.setPassword(DatabaseServer.PASSWORD);
        config.setMaximumPoolSize(4);
        try (var pool = new HikariDataSource(config);
                var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (var task = 0; task < 200; task++) {
                var number = task;
                tasks.add(() -> answer(pool, number));
            }
            // When
            var answers = threads.invokeAll(tasks);
            // Then
            for (var task = 0; task < 200; task++) {
                assertThat(answers.get(task).get()).isEqualTo(task % 5 == 0 ? 1227 : task);
            }
            assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isLessThanOrEqualTo(4);
        }
    }

    private static int answer(HikariDataSource pool, int number) throws SQLException {
        var attack = number % 5 == 0 ? " OR 1=1" : "";
        try (var connection = pool.getConnection();
                var rows = connection.createStatement().executeQuery("SELECT " + number + attack)) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException refusal) {
            return refusal.getErrorCode();
        }
    }

    @Test
    void aReactiveClientSeesTheSame() {
        // Given
        var query = numbers(500, "n, CONCAT('row ', n)") + " AND n > ?";
        // When
        var direct = reactive(server.address(), query);
        var proxied = reactive(proxy.address(), query);
        // Then
        assertThat(proxied).isEqualTo(direct).hasSize(490);
    }

    private static List<String> reactive(InetSocketAddress to, String query) {
        var factory = ConnectionFactories.get("r2dbc:mariadb://" + DatabaseServer.USER + ":correct%20horse@127.0.0.1:"
                + to.getPort() + "/shop?allowPublicKeyRetrieval=true");
        return Flux.usingWhen(
                        factory.create(),
                        connection -> Flux.from(connection
                                        .createStatement(query)
                                        .bind(0, 10)
                                        .execute())
                                .flatMap(result -> result.map((row, _) -> row.get(0) + " " + row.get(1))),
                        io.r2dbc.spi.Connection::close)
                .collectList()
                .block();
    }

    @Test
    void theCommandLineClientSeesTheSame() throws IOException, InterruptedException {
        // Given
        var script =
                "SHOW DATABASES; USE shop; SELECT 1 AS one, 'a' AS letter; HELP 'SELECT'; STATUS; SELECT @@version;";
        // When
        var direct = client(server.address(), script);
        var proxied = client(proxy.address(), script);
        // Then
        assertThat(comparable(proxied, proxy.address())).isEqualTo(comparable(direct, server.address()));
        assertThat(direct).contains("letter");
    }

    private static String comparable(String text, InetSocketAddress address) {
        return text.replace(String.valueOf(address.getPort()), "PORT")
                .replaceAll("Connection id:.*|Uptime:.*|Threads:.*|SSL:.*", "");
    }

    private String client(InetSocketAddress to, String script) throws IOException, InterruptedException {
        var command = new ArrayList<>(brand.client());
        command.addAll(List.of(
                "-h127.0.0.1", "-P" + to.getPort(), "-u" + DatabaseServer.USER, "-p" + DatabaseServer.PASSWORD, "-t"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var input = process.getOutputStream()) {
            input.write(script.getBytes(StandardCharsets.UTF_8));
        }
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private JsonNode event(String rule) {
        Deadline.await("event " + rule, () -> lastEvent(rule).isPresent());
        return lastEvent(rule).orElseThrow();
    }

    private Optional<JsonNode> lastEvent(String rule) {
        return proxy.events().stream()
                .filter(event -> event.get("rule").asText().equals(rule))
                .reduce((_, last) -> last);
    }
}
