package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.stream.ByteView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for a head that came in several pieces, so that its fields lie in one run.
 *
 * <p>A flow that gets its heads whole never has one. The memory belongs to this object alone and is freed by the collector
 * once the object is unreachable, because a conversation is not told when its flow is gone. Between heads a small piece is
 * kept, a big one is given up.
 */
final class HeadBuffer {
    private static final int FIRST_CAPACITY = 1024;
    private static final int KEPT_CAPACITY = 4096;

    private @Nullable MemorySegment memory;
    private int length;
    private long offset;
    private final ByteView piece = new ByteView();

    boolean isEmpty() {
        return length == 0;
    }

    int length() {
        return length;
    }

    /** Copies {@code count} bytes of the view from {@code from} on. The caller bounds the sum by the limit on heads. */
    void append(ByteView view, int from, int count) {
        if (length == 0) {
            offset = view.offset() + from;
        }
        var target = reserve(length + count);
        piece.window(view, from, count).copyTo(target.address() + length);
        length += count;
    }

    /** Points {@code view} at all that was kept. */
    void show(ByteView view) {
        var kept = memory;
        if (kept != null) {
            view.wrap(kept.address(), length, offset);
        }
    }

    void clear() {
        length = 0;
        var kept = memory;
        if (kept != null && kept.byteSize() > KEPT_CAPACITY) {
            memory = null;
        }
    }

    private MemorySegment reserve(int capacity) {
        var kept = memory;
        if (kept != null && kept.byteSize() >= capacity) {
            return kept;
        }
        var size = Math.max(FIRST_CAPACITY, Integer.highestOneBit(Math.max(1, capacity - 1)) << 1);
        var bigger = Arena.ofAuto().allocate(size);
        if (kept != null && length > 0) {
            MemorySegment.copy(kept, 0, bigger, 0, length);
        }
        memory = bigger;
        return bigger;
    }
}
