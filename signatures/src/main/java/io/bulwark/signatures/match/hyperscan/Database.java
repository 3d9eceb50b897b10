package io.bulwark.signatures.match.hyperscan;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A compiled database in native memory; whoever made it frees it. */
record Database(long address, long bytes, long streamBytes) {
    /** What compiling gives. */
    sealed interface Compiled {
        record Done(Database database) implements Compiled {}

        /** The expression at this index can't be compiled; -1 when it is none in particular. */
        record Refused(int index, String reason) implements Compiled {}
    }

    /** What the engine knows of a pattern without compiling it. */
    sealed interface Width {
        record AtLeast(int bytes) implements Width {}

        record Unknown(String reason) implements Width {}
    }

    private static final long ERROR_EXPRESSION = 8;

    static Compiled compile(DatabaseKey key) {
        try (var arena = Arena.ofConfined()) {
            var expressions = key.expressions();
            int count = expressions.size();
            var patterns = arena.allocate(ADDRESS, count);
            var flags = arena.allocate(JAVA_INT, count);
            var ids = arena.allocate(JAVA_INT, count);
            for (int i = 0; i < count; i++) {
                patterns.setAtIndex(
                        ADDRESS, i, arena.allocateFrom(expressions.get(i).pattern()));
                flags.setAtIndex(JAVA_INT, i, expressions.get(i).flags());
                ids.setAtIndex(JAVA_INT, i, i);
            }
            var database = arena.allocate(JAVA_LONG);
            var error = arena.allocate(JAVA_LONG);
            int code = HyperscanDatabases.compile(
                    patterns.address(),
                    flags.address(),
                    ids.address(),
                    count,
                    key.mode().bits,
                    key.platform().toNative(arena).address(),
                    database.address(),
                    error.address());
            return code == HyperscanRuntime.SUCCESS
                    ? new Compiled.Done(of(database.get(JAVA_LONG, 0), key.mode()))
                    : refusal(code, error.get(JAVA_LONG, 0));
        }
    }

    /** The fewest bytes that the expression matches. */
    static Width minimumWidth(Expression expression) {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocate(JAVA_LONG);
            var error = arena.allocate(JAVA_LONG);
            int code = HyperscanDatabases.expressionInfo(
                    arena.allocateFrom(expression.pattern()).address(),
                    expression.flags(),
                    info.address(),
                    error.address());
            if (code != HyperscanRuntime.SUCCESS) {
                return new Width.Unknown(refusal(code, error.get(JAVA_LONG, 0)).reason());
            }
            long struct = info.get(JAVA_LONG, 0);
            int width = at(struct, Integer.BYTES).get(JAVA_INT, 0);
            HyperscanDatabases.free(struct);
            return new Width.AtLeast(width);
        }
    }

    /** Loads a serialised database; empty where it doesn't fit this engine or this processor. */
    static Optional<Database> load(byte[] serialised, Mode mode) {
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocateFrom(JAVA_BYTE, serialised);
            var out = arena.allocate(JAVA_LONG);
            int code = HyperscanDatabases.deserialize(bytes.address(), bytes.byteSize(), out.address());
            return code == HyperscanRuntime.SUCCESS ? Optional.of(of(out.get(JAVA_LONG, 0), mode)) : Optional.empty();
        }
    }

    byte[] serialise() {
        try (var arena = Arena.ofConfined()) {
            var out = arena.allocate(JAVA_LONG);
            var length = arena.allocate(JAVA_LONG);
            require(HyperscanDatabases.serialize(address, out.address(), length.address()));
            long bytes = out.get(JAVA_LONG, 0);
            try {
                return at(bytes, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
            } finally {
                HyperscanDatabases.free(bytes);
            }
        }
    }

    void free() {
        HyperscanDatabases.freeDatabase(address);
    }

    private static Database of(long address, Mode mode) {
        try (var arena = Arena.ofConfined()) {
            var size = arena.allocate(JAVA_LONG);
            require(HyperscanDatabases.databaseSize(address, size.address()));
            long bytes = size.get(JAVA_LONG, 0);
            if (mode == Mode.BLOCK) {
                return new Database(address, bytes, 0);
            }
            require(HyperscanDatabases.streamSize(address, size.address()));
            return new Database(address, bytes, size.get(JAVA_LONG, 0));
        }
    }

    /* struct hs_compile_error { char *message; int expression; } */
    private static Compiled.Refused refusal(int code, long error) {
        if (error == 0) {
            return new Compiled.Refused(-1, HyperscanRuntime.describe(code));
        }
        var struct = at(error, ERROR_EXPRESSION + Integer.BYTES);
        var message = at(struct.get(JAVA_LONG, 0), 4_096).getString(0);
        int index = struct.get(JAVA_INT, ERROR_EXPRESSION);
        HyperscanDatabases.freeCompileError(error);
        return new Compiled.Refused(index, message);
    }

    static void require(int code) {
        if (code != HyperscanRuntime.SUCCESS) {
            throw new IllegalStateException("Hyperscan: " + HyperscanRuntime.describe(code));
        }
    }

    @SuppressWarnings("restricted")
    private static MemorySegment at(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }
}
