package io.bulwark.proxy.protocol.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;

/**
 * Hostile blocks; the inputs that are kept are replayed by the build, {@code JAZZER_FUZZ=1} looks for new ones.
 *
 * <p>An input is the blocks of one connection, each behind a byte that is its length.
 */
@Tag("fuzz")
class HpackFuzzTest {
    private static final int MAX_TABLE = 4096;
    private static final int PLAIN = 1 << 20;

    /**
     * What we refuse and Netty may take: integers that are longer than anything needs, be it by leading zeros, and more
     * size updates than there can be changes to tell of.
     */
    private static final EnumSet<HpackFault> STRICTER =
            EnumSet.of(HpackFault.INTEGER_TOO_LARGE, HpackFault.TOO_MANY_SIZE_UPDATES);

    /** Neither name nor value: nothing that HTTP can mean, and Netty keeps its table differently then. */
    private static final String EMPTY_FIELD = ": ";

    @FuzzTest
    void howBlocksArriveChangesNothing(byte[] input) {
        // Given
        var random = new Random(Arrays.hashCode(input));
        var limits = List.of(random.nextInt(400), random.nextInt(200), random.nextInt(16));
        var whole = new Reader(MAX_TABLE, new HeaderText(limits.get(0), limits.get(1), limits.get(2)));
        var cut = new Reader(MAX_TABLE, new HeaderText(limits.get(0), limits.get(1), limits.get(2)));
        var wide = new Reader(MAX_TABLE);
        for (var block : blocks(input)) {
            // When
            var expected = whole.read(block);
            var fault = cut.readInPieces(block, random);
            // Then
            assertThat(fault).isEqualTo(expected).isEqualTo(wide.read(block));
            assertThat(result(cut)).isEqualTo(result(whole));
            var kept = cut.fields();
            assertThat(kept).isEqualTo(wide.fields().subList(0, kept.size()));
            assertThat(kept.size() == wide.fields().size() || cut.text.overflowed())
                    .isTrue();
            if (fault == null) {
                assertThat(cut.table()).isEqualTo(wide.table());
            }
        }
    }

    @FuzzTest
    void blocksMeanWhatNettyTakesThemFor(byte[] input) {
        // Given
        var reader = new Reader(MAX_TABLE);
        var netty = new NettyHpack(PLAIN);
        HpackFault fault = null;
        for (var blocks = blocks(input).iterator(); blocks.hasNext() && fault == null; ) {
            var block = blocks.next();
            // When
            fault = reader.read(block);
            if (reader.fields().contains(EMPTY_FIELD)) {
                return;
            }
            // Then
            if (fault == null || !STRICTER.contains(fault)) {
                assertThat(netty.decode(block)).isEqualTo(fault == null ? reader.pseudoFirst() : null);
            }
        }
    }

    @FuzzTest
    void whatIsWrittenAnewMeansTheSame(byte[] input) {
        // Given
        var reader = new Reader(MAX_TABLE);
        var receiver = new Reader(MAX_TABLE);
        var netty = new NettyHpack(PLAIN);
        var encoder = new HpackEncoder();
        for (var block : blocks(input)) {
            if (reader.read(block) != null) {
                return;
            }
            // When
            var written = encoder.addSizeUpdates(reader.decoder.smallestSizeUpdate(), reader.decoder.lastSizeUpdate())
                    .add(reader.text, reader.text.count())
                    .take();
            // Then
            assertThat(netty.decode(written)).isEqualTo(reader.pseudoFirst());
            assertThat(receiver.read(written)).isNull();
            assertThat(result(receiver)).isEqualTo(result(reader));
        }
    }

    private static List<Object> result(Reader reader) {
        var sensitive = new ArrayList<Boolean>();
        for (var field = 0; field < reader.text.count(); field++) {
            sensitive.add(reader.text.sensitive(field));
        }
        return List.of(
                reader.lines(),
                reader.fields(),
                sensitive,
                reader.text.overflowed(),
                reader.decoder.smallestSizeUpdate(),
                reader.decoder.lastSizeUpdate());
    }

    private static List<byte[]> blocks(byte[] input) {
        var blocks = new ArrayList<byte[]>();
        for (var from = 0; from < input.length; ) {
            var to = Math.min(input.length, from + 1 + (input[from] & 0xFF));
            blocks.add(Arrays.copyOfRange(input, from + 1, to));
            from = to;
        }
        return blocks;
    }
}
