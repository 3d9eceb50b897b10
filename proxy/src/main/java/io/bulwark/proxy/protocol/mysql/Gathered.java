package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.stream.ByteView;
import java.util.Arrays;

/** The first bytes of a payload, put together in one array, and a cursor over them that never reads past their end. */
final class Gathered {
    private final int most;
    private byte[] bytes = new byte[64];
    private int length;
    private int at;
    private boolean tooShort;

    Gathered(int most) {
        this.most = most;
    }

    void clear() {
        length = 0;
        at = 0;
        tooShort = false;
        if (bytes.length > 1024) {
            bytes = new byte[64];
        }
    }

    /** Adds as many of these bytes as there is room for. */
    void add(ByteView view, int from, int count) {
        var taken = Math.min(count, most - length);
        if (length + taken > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(2 * bytes.length, length + taken)));
        }
        if (taken > 0) {
            view.copyTo(from, bytes, length, taken);
            length += taken;
        }
    }

    /** Puts ASCII letters among the first bytes in lower case. */
    void lower(int count) {
        for (var index = 0; index < count; index++) {
            if (bytes[index] >= 'A' && bytes[index] <= 'Z') {
                bytes[index] = (byte) (bytes[index] + ('a' - 'A'));
            }
        }
    }

    int length() {
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Reads from this place on. */
    void seek(int place) {
        at = place;
        tooShort = place > length;
    }

    /** Whether more was asked for than there is. */
    boolean isShort() {
        return tooShort;
    }

    int remaining() {
        return Math.max(0, length - at);
    }

    int position() {
        return at;
    }

    void skip(long count) {
        if (count < 0 || count > remaining()) {
            tooShort = true;
            at = length;
        } else {
            at += (int) count;
        }
    }

    /** An integer of so many bytes, the lowest first. */
    long integer(int count) {
        if (count > remaining()) {
            skip(count);
            return 0;
        }
        var result = 0L;
        for (var index = 0; index < count; index++) {
            result |= (bytes[at++] & 0xFFL) << (Byte.SIZE * index);
        }
        return result;
    }

    /** A length-encoded integer. */
    long lenenc() {
        var first = (int) integer(1);
        return switch (first) {
            case 0xFC -> integer(2);
            case 0xFD -> integer(3);
            case 0xFE -> integer(8);
            case 0xFB, 0xFF -> {
                tooShort = true;
                yield 0;
            }
            default -> first;
        };
    }

    /** A copy of the bytes up to the next zero, which is skipped; up to the end if {@code mayEnd} and there is none. */
    byte[] untilZero(boolean mayEnd) {
        var from = at;
        while (at < length && bytes[at] != 0) {
            at++;
        }
        var text = Arrays.copyOfRange(bytes, from, at);
        if (at < length) {
            at++;
        } else if (!mayEnd) {
            tooShort = true;
        }
        return text;
    }
}
