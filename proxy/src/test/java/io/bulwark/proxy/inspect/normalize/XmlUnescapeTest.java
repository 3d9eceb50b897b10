package io.bulwark.proxy.inspect.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XmlUnescapeTest {
    private final XmlUnescape xml = new XmlUnescape();
    private final ByteArrayOutputStream decoded = new ByteArrayOutputStream();

    private void feed(byte[] piece) {
        try (var arena = Arena.ofConfined()) {
            var from = arena.allocate(Math.max(1, piece.length));
            var to = arena.allocate(piece.length + Unescape.MAX_CARRIED);
            MemorySegment.copy(piece, 0, from, ValueLayout.JAVA_BYTE, 0, piece.length);
            take(to, xml.decode(from.address(), piece.length, to.address()));
        }
    }

    private String finish() {
        try (var arena = Arena.ofConfined()) {
            var to = arena.allocate(Unescape.MAX_CARRIED);
            take(to, xml.finish(to.address()));
        }
        return decoded.toString(UTF_8);
    }

    private void take(MemorySegment from, int count) {
        assertThat((long) count).isLessThanOrEqualTo(from.byteSize());
        decoded.writeBytes(from.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "&lt;script&gt;           | <script>",
                "&quot;&apos;&amp;        | \"'&",
                "&#60;&#x3c;&#x3C;&#X3C;   | <<<<",
                "&#0000000000000000000060; | <",
                "&#x00000000000000000003c; | <",
                "&#233;&#x20ac;&#128512;  | é€😀",
                "&amp;lt;                 | &lt;",
            })
    void referencesBecomeWhatTheyStandFor(String text, String expected) {
        // When
        feed(text.getBytes(UTF_8));
        // Then
        assertThat(finish()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "a & b &",
                "&nbsp; &euro; &LT; &lt &;",
                "&# &#; &#x &#x; &#xg; &#6a; &#-1; &#",
                "&#0; &#1114112; &#x110000; &#99999999; &#999999999;",
                "&&#&#x&",
            })
    void whatIsNoReferenceStays(String text) {
        // When
        feed(text.getBytes(UTF_8));
        // Then
        assertThat(finish()).isEqualTo(text);
    }

    @Test
    void everyCutGivesTheSame() {
        // Given
        var text = "<a b='&#x0063;'>&lt;&unknown;&#233;&&amp;&#x1F600;&#99999999;</a>&#x4".getBytes(UTF_8);
        feed(text);
        var expected = finish();
        for (var cut = 0; cut <= text.length; cut++) {
            decoded.reset();
            xml.reset();
            // When
            feed(Arrays.copyOf(text, cut));
            feed(Arrays.copyOfRange(text, cut, text.length));
            // Then
            assertThat(finish()).as("cut at %d", cut).isEqualTo(expected);
        }
    }

    @Test
    void aValueThatIsCutShortLeavesNothingForTheNext() {
        // Given
        feed("&#6".getBytes(UTF_8));
        // When
        xml.reset();
        feed("0;".getBytes(UTF_8));
        // Then
        assertThat(finish()).isEqualTo("0;");
    }
}
