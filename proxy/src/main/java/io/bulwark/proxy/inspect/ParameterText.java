package io.bulwark.proxy.inspect;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.ValuePattern;
import java.util.Arrays;

/** Names and values in the form of a query, as they come; bounded. Of a value no more is kept than conditions can ask for. */
final class ParameterText implements Bytes {
    /** The most bytes that are kept; what needs more has failed. */
    static final int MAX_BYTES = 64 * 1024;

    /** A value that is longer than this fits no condition but that there is none, however much longer it is. */
    private static final int MAX_VALUE = 3 * (ValuePattern.MAX_LENGTH + 1);

    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
    };

    private byte[] bytes = new byte[256];
    private int length;
    private int valueFrom;
    private boolean failed;

    void clear() {
        length = 0;
        valueFrom = 0;
        failed = false;
    }

    /** A parameter begins, with its name. */
    void begin() {
        if (length > 0) {
            add((byte) '&');
        }
    }

    /** A value begins. */
    void beginValue() {
        valueFrom = length;
    }

    /** A byte that is coded already. */
    void raw(byte octet, boolean ofValue) {
        if (!ofValue || length - valueFrom < MAX_VALUE) {
            add(octet);
        }
    }

    /** A byte that is to be coded where it needs to be. */
    void coded(byte octet, boolean ofValue) {
        if (ofValue && length - valueFrom >= MAX_VALUE) {
            return;
        }
        boolean plain = (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || octet == '-'
                || octet == '_'
                || octet == '.'
                || octet == '['
                || octet == ']';
        if (plain) {
            add(octet);
        } else {
            add((byte) '%');
            add(DIGITS[octet >> 4 & 0xF]);
            add(DIGITS[octet & 0xF]);
        }
    }

    private void add(byte octet) {
        if (length == MAX_BYTES) {
            failed = true;
            return;
        }
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = octet;
    }

    void fail() {
        failed = true;
    }

    boolean failed() {
        return failed;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public byte get(int index) {
        return bytes[index];
    }
}
