package io.bulwark.signatures.match.hyperscan;

import static io.bulwark.signatures.match.hyperscan.HyperscanLibrary.function;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** The functions of the C interface that scan. Pointers are plain longs; results are the engine's error codes. */
final class HyperscanRuntime {
    /*
     * Addresses go as JAVA_LONG: a MemorySegment argument costs an allocation or a liveness check each call, and the
     * buffers' addresses are at hand as longs. No handle is linked as "critical": the scan calls back into Java, and
     * a long scan must not hold up the collector.
     */
    static final int SUCCESS = 0;

    /*
     * Flags that are always 0 go as long too: a 64-bit register holds either, and the fewer shapes of calls there are,
     * the fewer the virtual machine has to prepare at start (about 15 ms each).
     */
    private static final long NO_FLAGS = 0;

    static final FunctionDescriptor ON_MATCH =
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);

    private static final MethodHandle SCAN = function(
            "hs_scan",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle OPEN =
            function("hs_open_stream", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FEED = function(
            "hs_scan_stream",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final FunctionDescriptor RESETTING =
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle RESET = function("hs_reset_stream", RESETTING);
    private static final MethodHandle RESET_AND_COPY = function("hs_reset_and_copy_stream", RESETTING);
    private static final MethodHandle CLOSE =
            function("hs_close_stream", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ALLOC_SCRATCH =
            function("hs_alloc_scratch", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SCRATCH_SIZE =
            function("hs_scratch_size", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE_SCRATCH =
            function("hs_free_scratch", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

    private HyperscanRuntime() {}

    static int scan(long database, long data, int length, long scratch, long onMatch) {
        try {
            return (int) SCAN.invokeExact(database, data, length, 0, scratch, onMatch, 0L);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int open(long database, long streamOut) {
        try {
            return (int) OPEN.invokeExact(database, NO_FLAGS, streamOut);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int feed(long stream, long data, int length, long scratch, long onMatch) {
        try {
            return (int) FEED.invokeExact(stream, data, length, 0, scratch, onMatch, 0L);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    /** Reports the matches at the end and makes the stream as new. */
    static int reset(long stream, long scratch, long onMatch) {
        try {
            return (int) RESET.invokeExact(stream, NO_FLAGS, scratch, onMatch, 0L);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    /** Brings a stream into the state of another one; what it was in before is forgotten. */
    static int copy(long to, long from) {
        try {
            return (int) RESET_AND_COPY.invokeExact(to, from, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    /** Reports the matches at the end, where a callback is given, and frees the stream. */
    static int close(long stream, long scratch, long onMatch) {
        try {
            return (int) CLOSE.invokeExact(stream, scratch, onMatch, 0L);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    /** Makes scratch at {@code *inOut} fit the database too. */
    static int allocateScratch(long database, long inOut) {
        try {
            return (int) ALLOC_SCRATCH.invokeExact(database, inOut);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int scratchSize(long scratch, long sizeOut) {
        try {
            return (int) SCRATCH_SIZE.invokeExact(scratch, sizeOut);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int freeScratch(long scratch) {
        try {
            return (int) FREE_SCRATCH.invokeExact(scratch);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    /** What a throw of the linkage itself becomes: a handle and its call don't fit, which is our bug. */
    static IllegalStateException broken(Throwable cause) {
        return new IllegalStateException("call into Hyperscan failed: " + cause, cause);
    }

    /** An error code of the C interface in words. */
    static String describe(int code) {
        return switch (code) {
                    case 0 -> "success";
                    case -1 -> "invalid argument";
                    case -2 -> "out of memory";
                    case -3 -> "scan terminated";
                    case -4 -> "compiler error";
                    case -5 -> "database of another engine version";
                    case -6 -> "database of another platform";
                    case -7 -> "database of another mode";
                    case -8 -> "bad alignment";
                    case -9 -> "bad allocator";
                    case -10 -> "scratch in use";
                    case -11 -> "processor not supported";
                    case -12 -> "not enough space";
                    default -> "unknown error";
                }
                + " (" + code + ")";
    }
}
