package io.bulwark.proxy.inspect.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.v3.snappy.SnappyFramedOutputStream;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdOutputStream;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.testing.NativeBytes;
import io.bulwark.proxy.testing.Proto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackerTest {
    private static final long MAX_BYTES = 8_000_000;
    private static final long MAX_RATIO = 100;

    private final Arena arena = Arena.ofShared();
    private final Unpacker unpacker = new Unpacker(new UnfoldBuffers(arena));

    @AfterEach
    void close() {
        unpacker.close();
        arena.close();
    }

    private Unfolding zstd(byte[] bytes) {
        unpacker.limit(MAX_BYTES, MAX_RATIO);
        var memory = NativeBytes.of(bytes);
        return unpacker.zstd(memory.view().address(), bytes.length);
    }

    private Unfolding snappy(byte[] bytes) {
        unpacker.limit(MAX_BYTES, MAX_RATIO);
        var memory = NativeBytes.of(bytes);
        return unpacker.snappy(memory.view().address(), bytes.length);
    }

    private byte[] unfolded() {
        var bytes = new byte[unpacker.length()];
        if (bytes.length > 0) {
            new ByteView().wrap(unpacker.address(), bytes.length, 0).copyTo(0, bytes, 0, bytes.length);
        }
        return bytes;
    }

    private static byte[] content(int length) {
        var content = new byte[length];
        var random = new Random(length);
        for (var index = 0; index < length; index++) {
            content[index] = (byte) ('a' + (random.nextInt(3) == 0 ? random.nextInt(26) : index % 7));
        }
        return content;
    }

    /** One frame that says how long its content is, as encoders of whole messages write it. */
    private static byte[] zstdFrame(byte[] content) {
        var compressor = new ZstdJavaCompressor();
        var out = new byte[compressor.maxCompressedLength(content.length)];
        return Arrays.copyOf(out, compressor.compress(content, 0, content.length, out, 0, out.length));
    }

    /** One frame that does not say so, as streaming encoders write it. */
    private static byte[] zstdStream(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zstd = new ZstdOutputStream(out)) {
            zstd.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] snappyBlock(byte[] content) {
        var compressor = new SnappyJavaCompressor();
        var out = new byte[compressor.maxCompressedLength(content.length)];
        return Arrays.copyOf(out, compressor.compress(content, 0, content.length, out, 0, out.length));
    }

    private static byte[] snappyFramed(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var snappy = new SnappyFramedOutputStream(new SnappyJavaCompressor(), out)) {
            snappy.write(content);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 255, 256, 70_000, 131_072, 131_073, 1_000_000})
    void whatWasPackedIsUnpacked(int length) throws IOException {
        // Given
        var content = content(length);
        for (var packed : new byte[][] {zstdFrame(content), zstdStream(content)}) {
            // When
            var state = zstd(packed);
            // Then
            assertThat(state).isEqualTo(Unfolding.GOOD);
            assertThat(unfolded()).isEqualTo(content);
        }
        for (var packed : new byte[][] {snappyBlock(content), snappyFramed(content)}) {
            // When
            var state = snappy(packed);
            // Then
            assertThat(state).isEqualTo(Unfolding.GOOD);
            assertThat(unfolded()).isEqualTo(content);
        }
    }

    @Test
    void severalFramesAreReadAndThoseToSkipAreSkipped() throws IOException {
        // Given
        var skipped = HexFormat.of().parseHex("5a2a4d18" + "03000000" + "ffffff");
        var packed = Proto.join(zstdFrame(content(50)), skipped, zstdStream(content(300)), skipped);
        // When
        var state = zstd(packed);
        // Then
        assertThat(state).isEqualTo(Unfolding.GOOD);
        assertThat(unfolded()).isEqualTo(Proto.join(content(50), content(300)));
    }

    @Test
    void aWrongCheckSumHidesNothing() throws IOException {
        // Given
        var content = content(1_000);
        var packed = zstdStream(content);
        assertThat(packed[4] & 4).as("has a check sum").isEqualTo(4);
        packed[packed.length - 1] ^= 1;
        // When
        var state = zstd(packed);
        // Then
        assertThat(state).isEqualTo(Unfolding.GOOD);
        assertThat(unfolded()).isEqualTo(content);
    }

    @Test
    void whatIsGoodBeforeABrokenFrameIsUnpacked() {
        // Given
        var packed = Proto.join(zstdFrame(content(500)), "garbage".getBytes(StandardCharsets.US_ASCII));
        // When
        var state = zstd(packed);
        // Then
        assertThat(state).isEqualTo(Unfolding.CORRUPT);
        assertThat(unfolded()).isEqualTo(content(500));
    }

    @Test
    void noByteThatIsFlippedOrMissingMakesItThrow() throws IOException {
        for (var packed : new byte[][] {zstdFrame(content(2_000)), zstdStream(content(2_000))}) {
            for (var index = 0; index < packed.length; index++) {
                var broken = packed.clone();
                broken[index] ^= (byte) (1 << (index % 8));
                // When
                zstd(broken);
                var cut = zstd(Arrays.copyOf(packed, index));
                // Then
                assertThat(cut).isEqualTo(index == 0 ? Unfolding.GOOD : Unfolding.CORRUPT);
            }
        }
        for (var packed : new byte[][] {snappyBlock(content(2_000)), snappyFramed(content(2_000))}) {
            for (var index = 0; index < packed.length; index++) {
                var broken = packed.clone();
                broken[index] ^= (byte) (1 << (index % 8));
                // When
                snappy(broken);
                snappy(Arrays.copyOf(packed, index));
                // Then
                assertThat(unpacker.length()).isLessThanOrEqualTo((int) MAX_BYTES);
            }
        }
    }

    @Test
    void aBombOfManyBlocksTakesNoMoreThanTheLimit() {
        // Given: 1,000 blocks of 131,072 equal bytes each
        var header = HexFormat.of().parseHex("28b52ffd" + "00" + "58");
        var blocks = new ByteArrayOutputStream();
        blocks.writeBytes(header);
        for (var count = 1; count <= 1_000; count++) {
            blocks.writeBytes(HexFormat.of().parseHex(count == 1_000 ? "030010" + "41" : "020010" + "41"));
        }
        // When
        var state = zstd(blocks.toByteArray());
        // Then
        assertThat(state).isEqualTo(Unfolding.TOO_LARGE);
        assertThat(unpacker.nativeBytes()).isLessThan(2 * 1024 * 1024);
    }

    @Test
    void aLimitIsExact() {
        // Given
        var content = content(100_000);
        var zstd = NativeBytes.of(zstdFrame(content));
        var snappy = NativeBytes.of(snappyBlock(content));
        for (var missing = 0; missing <= 1; missing++) {
            // When
            unpacker.limit(content.length - missing, MAX_RATIO);
            var zstdState = unpacker.zstd(zstd.view().address(), zstd.length());
            var snappyState = unpacker.snappy(snappy.view().address(), snappy.length());
            // Then
            var expected = missing == 0 ? Unfolding.GOOD : Unfolding.TOO_LARGE;
            assertThat(zstdState).isEqualTo(expected);
            assertThat(snappyState).isEqualTo(expected);
        }
    }

    @Test
    void aLengthThatIsALieIsNotBelieved() {
        // When
        var state = snappy(HexFormat.of().parseHex("ffffffff07" + "00" + "41"));
        // Then
        assertThat(state).isEqualTo(Unfolding.TOO_LARGE);
        assertThat(unpacker.nativeBytes()).isLessThan(1_000_000);
    }

    @Test
    void memoryOfALargeMessageIsGivenBack() {
        // Given
        zstd(zstdFrame(content(2_000_000)));
        assertThat(unpacker.nativeBytes()).isGreaterThan(2_000_000);
        // When
        unpacker.release();
        // Then
        assertThat(unpacker.nativeBytes()).isLessThan(600_000);
    }
}
