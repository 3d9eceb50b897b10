package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.stream.ByteView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Native memory of one conversation, in which the small values of a message are put together so that they are matched in one run.
 *
 * <p>It belongs to this object alone and is freed by the collector, because a conversation is not told when its flow is gone.
 * Between messages a small piece is kept, a big one is given up.
 */
final class NativeText {
    /** The most that it holds; a message with more is read as a stream. */
    static final int MAX_BYTES = 16 * 1024;

    private static final int FIRST_CAPACITY = 256;
    private static final int KEPT_CAPACITY = 2048;

    private @Nullable MemorySegment memory;
    private long address;
    private int capacity;
    private int length;
    private final ByteView from = new ByteView();

    int length() {
        return length;
    }

    /** How many more bytes it may take. */
    int room() {
        return MAX_BYTES - length;
    }

    byte get(int index) {
        return segment().get(ValueLayout.JAVA_BYTE, index);
    }

    void set(int index, byte value) {
        segment().set(ValueLayout.JAVA_BYTE, index, value);
    }

    /** Adds a part of a view; the caller has asked for {@link #room}. */
    void append(ByteView view, int start, int count) {
        if (count > 0) {
            reserve(length + count);
            from.window(view, start, count).copyTo(address + length);
            length += count;
        }
    }

    void append(ByteView view) {
        append(view, 0, view.length());
    }

    void append(byte value) {
        reserve(length + 1);
        segment().set(ValueLayout.JAVA_BYTE, length++, value);
    }

    void cutTo(int newLength) {
        length = Math.min(length, newLength);
    }

    /** Points {@code view} at the bytes {@code start..end-1}; what it shows is good until the next change. */
    ByteView show(ByteView view, int start, int end) {
        return view.wrap(end == start ? 0 : address + start, end - start, start);
    }

    void clear() {
        length = 0;
        if (capacity > KEPT_CAPACITY) {
            memory = null;
            address = 0;
            capacity = 0;
        }
    }

    private void reserve(int wanted) {
        if (wanted <= capacity) {
            return;
        }
        var size = Math.max(FIRST_CAPACITY, Integer.highestOneBit(Math.max(1, wanted - 1)) << 1);
        var bigger = Arena.ofAuto().allocate(size);
        if (memory != null && length > 0) {
            MemorySegment.copy(memory, 0, bigger, 0, length);
        }
        memory = bigger;
        address = bigger.address();
        capacity = size;
    }

    private MemorySegment segment() {
        if (memory == null) {
            throw new IllegalStateException("nothing was added");
        }
        return memory;
    }
}
