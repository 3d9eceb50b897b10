package io.bulwark.signatures.match.hyperscan;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** The streams of one field in one scanner: those that are borrowed, and idle ones to borrow next. */
final class StreamPool {
    /** Idle streams kept for reuse; what is given back beyond them is freed, so that a burst doesn't stay. */
    static final int MAX_IDLE = 256;

    private final HyperscanScanner scanner;
    private final FieldDatabase database;
    private final ArrayList<PooledStream> idle = new ArrayList<>();
    /** Every stream that has native memory, so that closing the scanner frees the borrowed ones too. */
    private final List<PooledStream> all = new ArrayList<>();

    StreamPool(HyperscanScanner scanner, FieldDatabase database) {
        this.scanner = scanner;
        this.database = database;
    }

    PooledStream borrow() {
        var stream = idle.isEmpty() ? opened() : idle.removeLast();
        stream.borrowed();
        return stream;
    }

    private PooledStream opened() {
        if (database.isNone() || scanner.isClosed()) {
            return new PooledStream(this, scanner, database, 0);
        }
        try (var arena = Arena.ofConfined()) {
            var out = arena.allocate(JAVA_LONG);
            int code = HyperscanRuntime.open(database.address, out.address());
            if (code != HyperscanRuntime.SUCCESS) {
                scanner.callback().problem("Hyperscan: " + HyperscanRuntime.describe(code));
                return new PooledStream(this, scanner, database, 0);
            }
            var stream = new PooledStream(this, scanner, database, out.get(JAVA_LONG, 0));
            stream.place = all.size();
            all.add(stream);
            return stream;
        }
    }

    /** Whether a stream that is given back now would be kept. */
    boolean hasRoom() {
        return idle.size() < MAX_IDLE;
    }

    void giveBack(PooledStream stream) {
        idle.add(stream);
    }

    /** The stream's memory is freed. */
    void forget(PooledStream stream) {
        var last = all.removeLast();
        if (last != stream) {
            all.set(stream.place, last);
            last.place = stream.place;
        }
    }

    long nativeBytes() {
        return all.size() * database.streamBytes;
    }

    void close() {
        all.forEach(PooledStream::free);
        all.clear();
        idle.clear();
    }
}
