package io.bulwark.proxy.inspect.protobuf;

import io.bulwark.signatures.memory.NativeBytes;

/** Tells text, which is UTF-8 without control bytes but blanks, from binary data. */
public final class Text {
    private static final int BYTES_FOR_AN_ODD_ONE = 8;
    private static final int DELETE = 0x7F;
    private static final int FIRST_PRINTABLE = 0x20;

    private Text() {}

    /** Whether all bytes are text. */
    static boolean isAll(long from, long to) {
        return end(from, to) == to;
    }

    /** Whether so few bytes are none that the value is to be taken for text, if an odd one. */
    public static boolean isMost(long from, long to) {
        var others = 0L;
        for (var at = end(from, to); at < to; at = end(at + 1, to)) {
            others++;
        }
        return others <= (to - from) / BYTES_FOR_AN_ODD_ONE;
    }

    /** Where the text that begins at {@code from} ends, at {@code to} at the latest. */
    public static long end(long from, long to) {
        var at = from;
        while (at < to) {
            var octet = NativeBytes.get(at);
            var next = octet >= 0 ? at + (isControl(octet) ? 0 : 1) : characterEnd(at, to);
            if (next == at) {
                return at;
            }
            at = next;
        }
        return to;
    }

    private static boolean isControl(byte octet) {
        return octet == DELETE || (octet < FIRST_PRINTABLE && (octet < '\t' || octet > '\r'));
    }

    /** Where a character of several bytes ends; {@code at} when it is none. */
    private static long characterEnd(long at, long to) {
        var more = continuations(NativeBytes.get(at) & 0xFF);
        if (more == 0 || more >= to - at) {
            return at;
        }
        for (var index = 1; index <= more; index++) {
            if ((NativeBytes.get(at + index) & 0xC0) != 0x80) {
                return at;
            }
        }
        return at + more + 1;
    }

    /** How many bytes follow this first one of a character; none follows one that can't be the first. */
    private static int continuations(int first) {
        if (first >= 0xC2 && first <= 0xDF) {
            return 1;
        }
        if (first >= 0xE0 && first <= 0xEF) {
            return 2;
        }
        return first >= 0xF0 && first <= 0xF4 ? 3 : 0;
    }
}
