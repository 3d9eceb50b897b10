package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.stream.ByteView;

/** A decimal number and its line end, read byte by byte, as strictly as Redis reads its own. */
final class NumberLine {
    /** Whether the line is complete. */
    enum Answer {
        MORE,
        DONE,
        BAD
    }

    private static final int MAX_DIGITS = 18;

    private long value;
    private int digits;
    private boolean negative;
    private boolean carriageReturn;
    private int index;

    void reset() {
        value = 0;
        digits = 0;
        negative = false;
        carriageReturn = false;
    }

    /** Reads on from {@code from}; {@link #index} then tells how far. */
    Answer read(ByteView view, int from) {
        for (index = from; index < view.length(); index++) {
            var octet = view.get(index);
            if (carriageReturn) {
                index++;
                return octet == '\n' ? Answer.DONE : Answer.BAD;
            }
            if (octet >= '0' && octet <= '9') {
                if (digits == MAX_DIGITS || (digits > 0 && value == 0)) {
                    return Answer.BAD;
                }
                value = 10 * value + (octet - '0');
                digits++;
            } else if (octet == '\r' && digits > 0 && !(negative && value == 0)) {
                carriageReturn = true;
            } else if (octet == '-' && digits == 0 && !negative) {
                negative = true;
            } else {
                return Answer.BAD;
            }
        }
        return Answer.MORE;
    }

    /** The index behind the last byte that was read. */
    int index() {
        return index;
    }

    long value() {
        return negative ? -value : value;
    }
}
