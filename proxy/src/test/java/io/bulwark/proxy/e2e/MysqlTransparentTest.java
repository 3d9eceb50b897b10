package io.bulwark.proxy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.e2e.PodNetwork.Family;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database in a Pod whose packets come to the proxy: nobody has told the proxy that its port is MySQL's. */
@Tag("netns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MysqlTransparentTest {
    private static final int PORT = 6033;

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private PodNetwork network;
    private ProxyUnderTest proxy;

    @BeforeAll
    void build() throws Exception {
        Requirements.check();
        network = new PodNetwork();
        resources.push(network);
        new Interception(network.pod()).apply();
        startServer();
        proxy = new ProxyUnderTest(network.pod(), resources);
    }

    private void startServer() throws Exception {
        var folder = Folders.create(resources);
        var data = "--datadir=" + folder.resolve("data");
        Command.run("mariadb-install-db", "--no-defaults", "--user=root", data, "--skip-test-db")
                .expectSuccess();
        var script = Files.writeString(folder.resolve("init.sql"), """
                CREATE USER 'app'@'%' IDENTIFIED BY 'secret';
                GRANT ALL ON *.* TO 'app'@'%';
                """);
        var process = network.pod().start(folder.resolve("server.out"), command(folder, data, script));
        resources.push(() -> process.destroyForcibly().waitFor());
        network.pod().awaitListener(PORT, 1);
    }

    private static List<String> command(Path folder, String data, Path script) {
        return List.of(
                "mariadbd",
                "--no-defaults",
                "--user=root",
                data,
                "--port=" + PORT,
                "--bind-address=*",
                "--skip-name-resolve",
                "--socket=" + folder.resolve("socket"),
                "--innodb-buffer-pool-size=8M",
                "--init-file=" + script);
    }

    @AfterAll
    void tearDown() throws Exception {
        while (!resources.isEmpty()) {
            resources.pop().close();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aStatementPassesAndAnAttackIsRefusedOnAnyPort(Family family) throws Exception {
        // Given
        var host = family.pod(PORT).getAddress().getHostAddress();
        // When
        var good = client(host, "SELECT 6 * 7");
        var attack = client(host, "SELECT 1 FROM DUAL WHERE 'a' = '' OR 1=1");
        // Then
        assertThat(good).contains("42");
        assertThat(attack).contains("ERROR 1227 (42000)").contains("mysql-tautology");
        proxy.event(event -> event.path("rule").asText().equals("mysql-tautology")
                && event.path("side").asText().equals("ingress"));
    }

    private String client(String host, String statement) {
        var result = network.client()
                .run(
                        "mariadb",
                        "--no-defaults",
                        "-h",
                        host,
                        "-P",
                        String.valueOf(PORT),
                        "-uapp",
                        "-psecret",
                        "-e",
                        statement);
        return result.out() + result.err();
    }
}
