package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Bytes;
import java.nio.charset.StandardCharsets;

/** Comparisons of ASCII words in any case. */
final class Letters {
    private Letters() {}

    static byte upper(byte value) {
        return value >= 'a' && value <= 'z' ? (byte) (value & ~0x20) : value;
    }

    /** Whether {@code bytes} is {@code upper} in any case. */
    static boolean same(Bytes bytes, byte[] upper) {
        return bytes.length() == upper.length && startsWith(bytes, upper);
    }

    /** Whether {@code bytes} is {@code upper} in any case. */
    static boolean same(Bytes bytes, Word upper) {
        var same = bytes.length() == upper.length();
        for (var index = 0; same && index < upper.length(); index++) {
            same = upper(bytes.get(index)) == upper.get(index);
        }
        return same;
    }

    /** Whether {@code bytes} begins with {@code upper} in any case. */
    static boolean startsWith(Bytes bytes, byte[] upper) {
        if (bytes.length() < upper.length) {
            return false;
        }
        for (var index = 0; index < upper.length; index++) {
            if (upper(bytes.get(index)) != upper[index]) {
                return false;
            }
        }
        return true;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
