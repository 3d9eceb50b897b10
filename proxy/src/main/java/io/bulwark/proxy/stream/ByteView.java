package io.bulwark.proxy.stream;

import io.bulwark.policy.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A borrowed, contiguous run of bytes of one lane, with its place in the stream.
 *
 * <p>A view is lent for the length of one call and then reused: keep offsets, never the view. Reads are checked against
 * {@link #length()}. Views are confined to the event loop of their flow.
 */
public final class ByteView implements Bytes {
    /*
     * The bytes live in native memory that the relay owns (a pooled direct buffer), so that the matching engine can read
     * them in place by address. One segment over all memory, held in a constant, lets the compiler turn each read into one
     * load; the check against the length of the view is the only bound, which is why it is never left out.
     */
    @SuppressWarnings("restricted")
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final ValueLayout.OfLong LITTLE_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int DELETE = 0x7F;

    private long address;
    private int length;
    private long offset;

    /**
     * Points this view at {@code length} bytes of native memory at {@code address}, the first of which stands at
     * {@code offset} of its stream. The caller owns the memory and answers for the range.
     */
    public ByteView wrap(long address, int length, long offset) {
        if (length < 0 || (address == 0 && length > 0)) {
            throw new IllegalArgumentException("no memory of length " + length + " at " + address);
        }
        this.address = address;
        this.length = length;
        this.offset = offset;
        return this;
    }

    /** Points this view at a part of another one, which may be itself. */
    public ByteView window(ByteView of, int from, int windowLength) {
        Objects.checkFromIndexSize(from, windowLength, of.length);
        return wrap(of.address + from, windowLength, of.offset + from);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public byte get(int index) {
        Objects.checkIndex(index, length);
        return MEMORY.get(ValueLayout.JAVA_BYTE, address + index);
    }

    /** Where the first byte stands in its stream, counted from the start of the connection. */
    public long offset() {
        return offset;
    }

    /** One past the last byte's place in the stream. */
    public long end() {
        return offset + length;
    }

    /** The native address of the first byte, for the matching engine; only {@link #length()} bytes may be read there. */
    public long address() {
        return address;
    }

    /** The index of the first {@code wanted} byte in {@code from..to-1}, or -1. */
    public int indexOf(byte wanted, int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        var pattern = (wanted & 0xFF) * LOW_BITS;
        var index = from;
        for (; index <= to - Long.BYTES; index += Long.BYTES) {
            var differing = MEMORY.get(LITTLE_LONG, address + index) ^ pattern;
            var zeroBytes = (differing - LOW_BITS) & ~differing & HIGH_BITS;
            if (zeroBytes != 0) {
                return index + (Long.numberOfTrailingZeros(zeroBytes) >>> 3);
            }
        }
        for (; index < to; index++) {
            if (MEMORY.get(ValueLayout.JAVA_BYTE, address + index) == wanted) {
                return index;
            }
        }
        return -1;
    }

    /** The index of the first control byte (below 0x20, or 0x7F) in {@code from..to-1}, or -1. */
    public int indexOfControl(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        var index = from;
        for (; index <= to - Long.BYTES; index += Long.BYTES) {
            var word = MEMORY.get(LITTLE_LONG, address + index);
            var low = (word - FIRST_PRINTABLE * LOW_BITS) & ~word;
            var differing = word ^ (DELETE * LOW_BITS);
            var delete = (differing - LOW_BITS) & ~differing;
            var found = (low | delete) & HIGH_BITS;
            if (found != 0) {
                return index + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; index < to; index++) {
            var value = MEMORY.get(ValueLayout.JAVA_BYTE, address + index);
            if ((value >= 0 && value < FIRST_PRINTABLE) || value == DELETE) {
                return index;
            }
        }
        return -1;
    }

    @Override
    public void copyTo(int from, byte[] target, int targetIndex, int count) {
        Objects.checkFromIndexSize(from, count, length);
        MemorySegment.copy(MEMORY, ValueLayout.JAVA_BYTE, address + from, target, targetIndex, count);
    }

    /** Copies all bytes to native memory at {@code target}, which the caller owns and which has room for them. */
    public void copyTo(long target) {
        MemorySegment.copy(MEMORY, address, MEMORY, target, length);
    }

    /** The place of the view, never its bytes: they may be a secret. */
    @Override
    public String toString() {
        return "ByteView[" + offset + ".." + end() + ")";
    }
}
