package io.bulwark.signatures.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Plain reads and writes of native memory: the caller owns the range and keeps it alive during the call. */
public final class NativeBytes {
    /* A constant segment of global scope: the compiler folds its checks, and no segment is made for each buffer. */
    private static final MemorySegment ALL = everything();

    private NativeBytes() {}

    @SuppressWarnings("restricted")
    private static MemorySegment everything() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    public static byte get(long address) {
        return ALL.get(JAVA_BYTE, address);
    }

    public static void put(long address, byte value) {
        ALL.set(JAVA_BYTE, address, value);
    }

    public static long getLong(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, address);
    }

    public static void putLong(long address, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, address, value);
    }

    /** A part of native memory with bounds that are checked, for code that takes segments. */
    public static MemorySegment segment(long address, long length) {
        return ALL.asSlice(address, length);
    }

    /** Copies native bytes into an array. */
    public static void copy(long from, byte[] to, int index, int length) {
        MemorySegment.copy(ALL, JAVA_BYTE, from, to, index, length);
    }

    /** Copies an array's bytes to native memory. */
    public static void copy(byte[] from, int index, long to, int length) {
        MemorySegment.copy(from, index, ALL, JAVA_BYTE, to, length);
    }

    /** Copies native bytes; the ranges may overlap. */
    public static void copy(long from, long to, long length) {
        MemorySegment.copy(ALL, from, ALL, to, length);
    }
}
