package io.bulwark.proxy.inspect.normalize;

import io.bulwark.signatures.memory.NativeBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Turns base64 text that comes in pieces into the bytes that it stands for. */
public final class Base64Text {
    /*
     * The text may be several texts in a row, each with padding of its own: senders encode each message by itself. So padding
     * ends a group of four, and the next one begins.
     */
    /** What {@link #decode} answers for a letter that base64 has not. */
    public static final int INVALID = -1;

    private static final int SEXTET = 6;
    private static final byte[] VALUES = new byte[256];

    static {
        Arrays.fill(VALUES, (byte) -1);
        var letters =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);
        for (var value = 0; value < letters.length; value++) {
            VALUES[letters[value]] = (byte) value;
        }
    }

    private int bits;
    private int bitCount;

    /** A new text begins. */
    public void reset() {
        bits = 0;
        bitCount = 0;
    }

    /** Decodes the next piece into memory with room for as many bytes; says how many were written, or {@link #INVALID}. */
    public int decode(long address, int length, long target) {
        var out = target;
        for (var index = 0; index < length; index++) {
            var letter = NativeBytes.get(address + index);
            var value = VALUES[letter & 0xFF];
            if (value >= 0) {
                bits = (bits << SEXTET) | value;
                bitCount += SEXTET;
                if (bitCount >= Byte.SIZE) {
                    bitCount -= Byte.SIZE;
                    NativeBytes.put(out++, (byte) (bits >> bitCount));
                }
            } else if (letter == '=') {
                reset();
            } else if (letter != '\r' && letter != '\n') {
                return INVALID;
            }
        }
        return (int) (out - target);
    }
}
