package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.stream.ByteView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The blank that stands between the values of a message where they are matched as a stream. */
final class Blank {
    private static final MemorySegment MEMORY = Arena.global().allocate(1);

    static {
        MEMORY.set(ValueLayout.JAVA_BYTE, 0, (byte) ' ');
    }

    private Blank() {}

    static ByteView show(ByteView view) {
        return view.wrap(MEMORY.address(), 1, 0);
    }
}
