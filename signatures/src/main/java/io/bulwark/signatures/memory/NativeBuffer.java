package io.bulwark.signatures.memory;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/** Native memory that grows to what is asked of it; what it held is lost when it does. Owned by one thread. */
public final class NativeBuffer implements AutoCloseable {
    private static final int SMALLEST = 4_096;

    private @Nullable Arena arena;
    private long address;
    private long capacity;

    /** The address of at least this many bytes, the same as before where they were there. */
    @SuppressWarnings("MustBeClosedChecker")
    public long ensure(int bytes) {
        if (bytes > capacity) {
            close();
            long wanted = Math.max(SMALLEST, Long.highestOneBit(bytes - 1L) << 1);
            var grown = Arena.ofShared();
            address = grown.allocate(wanted, Long.BYTES).address();
            capacity = wanted;
            arena = grown;
        }
        return address;
    }

    public long capacity() {
        return capacity;
    }

    @Override
    public void close() {
        if (arena != null) {
            arena.close();
            arena = null;
            address = 0;
            capacity = 0;
        }
    }
}
