package io.bulwark.proxy.inspect.normalize;

import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import io.bulwark.signatures.memory.NativeBytes;
import org.jspecify.annotations.Nullable;

/** Unfolds what is a run of Zstandard frames (RFC 8878) and lies whole in memory. */
final class ZstdFrames implements AutoCloseable {
    /*
     * The library decodes one frame from memory to memory and wants to know how much room there is. So each frame is measured
     * first: what its blocks can unfold to at most, and where it ends. It is decoded from a copy, in which its mark for a check
     * sum is removed: a message with a wrong one was sent all the same. Frames that are to be skipped are.
     */
    private static final int MAGIC = 0xFD2FB528;
    private static final int SKIPPED_MAGIC = 0x184D2A50;
    private static final int SKIPPED_MASK = 0xFFFFFFF0;
    private static final int MAGIC_BYTES = 4;
    private static final int BLOCK_HEADER_BYTES = 3;
    private static final int CHECK_BYTES = 4;
    private static final int MAX_BLOCK = 128 * 1024;
    private static final int SINGLE_SEGMENT = 1 << 5;
    private static final int HAS_CHECK = 1 << 2;

    private final Output copy = new Output();
    private @Nullable ZstdJavaDecompressor decompressor;
    private long frameBytes;
    private long mostBytes;
    private boolean skipped;
    private boolean checked;

    /** Adds what the frames unfold to, {@code most} bytes at most. */
    Unfolding unpack(long address, int length, int most, Output output) {
        var at = 0L;
        while (at < length) {
            if (!measure(address + at, length - at)) {
                return Unfolding.CORRUPT;
            }
            if (!skipped) {
                var state = decode(address + at, most, output);
                if (state != Unfolding.GOOD) {
                    return state;
                }
            }
            at += frameBytes;
        }
        return Unfolding.GOOD;
    }

    private Unfolding decode(long address, int most, Output output) {
        var bytes = (int) frameBytes - (checked ? CHECK_BYTES : 0);
        copy.clear();
        copy.add(address, bytes);
        var descriptor = copy.address() + MAGIC_BYTES;
        NativeBytes.put(descriptor, (byte) (NativeBytes.get(descriptor) & ~HAS_CHECK));
        var room = (int) Math.min(mostBytes, most - output.length() + (long) MAX_BLOCK);
        var to = output.room(room);
        try {
            output.wrote(decompressor()
                    .decompress(NativeBytes.segment(copy.address(), bytes), NativeBytes.segment(to, room)));
        } catch (RuntimeException _) {
            /* How the library says that the bytes are not what they should be, or that there was too little room. */
            return mostBytes > room ? Unfolding.TOO_LARGE : Unfolding.CORRUPT;
        }
        if (output.length() > most) {
            output.cut(most);
            return Unfolding.TOO_LARGE;
        }
        return Unfolding.GOOD;
    }

    private ZstdJavaDecompressor decompressor() {
        if (decompressor == null) {
            decompressor = new ZstdJavaDecompressor();
        }
        return decompressor;
    }

    /** Sees where the frame at this address ends; false when it does not end within {@code length}. */
    private boolean measure(long address, long length) {
        if (length < MAGIC_BYTES + 1) {
            return false;
        }
        var magic = (int) little(address, MAGIC_BYTES);
        skipped = (magic & SKIPPED_MASK) == SKIPPED_MAGIC;
        if (skipped) {
            frameBytes = length < 2 * MAGIC_BYTES ? Long.MAX_VALUE : 2 * MAGIC_BYTES + little(address + MAGIC_BYTES, 4);
            return frameBytes <= length;
        }
        var descriptor = NativeBytes.get(address + MAGIC_BYTES) & 0xFF;
        var single = (descriptor & SINGLE_SEGMENT) != 0;
        var dictionaryBytes = (1 << (descriptor & 3)) >> 1;
        var sizeBytes = descriptor >> 6 == 0 ? (single ? 1 : 0) : 1 << (descriptor >> 6);
        var sizeAt = MAGIC_BYTES + 1 + (single ? 0 : 1) + dictionaryBytes;
        checked = (descriptor & HAS_CHECK) != 0;
        if (magic != MAGIC || sizeAt + sizeBytes > length || !measureBlocks(address, sizeAt + sizeBytes, length)) {
            return false;
        }
        frameBytes += checked ? CHECK_BYTES : 0;
        if (sizeBytes > 0) {
            var size = little(address + sizeAt, sizeBytes) + (sizeBytes == 2 ? 256 : 0);
            mostBytes = size < 0 ? mostBytes : Math.min(mostBytes, size);
        }
        return frameBytes <= length;
    }

    private boolean measureBlocks(long address, long from, long length) {
        var at = from;
        mostBytes = 0;
        while (at + BLOCK_HEADER_BYTES <= length) {
            var header = (int) little(address + at, BLOCK_HEADER_BYTES);
            var size = header >> 3;
            at += BLOCK_HEADER_BYTES;
            switch ((header >> 1) & 3) {
                case 0 -> {
                    at += size;
                    mostBytes += size;
                }
                case 1 -> {
                    at++;
                    mostBytes += size;
                }
                case 2 -> {
                    at += size;
                    mostBytes += MAX_BLOCK;
                }
                default -> {
                    return false;
                }
            }
            if ((header & 1) != 0) {
                frameBytes = at;
                return at <= length;
            }
        }
        return false;
    }

    private static long little(long address, int bytes) {
        var value = 0L;
        for (var index = 0; index < bytes; index++) {
            value |= (NativeBytes.get(address + index) & 0xFFL) << (Byte.SIZE * index);
        }
        return value;
    }

    /** Gives memory back if it is more than this. */
    void release(int keptBytes) {
        if (copy.capacity() > keptBytes) {
            copy.close();
        }
    }

    long nativeBytes() {
        return copy.capacity();
    }

    @Override
    public void close() {
        copy.close();
    }
}
