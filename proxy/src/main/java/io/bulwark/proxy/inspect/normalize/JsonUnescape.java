package io.bulwark.proxy.inspect.normalize;

import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.memory.NativeBytes;

/** Turns the string escapes of JSON (RFC 8259 section 7) into the UTF-8 that they stand for; everything else stays. */
public final class JsonUnescape implements Unescape {
    /*
     * A backslash can stand only inside a string, so strings need not be told from the rest. What is no escape after all
     * comes out as it went in: a lenient parser may have read it that way. A pair of surrogates is one character of four
     * bytes; a lone one comes out as three bytes, as lenient parsers write it.
     *
     * Output is never longer than the input of all calls so far. One call may put out what an earlier one kept back: a
     * surrogate that waited for its partner and the start of an escape, MAX_CARRIED bytes at most.
     */
    private static final int NO_SURROGATE = -1;
    private static final int HEX_DIGITS = 4;

    private enum Place {
        PLAIN,
        /** After a backslash. */
        ESCAPE,
        /** Between the digits after {@code \\u}. */
        HEX
    }

    private final ByteView input = new ByteView();
    private final byte[] digits = new byte[HEX_DIGITS];
    private Place place = Place.PLAIN;
    private int digitCount;
    private int codeUnit;
    private int highSurrogate = NO_SURROGATE;
    private long out;

    @Override
    public void reset() {
        place = Place.PLAIN;
        digitCount = 0;
        highSurrogate = NO_SURROGATE;
    }

    @Override
    public int decode(long address, int length, long target) {
        out = target;
        input.wrap(address, length, 0);
        var index = 0;
        while (index < length) {
            if (place == Place.PLAIN) {
                var backslash = input.indexOf((byte) '\\', index, length);
                var end = backslash < 0 ? length : backslash;
                copy(address + index, end - index);
                if (backslash >= 0) {
                    place = Place.ESCAPE;
                }
                index = end + 1;
            } else if (place == Place.ESCAPE) {
                escaped(input.get(index++));
            } else if (digit(input.get(index))) {
                index++;
            }
        }
        return (int) (out - target);
    }

    @Override
    public int finish(long target) {
        out = target;
        if (place == Place.ESCAPE) {
            lone();
            put('\\');
        } else if (place == Place.HEX) {
            brokenHex();
        }
        lone();
        reset();
        return (int) (out - target);
    }

    private void copy(long from, int length) {
        if (length > 0) {
            lone();
            NativeBytes.copy(from, out, length);
            out += length;
        }
    }

    private void escaped(byte letter) {
        if (letter == 'u') {
            place = Place.HEX;
            digitCount = 0;
            codeUnit = 0;
            return;
        }
        place = Place.PLAIN;
        lone();
        switch (letter) {
            case '"', '\\', '/' -> put(letter);
            case 'b' -> put('\b');
            case 'f' -> put('\f');
            case 'n' -> put('\n');
            case 'r' -> put('\r');
            case 't' -> put('\t');
            default -> {
                put('\\');
                put(letter);
            }
        }
    }

    /** Takes one more hex digit; a byte that is none is left for another look. */
    private boolean digit(byte candidate) {
        var value = Character.digit(candidate, 16);
        if (value < 0) {
            brokenHex();
            place = Place.PLAIN;
            return false;
        }
        digits[digitCount++] = candidate;
        codeUnit = (codeUnit << 4) | value;
        if (digitCount == HEX_DIGITS) {
            place = Place.PLAIN;
            character();
        }
        return true;
    }

    private void brokenHex() {
        lone();
        put('\\');
        put('u');
        for (var index = 0; index < digitCount; index++) {
            put(digits[index]);
        }
    }

    private void character() {
        if (highSurrogate != NO_SURROGATE && Character.isLowSurrogate((char) codeUnit)) {
            var codePoint = Character.toCodePoint((char) highSurrogate, (char) codeUnit);
            highSurrogate = NO_SURROGATE;
            put(0xF0 | (codePoint >> 18));
            put(0x80 | ((codePoint >> 12) & 0x3F));
            put(0x80 | ((codePoint >> 6) & 0x3F));
            put(0x80 | (codePoint & 0x3F));
            return;
        }
        lone();
        if (Character.isHighSurrogate((char) codeUnit)) {
            highSurrogate = codeUnit;
        } else {
            utf8(codeUnit);
        }
    }

    /** A surrogate waited for a partner that did not come. */
    private void lone() {
        if (highSurrogate != NO_SURROGATE) {
            utf8(highSurrogate);
            highSurrogate = NO_SURROGATE;
        }
    }

    private void utf8(int unit) {
        if (unit < 0x80) {
            put(unit);
        } else if (unit < 0x800) {
            put(0xC0 | (unit >> 6));
            put(0x80 | (unit & 0x3F));
        } else {
            put(0xE0 | (unit >> 12));
            put(0x80 | ((unit >> 6) & 0x3F));
            put(0x80 | (unit & 0x3F));
        }
    }

    private void put(int value) {
        NativeBytes.put(out++, (byte) value);
    }
}
