package io.bulwark.proxy.inspect.normalize;

import io.bulwark.signatures.memory.NativeBytes;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/** Native memory that grows and keeps what was written to it. */
final class Output implements AutoCloseable {
    private static final int SMALLEST = 16 * 1024;

    /** Readers and writers that work on whole words may touch bytes behind the last one. */
    private static final int SLACK = 64;

    private @Nullable Arena arena;
    private long address;
    private long capacity;
    private int length;

    void clear() {
        length = 0;
    }

    /** Makes room for so many bytes more, and says where they go. */
    @SuppressWarnings("MustBeClosedChecker")
    long room(int count) {
        var wanted = (long) length + count + SLACK;
        if (wanted > capacity) {
            var size = Math.max(SMALLEST, Long.highestOneBit(wanted - 1) << 1);
            var grown = Arena.ofShared();
            var larger = grown.allocate(size, Long.BYTES).address();
            if (length > 0) {
                NativeBytes.copy(address, larger, length);
            }
            var kept = length;
            close();
            length = kept;
            arena = grown;
            address = larger;
            capacity = size;
        }
        return address + length;
    }

    /** So many bytes were written into the room. */
    void wrote(int count) {
        length += count;
    }

    void add(long from, int count) {
        NativeBytes.copy(from, room(count), count);
        length += count;
    }

    /** Forgets all bytes from here on. */
    void cut(int newLength) {
        length = newLength;
    }

    long address() {
        return address;
    }

    int length() {
        return length;
    }

    long capacity() {
        return capacity;
    }

    @Override
    public void close() {
        if (arena != null) {
            arena.close();
            arena = null;
        }
        address = 0;
        capacity = 0;
        length = 0;
    }
}
