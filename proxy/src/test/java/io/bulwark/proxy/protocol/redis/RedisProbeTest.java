package io.bulwark.proxy.protocol.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.Probe.Answer;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisProbeTest {
    @ParameterizedTest
    @CsvSource({
        "TO_SERVER, *1~$4~PING~, YES",
        "TO_SERVER, *3~$3~, YES",
        "TO_SERVER, *3~$3, MORE",
        "TO_SERVER, *0~*1~$4~, YES",
        "TO_SERVER, *x, NO",
        "TO_SERVER, *1~+OK, NO",
        "TO_SERVER, *01~, NO",
        "TO_SERVER, PING~, YES",
        "TO_SERVER, ping, MORE",
        "TO_SERVER, config get dir~, YES",
        "TO_SERVER, get key~, NO",
        "TO_SERVER, set key 0 0 5~, NO",
        "TO_SERVER, QUIT~, NO",
        "TO_SERVER, GET / HTTP/1.1~, NO",
        "TO_SERVER, PING / HTTP/1.1~, NO",
        "TO_CLIENT, -ERR max number of clients reached~, YES",
        "TO_CLIENT, -DENIED Redis is running, YES",
        "TO_CLIENT, -ERR, MORE",
        "TO_CLIENT, -ERR POP3 is busy~, NO",
        "TO_CLIENT, 220 ready~, NO",
        "TO_CLIENT, +OK~, NO",
    })
    void theFirstBytesTellWhetherItIsRedis(Direction direction, String bytes, Answer expected) {
        // Given
        var text = bytes.replace("~", "\r\n");
        // When
        var whole = answer(direction, text, text.length());
        var byByte = answer(direction, text, 1);
        // Then
        assertThat(whole).isEqualTo(expected);
        assertThat(byByte).isEqualTo(expected);
    }

    private static Answer answer(Direction direction, String text, int size) {
        Probe probe = new RedisProbe();
        for (var from = 0; from < text.length(); from += size) {
            var piece = new NativeBytes(text.substring(from, Math.min(text.length(), from + size)));
            var answer = probe.read(direction, piece.show(new ByteView(), from));
            if (answer != Answer.MORE) {
                return answer;
            }
        }
        return Answer.MORE;
    }
}
