package io.bulwark.proxy.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.ProxyInOwnProcess;
import io.bulwark.proxy.testing.Crowd;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand sessions of a real server at once, each of them read. */
class MysqlCrowdTest {
    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: test}
            spec: {mode: Enforce}
            """;

    private static final String HEAP = "224m";

    /** What one session may take of the process' memory. */
    private static final long BYTES_EACH = 40 * 1024;

    @TempDir
    private Path folder;

    @Test
    @Timeout(300)
    void eachOfTenThousandSessionsIsReadInBoundedMemory() throws Exception {
        // Given
        try (var server = DatabaseServer.start(
                        Brand.MARIADB,
                        Files.createDirectory(folder.resolve("server")),
                        "--max-connections=" + (Crowd.size() + 100),
                        "--thread-handling=pool-of-threads",
                        "--back-log=4096",
                        "--table-open-cache=64");
                var proxy = ProxyInOwnProcess.before(
                        server.address(), POLICY, Files.createDirectory(folder.resolve("proxy")), HEAP)) {
            var before = proxy.residentBytes();
            // When
            try (var crowd = Crowd.gather(proxy.address(), (number, socket) -> {
                var client = new RawMysql(socket);
                client.logIn();
                assertThat(client.value("SELECT " + number)).isEqualTo(String.valueOf(number));
            })) {
                // Then
                var each = (proxy.residentBytes() - before) / crowd.count();
                assertThat(each)
                        .as("bytes for each of %d sessions", crowd.count())
                        .isLessThan(BYTES_EACH);
                crowd.each(
                        (_, socket) -> assertThat(new RawMysql(socket).ask("SELECT 1 FROM DUAL WHERE 'a' = '' OR 1=1"))
                                .startsWith(RawMysql.REFUSED)
                                .contains("mysql-tautology"));
                crowd.each((number, socket) -> assertThat(new RawMysql(socket).value("SELECT " + number))
                        .isEqualTo(String.valueOf(number)));
            }
            assertThat(proxy.isAlive()).as(proxy.output()).isTrue();
        }
    }
}
