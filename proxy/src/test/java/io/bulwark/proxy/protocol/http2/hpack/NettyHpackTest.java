package io.bulwark.proxy.protocol.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Netty's implementation as the other opinion. {@link HpackFuzzTest} goes on where the known blocks end. */
class NettyHpackTest {
    private static final int MAX_TABLE = 8192;
    private static final int PLAIN = 1 << 20;

    @Test
    void weReadWhatNettyWrites() {
        var random = new Random(9113);
        for (var connection = 0; connection < 500; connection++) {
            // Given
            var fields = new RandomFields(random);
            var netty = new NettyHpack(PLAIN);
            netty.tableOfDecoder(MAX_TABLE);
            var reader = new Reader(MAX_TABLE);
            for (var block : fields.blocks(8, MAX_TABLE)) {
                // When
                var fault = reader.readInPieces(block, random);
                // Then
                assertThat(fault).isNull();
                assertThat(reader.pseudoFirst()).isEqualTo(netty.decode(block));
            }
        }
    }

    @Test
    void nettyReadsWhatWeWrite() {
        var random = new Random(7540);
        for (var connection = 0; connection < 500; connection++) {
            // Given
            var reader = new Reader(MAX_TABLE);
            var encoder = new HpackEncoder();
            var netty = new NettyHpack(PLAIN);
            netty.tableOfDecoder(MAX_TABLE);
            for (var block : new RandomFields(random).blocks(8, MAX_TABLE)) {
                reader.read(block);
                // When
                var written = encoder.addSizeUpdates(
                                reader.decoder.smallestSizeUpdate(), reader.decoder.lastSizeUpdate())
                        .add(reader.text, reader.text.count())
                        .take();
                // Then
                assertThat(netty.decode(written)).isEqualTo(reader.pseudoFirst());
            }
        }
    }

    @Test
    void everySymbolOfTheHuffmanCodeIsRead() {
        for (var symbol = 0; symbol < 256; symbol++) {
            // Given
            var reader = new Reader();
            /* Netty uses the code where it is shorter, so each symbol is put among letters. */
            var value = "aaaaaaaaaaaaaaaaaaaaaaaa" + (char) symbol + "eeeeeeeeeeeeeeeeeeee";
            var block = new NettyHpack(0).encode(List.of(Map.entry("x", value)));
            assertThat(block.length).isLessThan(value.length());
            // When
            reader.read(block);
            // Then
            assertThat(reader.fields()).containsExactly("x: " + value);
        }
    }

    @Test
    void everyEntryOfTheStaticTableIsNettys() {
        // Given
        var block = new byte[StaticTable.LAST];
        IntStream.range(0, block.length).forEach(index -> block[index] = (byte) (0x81 + index));
        var reader = new Reader();
        // When
        reader.read(block);
        // Then
        assertThat(reader.fields()).isEqualTo(new NettyHpack(PLAIN).decode(block));
    }
}
