package io.bulwark.proxy.inspect.normalize;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** The memory through which compressed bodies of one event loop are unfolded, one piece at a time. */
public final class UnfoldBuffers {
    static final int INPUT_BYTES = 8 * 1024;
    static final int OUTPUT_BYTES = 16 * 1024;

    final ByteBuffer input;
    final ByteBuffer output;
    final long inputAddress;
    final long outputAddress;

    /** Takes memory that lives as long as the arena. */
    public UnfoldBuffers(Arena arena) {
        MemorySegment in = arena.allocate(INPUT_BYTES);
        MemorySegment out = arena.allocate(OUTPUT_BYTES);
        input = in.asByteBuffer();
        output = out.asByteBuffer();
        inputAddress = in.address();
        outputAddress = out.address();
    }
}
