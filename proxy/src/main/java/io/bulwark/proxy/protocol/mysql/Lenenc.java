package io.bulwark.proxy.protocol.mysql;

/** A length-encoded integer that may come in pieces. */
final class Lenenc {
    private static final int NULL = 0xFB;
    private static final int TWO = 0xFC;
    private static final int THREE = 0xFD;
    private static final int EIGHT = 0xFE;

    private int missing = -1;
    private int shift;
    private long value;
    private boolean isNull;
    private boolean invalid;

    void begin() {
        missing = -1;
        value = 0;
        shift = 0;
        isNull = false;
        invalid = false;
    }

    /** Takes the next byte; whether the integer is complete. */
    boolean feed(byte next) {
        var octet = next & 0xFF;
        if (missing < 0) {
            switch (octet) {
                case NULL -> isNull = true;
                case TWO -> missing = 2;
                case THREE -> missing = 3;
                case EIGHT -> missing = 8;
                case 0xFF -> invalid = true;
                default -> value = octet;
            }
            return missing < 0;
        }
        value |= (long) octet << shift;
        shift += Byte.SIZE;
        missing--;
        return missing == 0;
    }

    long value() {
        return value;
    }

    boolean isNull() {
        return isNull;
    }

    boolean isInvalid() {
        return invalid || value < 0;
    }
}
