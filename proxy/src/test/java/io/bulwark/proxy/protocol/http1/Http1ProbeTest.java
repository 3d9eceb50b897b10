package io.bulwark.proxy.protocol.http1;

import static io.bulwark.proxy.protocol.Probe.Answer.MORE;
import static io.bulwark.proxy.protocol.Probe.Answer.NO;
import static io.bulwark.proxy.protocol.Probe.Answer.YES;
import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http1ProbeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "get /",
                "GET\r",
                "POST\0",
                "\r\n\r\nGET ",
                "BREW /pot HTTP/1.",
                "X y HTTP HTTP/1."
            })
    void theseAreHttp(String bytes) {
        assertThat(byteByByte(bytes)).isEqualTo(YES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0\r\n",
                "BREW /pot HTTP/2.0\r\n",
                "EHLO mail\r\n",
                "*1\r\n",
                "\u0016\u0003\u0001",
                "PING\r\n",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void theseAreNot(String bytes) {
        assertThat(byteByByte(bytes)).isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET", "\r\n", "BREW /pot HTTP/1"})
    void theseCanStillBecomeHttp(String bytes) {
        assertThat(byteByByte(bytes)).isEqualTo(MORE);
    }

    @Test
    void aServerThatSpeaksFirstIsNoHttpServer() {
        assertThat(new Http1Probe().read(Direction.TO_CLIENT, new NativeBytes("H").show(new ByteView(), 0)))
                .isEqualTo(NO);
    }

    @Test
    void lineEndsAndLinesAreBounded() {
        assertThat(byteByByte("\r\n".repeat(8))).isEqualTo(MORE);
        assertThat(byteByByte("\r\n".repeat(8) + "\r")).isEqualTo(NO);
        assertThat(byteByByte("BREW " + "x".repeat(9000))).isEqualTo(NO);
    }

    private static Probe.Answer byteByByte(String bytes) {
        var probe = new Http1Probe();
        var answer = MORE;
        for (var index = 0; index < bytes.length() && answer == MORE; index++) {
            answer = probe.read(
                    Direction.TO_SERVER,
                    new NativeBytes(bytes.substring(index, index + 1)).show(new ByteView(), index));
        }
        return answer;
    }
}
