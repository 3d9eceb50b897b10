package io.bulwark.proxy.inspect.protobuf;

import io.bulwark.signatures.memory.NativeBytes;

/** Tells text from binary data. */
final class Utf8 {
    private static final int DELETE = 0x7F;
    private static final int FIRST_PRINTABLE = 0x20;

    private Utf8() {}

    /** Whether the bytes are UTF-8 without a control byte other than tab and line ends. */
    static boolean isText(long from, long to) {
        var at = from;
        while (at < to) {
            var octet = NativeBytes.get(at++);
            if (octet >= 0) {
                if (octet == DELETE || (octet < FIRST_PRINTABLE && octet != '\t' && octet != '\n' && octet != '\r')) {
                    return false;
                }
            } else {
                var more = continuations(octet & 0xFF);
                if (more == 0 || more > to - at) {
                    return false;
                }
                for (; more > 0; more--) {
                    if ((NativeBytes.get(at++) & 0xC0) != 0x80) {
                        return false;
                    }
                }
            }
        }
        return true;
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
