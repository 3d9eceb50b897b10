package io.bulwark.signatures;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Text in native memory, one byte a character. */
public record NativeText(Arena arena, long address, int length) implements AutoCloseable {
    @SuppressWarnings("MustBeClosedChecker")
    public static NativeText of(String latin1) {
        var arena = Arena.ofShared();
        var bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return new NativeText(
                arena,
                arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes.length == 0 ? new byte[1] : bytes)
                        .address(),
                bytes.length);
    }

    @Override
    public void close() {
        arena.close();
    }
}
