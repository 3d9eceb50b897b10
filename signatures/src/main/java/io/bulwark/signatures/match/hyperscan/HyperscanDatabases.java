package io.bulwark.signatures.match.hyperscan;

import static io.bulwark.signatures.match.hyperscan.HyperscanLibrary.function;
import static io.bulwark.signatures.match.hyperscan.HyperscanRuntime.broken;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The functions of the C interface that make, load, store and free databases. */
final class HyperscanDatabases {
    static final int CASELESS = 1;
    static final int DOTALL = 2;
    static final int MULTILINE = 4;
    static final int SINGLEMATCH = 8;

    private static final MethodHandle VERSION = function("hs_version", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle POPULATE_PLATFORM =
            function("hs_populate_platform", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle FREE_COMPILE_ERROR =
            function("hs_free_compile_error", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle EXPRESSION_INFO =
            function("hs_expression_info", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SERIALIZE =
            function("hs_serialize_database", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle DESERIALIZE =
            function("hs_deserialize_database", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle DATABASE_SIZE =
            function("hs_database_size", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle STREAM_SIZE =
            function("hs_stream_size", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE_DATABASE =
            function("hs_free_database", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle FREE = function("free", FunctionDescriptor.ofVoid(JAVA_LONG));

    /** Prepared only where something is compiled, which a start with shipped databases does not. */
    private static final class Compiling {
        private static final MethodHandle MULTI = function(
                "hs_compile_multi",
                FunctionDescriptor.of(
                        JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG,
                        JAVA_LONG));
    }

    private HyperscanDatabases() {}

    /** The engine's version without its build date, such as {@code 5.4.2}. */
    @SuppressWarnings("restricted")
    static String version() {
        try {
            var text = ((MemorySegment) VERSION.invokeExact()).reinterpret(256).getString(0);
            int blank = text.indexOf(' ');
            return blank < 0 ? text : text.substring(0, blank);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int populatePlatform(long platformOut) {
        try {
            return (int) POPULATE_PLATFORM.invokeExact(platformOut);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int compile(
            long patterns, long flags, long ids, int count, int mode, long platform, long databaseOut, long errorOut) {
        try {
            return (int)
                    Compiling.MULTI.invokeExact(patterns, flags, ids, count, mode, platform, databaseOut, errorOut);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static void freeCompileError(long error) {
        try {
            var _ = (int) FREE_COMPILE_ERROR.invokeExact(error);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int expressionInfo(long pattern, int flags, long infoOut, long errorOut) {
        try {
            return (int) EXPRESSION_INFO.invokeExact(pattern, (long) flags, infoOut, errorOut);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    /** Makes a copy of the database as bytes, to be freed with {@link #free}. */
    static int serialize(long database, long bytesOut, long lengthOut) {
        try {
            return (int) SERIALIZE.invokeExact(database, bytesOut, lengthOut);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int deserialize(long bytes, long length, long databaseOut) {
        try {
            return (int) DESERIALIZE.invokeExact(bytes, length, databaseOut);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int databaseSize(long database, long sizeOut) {
        try {
            return (int) DATABASE_SIZE.invokeExact(database, sizeOut);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int streamSize(long database, long sizeOut) {
        try {
            return (int) STREAM_SIZE.invokeExact(database, sizeOut);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static void freeDatabase(long database) {
        try {
            var _ = (int) FREE_DATABASE.invokeExact(database);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static void free(long memory) {
        try {
            FREE.invokeExact(memory);
        } catch (Throwable t) {
            throw broken(t);
        }
    }
}
