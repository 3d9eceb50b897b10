package io.bulwark.signatures.view;

import io.bulwark.signatures.memory.NativeBytes;

/** One round of percent-decoding over a value that comes in pieces. */
public final class PercentDecoder {
    /*
     * An escape that a piece's end cuts is carried to the next piece: at most the five bytes "%uXXX". So a piece gives
     * at most as many bytes as were carried plus its own, and the same bytes come out however the value is cut.
     * Malformed escapes are copied as they are; none of their bytes after the first can start another escape.
     */
    /** The bytes that a piece's output may have more than the piece. */
    public static final int MAX_CARRY = 5;

    private static final int FULL_ESCAPE = 6;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long PERCENTS = ONES * '%';

    private final boolean plusIsSpace;
    private final long pluses;
    private final byte[] carry = new byte[FULL_ESCAPE];
    private int carried;
    private boolean changed;
    private boolean wrotePercent;
    private long to;

    /** A decoder for form data, where a plus stands for a space, or for anything else. */
    public PercentDecoder(boolean plusIsSpace) {
        this.plusIsSpace = plusIsSpace;
        this.pluses = plusIsSpace ? ONES * '+' : PERCENTS;
    }

    /** Forgets everything, for the next value. */
    public void reset() {
        carried = 0;
        changed = false;
        wrotePercent = false;
    }

    /** Whether any byte since {@link #reset} came out other than it went in. */
    public boolean changed() {
        return changed;
    }

    /** Whether any percent sign has come out since {@link #reset}: if not, another round would change nothing. */
    public boolean wrotePercent() {
        return wrotePercent;
    }

    /** Decodes a piece to other memory, which must have room for {@code length + MAX_CARRY}; returns the bytes written. */
    public int decode(long address, int length, long out) {
        to = out;
        long end = address + length;
        long at = address;
        while (at < end) {
            if (carried == 0) {
                at = copyPlain(at, end);
                if (at == end) {
                    break;
                }
            }
            take(NativeBytes.get(at++));
        }
        return (int) (to - out);
    }

    /** Writes what is still carried: the value is over. Returns the bytes written, {@link #MAX_CARRY} at most. */
    public int finish(long out) {
        to = out;
        flush();
        return (int) (to - out);
    }

    /* Copies up to the next percent sign or plus, eight bytes at a time. */
    private long copyPlain(long from, long end) {
        long at = from;
        while (end - at >= Long.BYTES) {
            long word = NativeBytes.getLong(at);
            if ((zeroBytes(word ^ PERCENTS) | zeroBytes(word ^ pluses)) != 0) {
                break;
            }
            NativeBytes.putLong(to, word);
            at += Long.BYTES;
            to += Long.BYTES;
        }
        while (at < end) {
            byte b = NativeBytes.get(at);
            if (b == '%' || (b == '+' && plusIsSpace)) {
                break;
            }
            NativeBytes.put(to++, b);
            at++;
        }
        return at;
    }

    private static long zeroBytes(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    private void take(byte b) {
        if (carried == 0) {
            start(b);
        } else if ((carried == 1 && (b == 'u' || b == 'U')) || hex(b) >= 0) {
            carry[carried++] = b;
            boolean unicode = (carry[1] | 0x20) == 'u';
            if (!unicode && carried == 3) {
                emit((hex(carry[1]) << 4) | hex(carry[2]));
            } else if (carried == FULL_ESCAPE) {
                emitUtf8((hex(carry[2]) << 12) | (hex(carry[3]) << 8) | (hex(carry[4]) << 4) | hex(carry[5]));
            }
        } else {
            flush();
            start(b);
        }
    }

    private void start(byte b) {
        if (b == '%') {
            carry[0] = b;
            carried = 1;
        } else if (b == '+' && plusIsSpace) {
            emit(' ');
        } else {
            NativeBytes.put(to++, b);
        }
    }

    private void flush() {
        wrotePercent |= carried > 0;
        for (int i = 0; i < carried; i++) {
            NativeBytes.put(to++, carry[i]);
        }
        carried = 0;
    }

    private void emit(int value) {
        NativeBytes.put(to++, (byte) value);
        wrotePercent |= value == '%';
        changed = true;
        carried = 0;
    }

    /* Full-width forms become the ASCII that servers fold them to; anything else becomes UTF-8. */
    private void emitUtf8(int unit) {
        if (unit >= 0xff01 && unit <= 0xff5e) {
            emit(unit - 0xfee0);
        } else if (unit < 0x80) {
            emit(unit);
        } else if (unit < 0x800) {
            emit(0xc0 | (unit >> 6));
            emit(0x80 | (unit & 0x3f));
        } else {
            emit(0xe0 | (unit >> 12));
            emit(0x80 | ((unit >> 6) & 0x3f));
            emit(0x80 | (unit & 0x3f));
        }
    }

    private static int hex(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
