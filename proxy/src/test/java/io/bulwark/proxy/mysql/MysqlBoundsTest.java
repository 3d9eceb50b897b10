package io.bulwark.proxy.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.ProxyInOwnProcess;
import io.bulwark.proxy.testing.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large statements, large values and long pipelines pass a proxy that has less memory than they have bytes, read to their end. */
@Timeout(180)
class MysqlBoundsTest {
    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: test}
            spec: {mode: Enforce}
            """;

    /** As the launcher starts the proxy. */
    private static final String HEAP = "48m";

    private static final int STATEMENT = 20_000_000;
    private static final int VALUE = 100 * 1024 * 1024;
    private static final int PIECE = 1 << 20;
    private static final int PIPELINE = 100_000;
    private static final int EACH_TIME = 10_000;

    @TempDir
    private static Path folder;

    private static DatabaseServer server;
    private static ProxyInOwnProcess proxy;

    private RawMysql client;

    @BeforeAll
    static void start() throws IOException {
        server = DatabaseServer.start(
                Brand.MARIADB, Files.createDirectory(folder.resolve("server")), "--max-allowed-packet=256M");
        proxy = ProxyInOwnProcess.before(
                server.address(), POLICY, Files.createDirectory(folder.resolve("proxy")), HEAP);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        server.close();
    }

    @BeforeEach
    void connect() throws IOException {
        client = RawMysql.connect(proxy.address());
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
        assertThat(proxy.isAlive()).as(proxy.output()).isTrue();
    }

    /** Writes a statement of two packets. */
    private void write(String begin, String end) throws IOException {
        var payload = new byte[1 + begin.length() + STATEMENT + end.length()];
        Arrays.fill(payload, (byte) 'x');
        payload[0] = 3;
        copy(begin, payload, 1);
        copy(end, payload, payload.length - end.length());
        client.out().write(RawMysql.packet(0, Arrays.copyOf(payload, RawMysql.MAX_PACKET)));
        client.out().write(RawMysql.packet(1, Arrays.copyOfRange(payload, RawMysql.MAX_PACKET, payload.length)));
    }

    private static void copy(String text, byte[] target, int at) {
        for (var index = 0; index < text.length(); index++) {
            target[at + index] = (byte) text.charAt(index);
        }
    }

    @Test
    void aStatementOfTwentyMegabytesPasses() throws IOException {
        // When
        write("SELECT LENGTH('", "')");
        // Then
        assertThat(client.receive()).isEqualTo("\1");
        assertThat(client.value()).isEqualTo(String.valueOf(STATEMENT));
    }

    @Test
    void anAttackAtTheEndOfALargeStatementNeverRuns() throws IOException {
        // When
        write("SELECT LENGTH('", "') OR 1=1");
        // Then
        assertThat(client.receive()).isEqualTo("closed");
        Deadline.await(
                "an event of the statement",
                () -> proxy.events().stream()
                        .anyMatch(event -> event.path("rule").asText().equals("mysql-tautology")
                                && event.path("verdict").asText().equals("denied")));
    }

    private String execute(String end) throws IOException {
        client.out().write(RawMysql.command(0x16, "SELECT LENGTH(?)"));
        var prepared = client.receive();
        var statement = prepared.substring(1, 5);
        for (var packet = 0; packet < 4; packet++) {
            client.receive();
        }
        var piece = "v".repeat(PIECE);
        for (var sent = 0; sent < VALUE; sent += PIECE) {
            client.out().write(RawMysql.command(0x18, statement + "\0\0" + piece));
        }
        client.out().write(RawMysql.command(0x18, statement + "\0\0" + end));
        client.out().write(RawMysql.command(0x17, statement + "\0\1\0\0\0\0\1\u00fc\0"));
        return client.receive();
    }

    @Test
    void aValueOfAHundredMegabytesPasses() throws IOException {
        // When
        var answer = execute("end");
        // Then
        assertThat(answer).isEqualTo("\1");
        client.receive();
    }

    @Test
    void anExecutionWithAnAttackAtTheEndOfALargeValueIsRefused() throws IOException {
        // When
        var answer = execute("lib_mysqludf_sys");
        // Then
        assertThat(answer).startsWith(RawMysql.REFUSED);
    }

    @Test
    void aPipelineThatIsWrittenBeforeAnyAnswerIsReadStaysInStep() throws IOException {
        // Given
        var commands = new ByteArrayOutputStream();
        for (var index = 1; index <= PIPELINE; index++) {
            commands.writeBytes(RawMysql.command(3, index % EACH_TIME == 0 ? "DO 2 OR 1=1" : "DO 1"));
        }
        // When
        client.out().write(commands.toByteArray());
        // Then
        for (var index = 1; index <= PIPELINE; index++) {
            assertThat(client.receive()).startsWith(index % EACH_TIME == 0 ? RawMysql.REFUSED : "\0");
        }
    }
}
