package io.bulwark.proxy.protocol.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HpackEncoderTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void pairsOfTheStaticTableAreOneByte() {
        // Given
        var encoder = new HpackEncoder();
        // When
        var block = encoder.add(":status", "200")
                .add(":status", "500")
                .add(":method", "POST")
                .add("accept-encoding", "gzip, deflate")
                .add("via", "")
                .take();
        // Then
        assertThat(HEX.formatHex(block)).isEqualTo("88" + "8e" + "83" + "90" + "bc");
    }

    @Test
    void anAnswerOfOurOwnNamesWhatItCan() {
        // Given
        var encoder = new HpackEncoder();
        // When
        var block = encoder.add(":status", "403").add("grpc-status", "7").take();
        // Then
        assertThat(HEX.formatHex(block)).isEqualTo("0803343033" + "000b677270632d73746174757301" + "37");
    }

    @Test
    void whatWasNeverIndexedStaysSo() {
        // Given
        var reader = new Reader();
        reader.read("1203 474554 1008 7061 7373 776f 7264 0673 6563 7265 74");
        // When
        var block = new HpackEncoder().add(reader.text, 2).take();
        // Then
        assertThat(HEX.formatHex(block)).isEqualTo("1203474554" + "1008" + "70617373776f7264" + "06" + "736563726574");
    }

    @Test
    void linesBehindTheFieldsOfTheSenderAreLeftOut() {
        // Given
        var reader = new Reader();
        reader.read("82 84");
        reader.text.addCopy(new byte[] {'x'}, 0);
        // When
        var block = new HpackEncoder().add(reader.text, 2).take();
        // Then
        assertThat(HEX.formatHex(block)).isEqualTo("8284");
    }

    @Test
    void aSectionThatIsNotAllThereIsNotWritten() {
        // Given
        var reader = new Reader(4096, new HeaderText(4096, 4096, 1));
        reader.read("82 84");
        var encoder = new HpackEncoder();
        // When
        var thrown = catchThrowable(() -> encoder.add(reader.text, 1));
        // Then
        assertThat(thrown).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sizeUpdatesAreRepeatedInFront() {
        // Given
        var encoder = new HpackEncoder();
        // When
        var none = encoder.addSizeUpdates(-1, -1).add(":path", "/").take();
        var one = encoder.addSizeUpdates(30, 30).add(":path", "/").take();
        var two = encoder.addSizeUpdates(0, 4096).add(":path", "/").take();
        // Then
        assertThat(HEX.formatHex(none)).isEqualTo("84");
        assertThat(HEX.formatHex(one)).isEqualTo("3e" + "84");
        assertThat(HEX.formatHex(two)).isEqualTo("20" + "3fe11f" + "84");
    }

    @Test
    void longStringsHaveLongLengths() {
        for (var length : new int[] {0, 126, 127, 128, 254, 255, 256, 16_383, 16_510, 16_511, 100_000}) {
            // Given
            var value = "v".repeat(length);
            var reader = new Reader();
            // When
            var block = new HpackEncoder().add("name", value).take();
            // Then
            assertThat(reader.read(block)).isNull();
            assertThat(reader.fields()).containsExactly("name: " + value);
        }
    }
}
