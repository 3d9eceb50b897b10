package io.bulwark.proxy.protocol.http2.hpack;

import io.bulwark.signatures.memory.NativeBytes;
import java.util.Arrays;

/** The dynamic table of one direction of a connection (RFC 7541 section 2.3.2). Entry 0 is the newest. */
final class DynamicTable {
    /*
     * The bytes of an entry are kept as its line of text, in a ring: an indexed field is one copy. The separators of a line
     * take 4 bytes where the table counts 32 for each entry, so that the ring never needs to be bigger than the table may be.
     * Positions in the ring only grow, and wrap around as integers do; both rings have a power of two of places. Both begin
     * empty and grow with what is in the table, because most connections index little.
     */
    /** What an entry counts beside its bytes (section 4.1). */
    static final int ENTRY_OVERHEAD = 32;

    private static final int FIRST_LIMIT = 4096;
    private static final int FIRST_BYTES = 256;
    private static final int FIRST_SLOTS = 8;

    private int limit = FIRST_LIMIT;
    private int size;
    private int count;
    private int newest;
    private int[] starts = {};
    private int[] nameLengths = {};
    private int[] lineLengths = {};
    private byte[] bytes = {};
    private int tail;

    int count() {
        return count;
    }

    /** How big it may be now. */
    int limit() {
        return limit;
    }

    int nameLength(int entry) {
        return nameLengths[slot(entry)];
    }

    /** The length of the whole line, with what ends it. */
    int lineLength(int entry) {
        return lineLengths[slot(entry)];
    }

    /** Appends the first {@code length} bytes of the entry's line; they were reserved. */
    void copyTo(LineMemory target, int entry, int length) {
        var from = starts[slot(entry)] & (bytes.length - 1);
        var first = Math.min(length, bytes.length - from);
        target.put(bytes, from, first);
        if (first < length) {
            target.put(bytes, 0, length - first);
        }
    }

    void limitTo(int newLimit) {
        limit = newLimit;
        evictTo(newLimit);
    }

    void clear() {
        size = 0;
        count = 0;
    }

    /** Adds the line at {@code from}; one that is bigger than the table only empties it (section 4.4). */
    void add(LineMemory source, int from, int nameLength, int lineLength) {
        var added = lineLength - 2 * HeaderText.SEPARATOR + ENTRY_OVERHEAD;
        if (added > limit) {
            clear();
            return;
        }
        evictTo(limit - added);
        reserveBytes(lineLength);
        reserveSlot();
        newest = (newest + 1) & (starts.length - 1);
        starts[newest] = tail;
        nameLengths[newest] = nameLength;
        lineLengths[newest] = lineLength;
        append(source.address() + from, lineLength);
        size += added;
        count++;
    }

    private void append(long source, int length) {
        var to = tail & (bytes.length - 1);
        var first = Math.min(length, bytes.length - to);
        NativeBytes.copy(source, bytes, to, first);
        NativeBytes.copy(source + first, bytes, 0, length - first);
        tail += length;
    }

    private void evictTo(int wanted) {
        while (size > wanted) {
            count--;
            size -= lineLength(count) - 2 * HeaderText.SEPARATOR + ENTRY_OVERHEAD;
        }
    }

    private int slot(int entry) {
        return (newest - entry) & (starts.length - 1);
    }

    private int usedBytes() {
        return count == 0 ? 0 : tail - starts[slot(count - 1)];
    }

    private void reserveBytes(int added) {
        var used = usedBytes();
        if (used + added <= bytes.length) {
            return;
        }
        var bigger = new byte[powerOfTwo(Math.max(FIRST_BYTES, used + added))];
        for (var position = tail - used; position != tail; position++) {
            bigger[position & (bigger.length - 1)] = bytes[position & (bytes.length - 1)];
        }
        bytes = bigger;
    }

    private void reserveSlot() {
        if (count < starts.length) {
            return;
        }
        var slots = powerOfTwo(Math.max(FIRST_SLOTS, count + 1));
        starts = unrolled(starts, slots);
        nameLengths = unrolled(nameLengths, slots);
        lineLengths = unrolled(lineLengths, slots);
        newest = (count - 1) & (slots - 1);
    }

    /** A bigger copy that begins with the oldest entry. */
    private int[] unrolled(int[] ring, int slots) {
        var bigger = Arrays.copyOf(ring, slots);
        for (var entry = 0; entry < count; entry++) {
            bigger[count - 1 - entry] = ring[(newest - entry) & (ring.length - 1)];
        }
        return bigger;
    }

    private static int powerOfTwo(int atLeast) {
        return Integer.highestOneBit(atLeast - 1) << 1;
    }
}
