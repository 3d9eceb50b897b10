package io.bulwark.proxy.protocol.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeaderTextTest {
    private static final int PLENTY = 1 << 20;
    private static final String AB_INDEXED = "4001610162";
    private static final String FIRST_DYNAMIC = "be";

    @Test
    void aLineMayBeAsLongAsTheLimit() {
        for (var huffman : List.of(0, PLENTY)) {
            // Given
            var exact = new Reader(4096, new HeaderText(PLENTY, 20, PLENTY));
            var over = new Reader(4096, new HeaderText(PLENTY, 19, PLENTY));
            var block = new NettyHpack(huffman).encode(List.of(Map.entry("name", "fourteen bytes")));
            // When
            exact.read(block);
            over.read(block);
            // Then
            assertThat(exact.fields()).containsExactly("name: fourteen bytes");
            assertThat(exact.text.overflowed()).isFalse();
            assertThat(over.fields()).isEmpty();
            assertThat(over.text.overflowed()).isTrue();
        }
    }

    @Test
    void theTextMayBeAsLongAsTheLimit() {
        // Given
        var exact = new Reader(4096, new HeaderText(".method: GET\r\n:path: /\r\n".length(), PLENTY, PLENTY));
        var over = new Reader(4096, new HeaderText(".method: GET\r\n:path: /\r".length(), PLENTY, PLENTY));
        // When
        exact.read("82 84");
        over.read("82 84");
        // Then
        assertThat(exact.lines()).isEqualTo(":method: GET\r\n:path: /\r\n");
        assertThat(exact.text.overflowed()).isFalse();
        assertThat(over.lines()).isEqualTo(":method: GET\r\n");
        assertThat(over.text.overflowed()).isTrue();
    }

    @Test
    void thereMayBeAsManyFieldsAsTheLimit() {
        // Given
        var exact = new Reader(4096, new HeaderText(PLENTY, PLENTY, 2));
        var over = new Reader(4096, new HeaderText(PLENTY, PLENTY, 1));
        // When
        exact.read("82 0401 2f");
        over.read("82 0401 2f");
        // Then
        assertThat(exact.fields()).containsExactly(":method: GET", ":path: /");
        assertThat(exact.text.overflowed()).isFalse();
        assertThat(over.fields()).containsExactly(":method: GET");
        assertThat(over.text.overflowed()).isTrue();
    }

    @Test
    void nothingIsKeptBehindTheFieldThatPassedALimit() {
        // Given
        var reader = new Reader(4096, new HeaderText(PLENTY, 12, PLENTY));
        // When
        var fault = reader.read("82 83 82 " + AB_INDEXED);
        // Then
        assertThat(fault).isNull();
        assertThat(reader.fields()).containsExactly(":method: GET");
        assertThat(reader.text.overflowed()).isTrue();
    }

    @Test
    void theTableGetsWhatTheTextHasNoRoomFor() {
        // Given
        var reader = new Reader(4096, new HeaderText(PLENTY, PLENTY, 0));
        reader.read(AB_INDEXED);
        assertThat(reader.text.overflowed()).isTrue();
        var wide = new HeaderText(PLENTY, PLENTY, PLENTY);
        // When
        reader.decoder.begin(wide);
        reader.piece(Reader.hex(FIRST_DYNAMIC), 0, 1);
        // Then
        assertThat(Reader.fields(wide)).containsExactly("a: b");
    }

    @Test
    void aFieldThatFitsNeitherTextNorTableEmptiesTheTable() {
        // Given
        var reader = new Reader(4096, new HeaderText(PLENTY, 4, PLENTY));
        reader.read("3f07 " + AB_INDEXED);
        // When
        var fault = reader.read("40016107 31323334353637" + FIRST_DYNAMIC);
        // Then
        assertThat(fault).isEqualTo(HpackFault.INVALID_INDEX);
    }

    @Test
    void anOverflowKeepsTheTableInStep() {
        var random = new Random(7541);
        for (var connection = 0; connection < 300; connection++) {
            // Given
            var limits = List.of(random.nextInt(600), random.nextInt(150), random.nextInt(12));
            var wide = new Reader(8192);
            var narrow = new Reader(8192, new HeaderText(limits.get(0), limits.get(1), limits.get(2)));
            var fields = new RandomFields(random);
            for (var block : fields.blocks(6, 8192)) {
                // When
                assertThat(wide.read(block)).isNull();
                assertThat(narrow.readInPieces(block, random)).isNull();
                // Then
                var kept = narrow.fields();
                assertThat(kept).isEqualTo(wide.fields().subList(0, kept.size()));
                assertThat(narrow.text.overflowed())
                        .isEqualTo(kept.size() < wide.fields().size());
                assertThat(narrow.table()).isEqualTo(wide.table());
            }
        }
    }

    /** Whether a line is too long must not depend on where a fault behind it is found. */
    @Test
    void aTextOverflowsBeforeAFaultHoweverTheBlockIsCut() {
        var block = Reader.hex("0489 18c6318c63 ffffffff");
        for (var cut = 0; cut <= block.length; cut++) {
            // Given
            var reader = new Reader(4096, new HeaderText(PLENTY, ":path: aaaa".length(), PLENTY));
            // When
            var fault = reader.read(block, cut);
            // Then
            assertThat(fault).isEqualTo(HpackFault.HUFFMAN_END_OF_STRING);
            assertThat(reader.text.overflowed()).isTrue();
        }
    }

    /** A table full of the smallest entries, over and over: as many as fit, and one more. */
    @Test
    void theTableHoldsAsManyEmptyFieldsAsItMay() {
        for (var entries : List.of(1, 2, 3, 8, 128)) {
            // Given
            var reader = new Reader();
            reader.read(new HpackEncoder()
                    .addSizeUpdates(DynamicTable.ENTRY_OVERHEAD * entries, DynamicTable.ENTRY_OVERHEAD * entries)
                    .take());
            for (var round = 0; round <= 2 * entries; round++) {
                // When
                reader.read("400000");
                // Then
                assertThat(reader.table()).hasSize(Math.min(entries, round + 1)).containsOnly(": ");
            }
        }
    }

    /** As long as nobody can use what a literal says, its length is only a number. */
    @Test
    void aLiteralOfAnyLengthTakesBoundedMemory() {
        // Given
        var reader = new Reader(4096, new HeaderText(4096, 2048, 16));
        var piece = new byte[1 << 16];
        java.util.Arrays.fill(piece, (byte) 'a');
        reader.begin();
        // When
        reader.piece(Reader.hex("40 7fffffff7f"), 0, 6);
        for (var round = 0; round < 100; round++) {
            reader.piece(piece, 0, piece.length);
        }
        // Then
        assertThat(reader.text.memory().capacity()).isLessThanOrEqualTo(8192);
        assertThat(reader.text.overflowed()).isTrue();
        assertThat(reader.decoder.end()).isEqualTo(HpackFault.TRUNCATED);
    }

    @Test
    void aLineMayCopyTheValueOfAnother() {
        // Given
        var reader = new Reader();
        reader.read("82 1008 7061 7373 776f 7264 0673 6563 7265 74");
        // When
        reader.text.addCopy("x".getBytes(StandardCharsets.US_ASCII), 0);
        reader.text.addCopy("y".getBytes(StandardCharsets.US_ASCII), 1);
        // Then
        assertThat(reader.fields()).containsExactly(":method: GET", "password: secret", "x: GET", "y: secret");
        assertThat(IntStream.range(0, 4).mapToObj(reader.text::sensitive)).containsExactly(false, true, false, true);
        assertThat(reader.lines()).isEqualTo(":method: GET\r\npassword: secret\r\nx: GET\r\ny: secret\r\n");
    }

    @Test
    void aCopyThatPassesALimitIsNotKept() {
        // Given
        var reader = new Reader(4096, new HeaderText(PLENTY, PLENTY, 1));
        reader.read("82");
        // When
        reader.text.addCopy("x".getBytes(StandardCharsets.US_ASCII), 0);
        // Then
        assertThat(reader.fields()).containsExactly(":method: GET");
        assertThat(reader.text.overflowed()).isTrue();
    }

    @Test
    void aClearedTextIsEmptyAndTakesFieldsAgain() {
        // Given
        var reader = new Reader(4096, new HeaderText(PLENTY, 12, PLENTY));
        reader.read("82 83");
        // When
        reader.read("82");
        // Then
        assertThat(reader.fields()).containsExactly(":method: GET");
        assertThat(reader.text.overflowed()).isFalse();
    }

    @Test
    void anEmptySectionHasAnEmptyText() {
        // Given
        var reader = new Reader();
        // When
        reader.read("");
        // Then
        assertThat(reader.text.count()).isZero();
        assertThat(reader.text.text().length()).isZero();
    }
}
