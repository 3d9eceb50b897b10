package io.bulwark.signatures.match.hyperscan;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.bulwark.signatures.Field;
import io.bulwark.signatures.match.MatchSink;
import io.bulwark.signatures.match.Scanner;
import io.bulwark.signatures.match.StreamScan;
import java.lang.foreign.Arena;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** One worker's scratch, callback and streams. */
final class HyperscanScanner implements Scanner {
    private final HyperscanMatcher matcher;
    private final Arena arena = Arena.ofShared();
    private final MatchCallback callback;
    private final long onMatch;
    private final Map<Field, StreamPool> pools = new EnumMap<>(Field.class);
    private long scratch;
    private boolean closed;

    HyperscanScanner(HyperscanMatcher matcher) {
        this.matcher = matcher;
        callback = new MatchCallback(matcher.signatures().size());
        onMatch = callback.stub(arena);
        scratch = newScratch(matcher);
        for (var field : Field.values()) {
            pools.put(field, new StreamPool(this, matcher.stream(field)));
        }
    }

    private static long newScratch(HyperscanMatcher matcher) {
        try (var confined = Arena.ofConfined()) {
            var inOut = confined.allocate(JAVA_LONG);
            for (var database : matcher.databases()) {
                Database.require(HyperscanRuntime.allocateScratch(database.address(), inOut.address()));
            }
            return inOut.get(JAVA_LONG, 0);
        }
    }

    @Override
    public boolean scan(Field field, long address, int length, MatchSink sink) {
        if (closed) {
            callback.problem("the scanner is closed");
            return false;
        }
        var database = matcher.block(field);
        if (database.isNone() || length == 0) {
            return true;
        }
        callback.begin(database, sink);
        return callback.end(HyperscanRuntime.scan(database.address, address, length, scratch, onMatch));
    }

    @Override
    public StreamScan open(Field field) {
        if (!field.mayStream()) {
            throw new IllegalArgumentException(field.id() + " is held whole: scan it");
        }
        return Objects.requireNonNull(pools.get(field)).borrow();
    }

    @Override
    public long nativeBytes() {
        if (closed) {
            return 0;
        }
        long bytes = 0;
        for (var pool : pools.values()) {
            bytes += pool.nativeBytes();
        }
        if (scratch != 0) {
            try (var confined = Arena.ofConfined()) {
                var size = confined.allocate(JAVA_LONG);
                Database.require(HyperscanRuntime.scratchSize(scratch, size.address()));
                bytes += size.get(JAVA_LONG, 0);
            }
        }
        return bytes;
    }

    @Override
    public String lastProblem() {
        return callback.problem();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (var pool : pools.values()) {
            pool.close();
        }
        if (scratch != 0) {
            HyperscanRuntime.freeScratch(scratch);
            scratch = 0;
        }
        arena.close();
        matcher.release();
    }

    boolean isClosed() {
        return closed;
    }

    long scratch() {
        return scratch;
    }

    long onMatch() {
        return onMatch;
    }

    MatchCallback callback() {
        return callback;
    }
}
