package io.bulwark.proxy.testing;

import io.bulwark.proxy.stream.ByteView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Bytes in native memory, to make views of. */
public final class NativeBytes {
    private final MemorySegment memory;
    private final int length;

    private NativeBytes(byte[] bytes) {
        memory = Arena.ofAuto().allocate(Math.max(1, bytes.length), Long.BYTES);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        length = bytes.length;
    }

    public static NativeBytes of(byte... bytes) {
        return new NativeBytes(bytes);
    }

    /** One byte a character. */
    public static NativeBytes of(String latin1) {
        return new NativeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    public int length() {
        return length;
    }

    /** A view of the bytes {@code from..to-1}, which stands at {@code from} of its stream. */
    public ByteView view(int from, int to) {
        return view(from, to, new ByteView());
    }

    /** The same through a view that there is already. */
    public ByteView view(int from, int to, ByteView through) {
        return through.wrap(memory.address() + from, to - from, from);
    }

    /** A view of all bytes. */
    public ByteView view() {
        return view(0, length);
    }
}
