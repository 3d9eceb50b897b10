package io.bulwark.proxy.inspect.protobuf;

import io.bulwark.signatures.memory.NativeBytes;

/** Reads the tags, varints and lengths of protobuf's wire format. Says what is wrong by its answer, never throws. */
final class Wire {
    /*
     * Parsers differ in how much they forgive. What any of them reads as a message has to be read as one here, so the more
     * lenient reading is taken: varints of up to ten bytes, of which a tag and a length use the low 32 bits.
     */
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int START_GROUP = 3;
    static final int END_GROUP = 4;
    static final int FIXED32 = 5;

    private static final int MAX_VARINT_BYTES = 10;
    private static final int VALUE_BITS = 7;
    private static final int LENGTH_BITS = 3;

    /** How deep groups may stand in each other in a value that is to be one message. */
    private static final int MAX_GROUPS = 32;

    private final int[] groups = new int[MAX_GROUPS];
    private long at;
    private long end;
    private int number;
    private int type;
    private long valueEnd;

    /** Goes on at {@code address}, and no further than {@code limit}. */
    void begin(long address, long limit) {
        at = address;
        end = limit;
    }

    /** Where the next byte stands. */
    long at() {
        return at;
    }

    /** The number of the field at hand. */
    int number() {
        return number;
    }

    /** The wire type of the field at hand. */
    int type() {
        return type;
    }

    /** Where the value of the field at hand ends; a group's tags have none. */
    long valueEnd() {
        return valueEnd;
    }

    /** Reads a tag and, for a length-delimited value, its length: {@link #at} is then where the value begins. */
    boolean next() {
        var tag = varint();
        if (tag < 0) {
            return false;
        }
        number = (int) tag >>> LENGTH_BITS;
        type = (int) tag & 7;
        valueEnd = at;
        if (number == 0) {
            return false;
        }
        switch (type) {
            case VARINT -> {
                return skipVarint();
            }
            case FIXED64 -> valueEnd = at + Long.BYTES;
            case FIXED32 -> valueEnd = at + Integer.BYTES;
            case LENGTH -> {
                var length = varint();
                valueEnd = at + length;
                return length >= 0 && length <= end - at;
            }
            case START_GROUP, END_GROUP -> {
                return true;
            }
            default -> {
                return false;
            }
        }
        return valueEnd <= end;
    }

    /** Goes on behind the value at hand. */
    void skip() {
        at = valueEnd;
    }

    /** Whether the bytes are fields from the first to the last, with groups that end. Values are passed over unread. */
    boolean isMessage(long address, long limit) {
        begin(address, limit);
        var depth = 0;
        while (at < limit) {
            if (!next()) {
                return false;
            }
            if (type == START_GROUP) {
                if (depth == MAX_GROUPS) {
                    return false;
                }
                groups[depth++] = number;
            } else if (type == END_GROUP && (depth == 0 || groups[--depth] != number)) {
                return false;
            }
            skip();
        }
        return depth == 0;
    }

    private boolean skipVarint() {
        for (var count = 0; count < MAX_VARINT_BYTES && valueEnd < end; count++) {
            if (NativeBytes.get(valueEnd++) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** The low 32 bits of a varint; negative when it has no end. */
    private long varint() {
        var value = 0L;
        for (var count = 0; count < MAX_VARINT_BYTES && at < end; count++) {
            var octet = NativeBytes.get(at++);
            if (count * VALUE_BITS < Integer.SIZE) {
                value |= (long) (octet & 0x7F) << (count * VALUE_BITS);
            }
            if (octet >= 0) {
                return value & 0xFFFF_FFFFL;
            }
        }
        return -1;
    }
}
