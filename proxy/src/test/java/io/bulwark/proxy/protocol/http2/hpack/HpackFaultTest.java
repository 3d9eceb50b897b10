package io.bulwark.proxy.protocol.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault, and beside it the block next to it that is none. */
class HpackFaultTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            # the last static entry, and an index behind it while the dynamic table is empty
            bd, NONE
            be, INVALID_INDEX
            80, INVALID_INDEX
            # the same for the names of literals, with indexing and without
            7d0161, NONE
            7e0161, INVALID_INDEX
            0f2e0161, NONE
            0f2f0161, INVALID_INDEX
            1f2f0161, INVALID_INDEX
            # one dynamic entry
            40016101 62be, NONE
            40016101 62bf, INVALID_INDEX
            # four continuation bytes, and five
            0400 047f80808000, TRUNCATED
            0400 047f80808080, INTEGER_TOO_LARGE
            ff80808000, INVALID_INDEX
            ffffffff7f, INVALID_INDEX
            ffffffffff, INTEGER_TOO_LARGE
            3fffffff7f, TABLE_TOO_LARGE
            3fffffffff, INTEGER_TOO_LARGE
            # padding of 3 bits, which are to be ones
            04811f, NONE
            048118, HUFFMAN_PADDING
            04811b, HUFFMAN_PADDING
            # padding of 7 bits behind five letters, and of 8 bits behind a symbol of 8
            048418c6318c7f, HUFFMAN_PADDING
            04841863 18ff, NONE
            0481f8, NONE
            0482f8ff, HUFFMAN_PADDING
            # 24 ones are padding that is too long, 32 have the end of the string in them
            0483ffffff, HUFFMAN_PADDING
            0484ffffffff, HUFFMAN_END_OF_STRING
            0485ffffffffff, HUFFMAN_END_OF_STRING
            # a string that ends within a long code
            0481fe, HUFFMAN_PADDING
            # size updates
            20 82, NONE
            82 20, LATE_SIZE_UPDATE
            0400 20, LATE_SIZE_UPDATE
            20 3fe11f 82, NONE
            20 3fe11f 20, TOO_MANY_SIZE_UPDATES
            3fe11f, NONE
            3fe21f, TABLE_TOO_LARGE
            # nothing at all
            '', NONE
            """)
    void blocksHaveTheFaultThatTheyHave(String block, String expected) {
        // Given
        var reader = new Reader(4096);
        // When
        var fault = reader.read(block);
        // Then
        assertThat(fault == null ? "NONE" : fault.name()).isEqualTo(expected);
    }

    @Test
    void everyBlockThatEndsInsideAFieldIsTruncated() {
        var block = Reader.hex("4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf");
        for (var length = 1; length < block.length; length++) {
            // Given
            var reader = new Reader();
            // When
            var fault = reader.read(Arrays.copyOf(block, length));
            // Then
            assertThat(fault).isEqualTo(HpackFault.TRUNCATED);
            assertThat(reader.fields()).isEmpty();
        }
    }

    @Test
    void afterAFaultEveryBlockHasThatFault() {
        // Given
        var reader = new Reader();
        reader.read("82 80 84");
        assertThat(reader.fields()).containsExactly(":method: GET");
        // When
        var fault = reader.read("82");
        // Then
        assertThat(fault).isEqualTo(HpackFault.INVALID_INDEX);
        assertThat(reader.fields()).isEmpty();
    }

    @Test
    void aFieldWhoseValueIsFaultyIsNotKept() {
        // Given
        var reader = new Reader();
        // When
        reader.read("82 048118");
        // Then
        assertThat(reader.fields()).containsExactly(":method: GET");
    }

    @Test
    void sizeUpdatesAreToldPerBlock() {
        // Given
        var reader = new Reader();
        reader.read("30 2a 82");
        var first = List.of(reader.decoder.smallestSizeUpdate(), reader.decoder.lastSizeUpdate());
        reader.read("2a 30 82");
        var second = List.of(reader.decoder.smallestSizeUpdate(), reader.decoder.lastSizeUpdate());
        // When
        reader.read("82");
        // Then
        assertThat(first).containsExactly(10, 10);
        assertThat(second).containsExactly(10, 16);
        assertThat(reader.decoder.smallestSizeUpdate()).isEqualTo(-1);
        assertThat(reader.decoder.lastSizeUpdate()).isEqualTo(-1);
    }

    @Test
    void aTableThatMayBeNothingTakesNoOtherSize() {
        // Given
        var reader = new Reader(0);
        // When
        var nothing = reader.read("20 4001610162");
        var one = reader.read("21");
        // Then
        assertThat(nothing).isNull();
        assertThat(one).isEqualTo(HpackFault.TABLE_TOO_LARGE);
    }

    /** RFC 7541 section 4.4: the entry whose name is used may be the one that has to go for the new one. */
    @Test
    void aNewEntryMayPushOutTheOneThatItHasItsNameFrom() {
        // Given
        var reader = new Reader();
        reader.read("3f07 4003616263 0131");
        // When
        var fault = reader.read("7e 03 313233 be");
        // Then
        assertThat(fault).isNull();
        assertThat(reader.fields()).containsExactly("abc: 123", "abc: 123");
    }

    @Test
    void anEntryThatIsLargerThanTheTableEmptiesIt() {
        // Given
        var reader = new Reader();
        reader.read("3f07 4003616263 0131");
        // When
        var fault = reader.read("4003616263 04 31323334 be");
        // Then
        assertThat(reader.fields()).containsExactly("abc: 1234");
        assertThat(fault).isEqualTo(HpackFault.INVALID_INDEX);
    }
}
