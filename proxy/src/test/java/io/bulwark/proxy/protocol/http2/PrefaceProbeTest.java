package io.bulwark.proxy.protocol.http2;

import static io.bulwark.proxy.protocol.Probe.Answer.MORE;
import static io.bulwark.proxy.protocol.Probe.Answer.NO;
import static io.bulwark.proxy.protocol.Probe.Answer.YES;
import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefaceProbeTest {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void aPrefaceIsToldHoweverItIsCut() {
        for (var cut = 0; cut < PREFACE.length; cut++) {
            // Given
            var probe = new PrefaceProbe();
            // When
            var first = cut == 0 ? MORE : read(probe, Direction.TO_SERVER, Arrays.copyOf(PREFACE, cut));
            var second = read(probe, Direction.TO_SERVER, Arrays.copyOfRange(PREFACE, cut, PREFACE.length));
            // Then
            assertThat(first).isEqualTo(MORE);
            assertThat(second).isEqualTo(YES);
        }
    }

    @Test
    void whatFollowsThePrefaceDoesNotMatter() {
        assertThat(read(new PrefaceProbe(), Direction.TO_SERVER, Arrays.copyOf(PREFACE, PREFACE.length + 9)))
                .isEqualTo(YES);
    }

    @Test
    void oneWrongByteAnywhereIsEnough() {
        for (var wrong = 0; wrong < PREFACE.length; wrong++) {
            // Given
            var bytes = PREFACE.clone();
            bytes[wrong] ^= 0x20;
            // When
            var answer = read(new PrefaceProbe(), Direction.TO_SERVER, bytes);
            // Then
            assertThat(answer).as("at %d", wrong).isEqualTo(NO);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"000000 04 00 00000000", "000006 04 00 00000000 0003 00000064", "00ffff 04 00 00000000"})
    void aServerMaySendItsSettingsFirst(String hex) {
        // Given
        var frame = bytes(hex);
        for (var cut = 0; cut < frame.length; cut++) {
            var probe = new PrefaceProbe();
            // When
            var first = cut == 0 ? MORE : read(probe, Direction.TO_CLIENT, Arrays.copyOf(frame, cut));
            var rest = read(probe, Direction.TO_CLIENT, Arrays.copyOfRange(frame, cut, frame.length));
            // Then
            assertThat(first).isEqualTo(MORE);
            assertThat(rest).isEqualTo(MORE);
            assertThat(read(probe, Direction.TO_SERVER, PREFACE)).isEqualTo(YES);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "010000 04 00 00000000",
                "000000 04 01 00000000",
                "000008 06 00 00000000",
                "000000 04 00 00000001",
                "48545450 2f",
                "2d 455252"
            })
    void aServerThatSaysSomethingElseSpeaksSomethingElse(String hex) {
        // Given
        var probe = new PrefaceProbe();
        var answer = MORE;
        // When
        for (var octet : bytes(hex)) {
            answer = answer == NO ? NO : read(probe, Direction.TO_CLIENT, octet);
        }
        // Then
        assertThat(answer).isEqualTo(NO);
    }

    private static byte[] bytes(String hex) {
        return java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static Probe.Answer read(Probe probe, Direction direction, byte... bytes) {
        return probe.read(direction, new NativeBytes(bytes).show(new ByteView(), 0));
    }
}
