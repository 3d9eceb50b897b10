package io.bulwark.proxy.protocol.http2.hpack;

import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.memory.NativeBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that lines of text are written to, one behind the other.
 *
 * <p>It grows to what is asked of it; the caller bounds that. The memory belongs to this object alone and is freed by the
 * collector once the object is unreachable, because a conversation is not told when its flow is gone.
 */
final class LineMemory {
    private static final int FIRST_CAPACITY = 1024;
    /** What is kept for the next block. */
    private static final int KEPT_CAPACITY = 8192;

    private @Nullable MemorySegment memory;
    private long address;
    private int capacity;
    private int length;

    int length() {
        return length;
    }

    int capacity() {
        return capacity;
    }

    /** Valid until more room is reserved. */
    long address() {
        return address;
    }

    /** Forgets what stands behind {@code newLength}. */
    void cutTo(int newLength) {
        length = Objects.checkIndex(newLength, length + 1);
    }

    /** Forgets everything; big memory is given up. */
    void clear() {
        length = 0;
        if (capacity > KEPT_CAPACITY) {
            memory = null;
            address = 0;
            capacity = 0;
        }
    }

    /** Makes room for {@code count} more bytes. */
    void reserve(int count) {
        if (count > capacity - length) {
            grow(length + count);
        }
    }

    private void grow(int wanted) {
        var size = Math.max(FIRST_CAPACITY, Integer.highestOneBit(wanted - 1) << 1);
        var bigger = Arena.ofAuto().allocate(size, Long.BYTES);
        var kept = memory;
        if (kept != null) {
            MemorySegment.copy(kept, 0, bigger, 0, length);
        }
        memory = bigger;
        address = bigger.address();
        capacity = size;
    }

    /** The address of the next byte, with {@code count} bytes reserved; {@link #wrote} says how many were used. */
    long room(int count) {
        Objects.checkFromIndexSize(length, count, capacity);
        return address + length;
    }

    void wrote(int count) {
        length += count;
    }

    /** Appends bytes of an array; they were reserved. */
    void put(byte[] source, int from, int count) {
        NativeBytes.copy(source, from, room(count), count);
        length += count;
    }

    /** Appends bytes of a view; they were reserved. */
    void put(ByteView view, int from, int count) {
        Objects.checkFromIndexSize(from, count, view.length());
        NativeBytes.copy(view.address() + from, room(count), count);
        length += count;
    }

    /** Appends bytes that stand here or in other such memory; they were reserved. */
    void put(LineMemory source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        NativeBytes.copy(source.address + from, room(count), count);
        length += count;
    }

    /** Appends two bytes; they were reserved. */
    void put(char first, char second) {
        var at = room(2);
        NativeBytes.put(at, (byte) first);
        NativeBytes.put(at + 1, (byte) second);
        length += 2;
    }
}
