package io.bulwark.proxy.protocol.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.stream.ByteView;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private final Layout layout = new Layout();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    @Test
    void partsAreFoundHoweverTheFrameIsCut() {
        // Given
        var frame = bytes("03" + "8000000f" + "61626364" + "000000");
        for (var size = 1; size <= frame.length; size++) {
            // When
            var wrong = read(frame, true, 4, size);
            // Then
            assertThat(wrong).isNull();
            assertThat(content.toString(StandardCharsets.US_ASCII)).isEqualTo("abcd");
            assertThat(layout.contentLength()).isEqualTo(4);
            assertThat(layout.promised()).isEqualTo(15);
        }
    }

    @Test
    void aPlainFrameIsAllContent() {
        // Given
        var frame = bytes("0361626300");
        // When
        var wrong = read(frame, false, 0, 2);
        // Then
        assertThat(wrong).isNull();
        assertThat(content.toByteArray()).isEqualTo(frame);
    }

    @Test
    void aFrameMayBeAllPadding() {
        // Given
        var frame = bytes("03000000");
        // When
        var wrong = read(frame, true, 0, 1);
        // Then
        assertThat(wrong).isNull();
        assertThat(layout.contentLength()).isZero();
    }

    @Test
    void paddingThatReachesIntoThePrefixIsWrong() {
        // Given
        var frame = bytes("01" + "00000002");
        for (var size = 1; size <= frame.length; size++) {
            // When
            var wrong = read(frame, true, 4, size);
            // Then
            assertThat(wrong).isEqualTo(Http2Anomaly.INVALID_PADDING);
        }
    }

    @Test
    void bytesInThePaddingAreWrong() {
        // Given
        var frame = bytes("02" + "61" + "0001");
        for (var size = 1; size <= frame.length; size++) {
            // When
            var wrong = read(frame, true, 0, size);
            // Then
            assertThat(wrong).isEqualTo(Http2Anomaly.INVALID_PADDING);
        }
    }

    @Test
    void aFrameNeedsRoomForWhatItsFlagsAnnounce() {
        // Given
        layout.begin(4, true, 4);
        // When
        var tooShort = layout.tooShort();
        // Then
        assertThat(tooShort).isTrue();
        layout.begin(5, true, 4);
        assertThat(layout.tooShort()).isFalse();
    }

    private @Nullable Http2Anomaly read(byte[] frame, boolean padded, int prefix, int size) {
        content.reset();
        layout.begin(frame.length, padded, prefix);
        for (var from = 0; from < frame.length; from += size) {
            var piece = new NativeBytes(Arrays.copyOfRange(frame, from, Math.min(frame.length, from + size)));
            var wrong = layout.read(piece.show(new ByteView(), 0));
            if (wrong != null) {
                return wrong;
            }
            var part = new byte[layout.content().length()];
            layout.content().copyTo(0, part, 0, part.length);
            content.writeBytes(part);
        }
        return null;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
