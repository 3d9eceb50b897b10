package io.bulwark.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineSourceTest {

    @Test
    void aLineAtTheBoundIsWholeAndOneThatIsLongerIsPassedOverAllButItsStart() throws IOException {
        // Given
        var lines = source("a".repeat(1000) + "\n" + "b".repeat(1001) + "\nnext\n");
        // Then
        assertThat(lines.next()).isEqualTo(new LineSource.Line("a".repeat(1000), true));
        assertThat(lines.next()).isEqualTo(new LineSource.Line("b".repeat(512), false));
        assertThat(lines.next()).isEqualTo(new LineSource.Line("next", true));
        assertThatExceptionOfType(EOFException.class).isThrownBy(lines::next);
    }

    @Test
    void aLineWithoutEndIsNotReadForEver() throws IOException {
        // Given
        var lines = source("c".repeat((16 << 20) + 1));
        // Then
        assertThatExceptionOfType(IOException.class).isThrownBy(lines::next).withMessageContaining("longer than");
    }

    @Test
    void aRefusalSaysWhyInOneLineThatIsFitForALog() {
        // Given
        var refused = new LineSource(
                new ByteArrayInputStream(
                        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 26\r\n\r\nthe API \u0007server is away\nmore"
                                .getBytes(StandardCharsets.US_ASCII)),
                1000);
        // Then
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(refused::head)
                .withMessage("the control plane answered HTTP/1.1 503 Service Unavailable: the API ?server is away");
    }

    @Test
    void aRefusalThatEndsEarlyOrHasNoEndIsARefusalAllTheSame() {
        for (var body : new String[] {"", "half", "x".repeat(5000)}) {
            // Given
            var refused = new LineSource(
                    new ByteArrayInputStream(
                            ("HTTP/1.1 401 Unauthorized\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII)),
                    1000);
            // Then
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(refused::head)
                    .withMessage("the control plane answered HTTP/1.1 401 Unauthorized");
        }
    }

    private static LineSource source(String body) throws IOException {
        var bytes = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length())
                        + "\r\n" + body + "\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        var lines = new LineSource(new ByteArrayInputStream(bytes), 1000);
        lines.head();
        return lines;
    }
}
