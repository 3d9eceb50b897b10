package io.bulwark.proxy.inspect.normalize;

import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.bulwark.signatures.memory.NativeBytes;
import org.jspecify.annotations.Nullable;

/** Unfolds Snappy data that lies whole in memory: in the framing format, or one block. */
final class SnappyChunks {
    /*
     * What begins with the framing format's first chunk is in that format, as Go's snappy writes it; anything else is one block.
     * Check sums are not verified.
     */
    private static final byte[] FIRST_CHUNK = {(byte) 0xFF, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};
    private static final int CHUNK_HEADER_BYTES = 4;
    private static final int CHECK_BYTES = 4;
    private static final int COMPRESSED = 0;
    private static final int PLAIN = 1;
    private static final int FIRST_SKIPPABLE = 0x80;
    private static final int MAX_LENGTH_BYTES = 5;
    private static final int LENGTH_BITS = 7;

    private @Nullable SnappyJavaDecompressor decompressor;

    /** Adds what the bytes unfold to, {@code most} bytes at most. */
    Unfolding unpack(long address, int length, int most, Output output) {
        return isFramed(address, length) ? chunks(address, length, most, output) : block(address, length, most, output);
    }

    private static boolean isFramed(long address, int length) {
        if (length < FIRST_CHUNK.length) {
            return false;
        }
        for (var index = 0; index < FIRST_CHUNK.length; index++) {
            if (NativeBytes.get(address + index) != FIRST_CHUNK[index]) {
                return false;
            }
        }
        return true;
    }

    private Unfolding chunks(long address, int length, int most, Output output) {
        var at = address;
        var end = address + length;
        var state = Unfolding.GOOD;
        while (at < end && state == Unfolding.GOOD) {
            if (end - at < CHUNK_HEADER_BYTES) {
                return Unfolding.CORRUPT;
            }
            var kind = octet(at);
            var bytes = octet(at + 1) | octet(at + 2) << 8 | octet(at + 3) << 16;
            at += CHUNK_HEADER_BYTES;
            if (bytes > end - at) {
                return Unfolding.CORRUPT;
            }
            if (kind < FIRST_SKIPPABLE) {
                state = chunk(kind, at, bytes, most, output);
            }
            at += bytes;
        }
        return state;
    }

    private Unfolding chunk(int kind, long address, int bytes, int most, Output output) {
        if (kind > PLAIN || bytes < CHECK_BYTES) {
            return Unfolding.CORRUPT;
        }
        var data = address + CHECK_BYTES;
        var count = bytes - CHECK_BYTES;
        if (kind == COMPRESSED) {
            return block(data, count, most, output);
        }
        var taken = Math.min(count, most - output.length());
        output.add(data, taken);
        return taken < count ? Unfolding.TOO_LARGE : Unfolding.GOOD;
    }

    private Unfolding block(long address, int length, int most, Output output) {
        var size = unfoldedLength(address, length);
        if (size < 0) {
            return Unfolding.CORRUPT;
        }
        if (size > most - output.length()) {
            return Unfolding.TOO_LARGE;
        }
        var to = output.room((int) size);
        try {
            output.wrote(
                    decompressor().decompress(NativeBytes.segment(address, length), NativeBytes.segment(to, size)));
        } catch (RuntimeException _) {
            /* How the library says that the bytes are not what they should be. */
            return Unfolding.CORRUPT;
        }
        return Unfolding.GOOD;
    }

    private SnappyJavaDecompressor decompressor() {
        if (decompressor == null) {
            decompressor = new SnappyJavaDecompressor();
        }
        return decompressor;
    }

    /** The length that a block begins with; negative when it has none. */
    private static long unfoldedLength(long address, int length) {
        var value = 0L;
        for (var count = 0; count < Math.min(length, MAX_LENGTH_BYTES); count++) {
            var octet = octet(address + count);
            value |= (octet & 0x7FL) << (LENGTH_BITS * count);
            if (octet < 0x80) {
                return value > Integer.MAX_VALUE ? -1 : value;
            }
        }
        return -1;
    }

    private static int octet(long address) {
        return NativeBytes.get(address) & 0xFF;
    }
}
