package io.bulwark.policy.descriptor;

import java.nio.charset.StandardCharsets;

/** The fields of one encoded message, read one after the other. */
final class WireReader {

    /* next() reads a whole field and checks that it lies within its message; what is asked for afterwards cannot go wrong
     * but in its type. Nested messages are ranges of the same array, so nothing is copied or allocated from a length.
     * A fault ends this reader and all others of the file: each loop over next() then ends by itself. */

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int MAX_VARINT_BYTES = 10;
    private static final long MAX_TAG = 0xffff_ffffL;

    private final byte[] bytes;
    private final Fault fault;
    private final int start;
    private final int end;
    private int at;
    private int number;
    private int wireType;
    private long value;
    private int from;

    private WireReader(byte[] bytes, int start, int end, Fault fault) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        this.fault = fault;
        at = start;
    }

    static WireReader of(byte[] bytes, Fault fault) {
        return new WireReader(bytes, 0, bytes.length, fault);
    }

    /** The same message from its start. */
    WireReader again() {
        return new WireReader(bytes, start, end, fault);
    }

    /** Reads the next field; false at the end and after a fault. */
    boolean next() {
        if (at >= end || fault.isTold()) {
            return false;
        }
        long tag = varint();
        if (fault.isTold() || tag < 0 || tag > MAX_TAG || tag >>> 3 == 0) {
            return broken("has a field without a number");
        }
        number = (int) (tag >>> 3);
        wireType = (int) tag & 7;
        switch (wireType) {
            case VARINT -> value = varint();
            case FIXED64 -> skip(Long.BYTES);
            case LENGTH_DELIMITED -> skip(varint());
            case FIXED32 -> skip(Integer.BYTES);
            default -> broken("has a field of a kind that descriptor sets do not have");
        }
        return !fault.isTold();
    }

    /** The number of the field that was read. */
    int number() {
        return number;
    }

    /** The field's number as a value. */
    long value() {
        return is(VARINT) ? value : 0;
    }

    /** The field's bytes as text, one character for each; names are ASCII. */
    String text() {
        return is(LENGTH_DELIMITED) ? new String(bytes, from, at - from, StandardCharsets.ISO_8859_1) : "";
    }

    /** The field's bytes as a message. */
    WireReader message() {
        return is(LENGTH_DELIMITED) ? new WireReader(bytes, from, at, fault) : new WireReader(bytes, at, at, fault);
    }

    private boolean is(int expected) {
        return wireType == expected || broken("has a field of another kind than descriptor sets have there");
    }

    private void skip(long length) {
        if (length < 0 || length > end - at) {
            broken("has a field that is longer than what it is in");
            return;
        }
        from = at;
        at += (int) length;
    }

    private long varint() {
        long read = 0;
        for (int i = 0; i < MAX_VARINT_BYTES && at < end; i++) {
            byte next = bytes[at++];
            read |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                return read;
            }
        }
        broken(at < end ? "has a number that is too long" : "ends inside a field");
        return 0;
    }

    private boolean broken(String what) {
        return fault.tell("is no descriptor set: it " + what + ", at byte " + at);
    }
}
