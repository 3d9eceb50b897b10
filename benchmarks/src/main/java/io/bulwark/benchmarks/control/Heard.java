package io.bulwark.benchmarks.control;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How many changes the simulated proxies have been told, all together: a number in a file that both processes have in memory. */
final class Heard {
    private static final VarHandle NUMBER = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment memory;

    Heard(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES, Arena.global());
        }
    }

    long count() {
        return (long) NUMBER.getVolatile(memory, 0L);
    }

    /** One more; for one thread. */
    void add() {
        NUMBER.setVolatile(memory, 0L, count() + 1);
    }
}
