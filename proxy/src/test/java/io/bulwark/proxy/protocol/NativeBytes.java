package io.bulwark.proxy.protocol;

import io.bulwark.proxy.stream.ByteView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Bytes in native memory of their own, for as long as this object is reachable. */
public final class NativeBytes {
    private final MemorySegment memory;
    private final int length;

    public NativeBytes(String latin1) {
        this(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    public NativeBytes(byte[] bytes) {
        length = bytes.length;
        memory = Arena.ofAuto().allocate(Math.max(1, length));
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, length);
    }

    public int length() {
        return length;
    }

    /** Points the view at all of them. */
    public ByteView show(ByteView view, long offset) {
        return view.wrap(memory.address(), length, offset);
    }
}
