package io.bulwark.proxy.inspect;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Native memory of one event loop in which messages are put together: blocks of a few sizes, never more than a bound. */
final class Blocks implements AutoCloseable {
    /*
     * Unlike slots, blocks are large and seldom needed, so that idle ones are freed: beyond a small stock, and when
     * another size is wanted and the bound is reached. Otherwise a burst of one size would leave no room for any other.
     */
    static final int SMALLEST = 16 * 1024;
    static final int LARGEST = 1024 * 1024;
    static final int MAX_BYTES = 4 * 1024 * 1024;
    static final int MAX_IDLE_BYTES = 256 * 1024;

    private static final int GROWTH = 4;

    /** A piece of native memory. */
    static final class Block {
        private final Arena arena = Arena.ofShared();
        private final int bytes;
        private final long address;

        private Block(int bytes) {
            this.bytes = bytes;
            address = arena.allocate(bytes, Long.BYTES).address();
        }

        long address() {
            return address;
        }

        int bytes() {
            return bytes;
        }
    }

    private final List<Block> idle = new ArrayList<>();
    private int idleBytes;
    private int bytes;

    /** A block of at least this many bytes, {@link #LARGEST} at most; null when every one is taken. */
    @Nullable
    Block take(int wanted) {
        var size = SMALLEST;
        while (size < wanted) {
            size *= GROWTH;
        }
        for (var index = idle.size() - 1; index >= 0; index--) {
            if (idle.get(index).bytes == size) {
                var block = idle.remove(index);
                idleBytes -= size;
                return block;
            }
        }
        while (bytes + size > MAX_BYTES && !idle.isEmpty()) {
            var block = idle.removeFirst();
            idleBytes -= block.bytes;
            free(block);
        }
        if (bytes + size > MAX_BYTES) {
            return null;
        }
        bytes += size;
        return new Block(size);
    }

    void giveBack(Block block) {
        if (idleBytes + block.bytes > MAX_IDLE_BYTES) {
            free(block);
        } else {
            idle.add(block);
            idleBytes += block.bytes;
        }
    }

    private void free(Block block) {
        bytes -= block.bytes;
        block.arena.close();
    }

    long nativeBytes() {
        return bytes;
    }

    @Override
    public void close() {
        idle.forEach(this::free);
        idle.clear();
        idleBytes = 0;
    }
}
