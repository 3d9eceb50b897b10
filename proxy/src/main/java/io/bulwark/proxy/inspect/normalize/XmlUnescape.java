package io.bulwark.proxy.inspect.normalize;

import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.memory.NativeBytes;

/** Turns the character references of XML and its five own entities (XML 1.0 sections 4.1 and 4.6) into UTF-8. */
public final class XmlUnescape implements Unescape {
    /*
     * Strings, markup and CDATA sections are not told apart: a reference is decoded wherever it stands. What is no reference
     * after all comes out as it went in, but for leading zeros, of which there may be any number and none is kept. A document
     * with such a thing is not well-formed, and its raw bytes are read besides.
     *
     * Output is never longer than the input of all calls so far; kept back are "&#x" and the digits.
     */
    private static final int MAX_NAME = 4;
    private static final int MAX_DIGITS = 8;
    private static final int MAX_CODE_POINT = 0x10_FFFF;

    private enum Place {
        PLAIN,
        /** After an ampersand. */
        NAME,
        /** After {@code &#}. */
        NUMBER,
        DECIMAL,
        HEX
    }

    private final ByteView input = new ByteView();
    private final byte[] kept = new byte[MAX_DIGITS];
    private Place place = Place.PLAIN;
    private int keptCount;
    private boolean zeros;
    private byte mark;
    private int codePoint;
    private long out;

    @Override
    public void reset() {
        place = Place.PLAIN;
        keptCount = 0;
    }

    @Override
    public int decode(long address, int length, long target) {
        out = target;
        input.wrap(address, length, 0);
        var index = 0;
        while (index < length) {
            if (place == Place.PLAIN) {
                var ampersand = input.indexOf((byte) '&', index, length);
                var end = ampersand < 0 ? length : ampersand;
                NativeBytes.copy(address + index, out, end - index);
                out += end - index;
                index = end + 1;
                if (ampersand >= 0) {
                    begin();
                }
            } else if (take(input.get(index))) {
                index++;
            }
        }
        return (int) (out - target);
    }

    @Override
    public int finish(long target) {
        out = target;
        giveUp();
        return (int) (out - target);
    }

    private void begin() {
        place = Place.NAME;
        keptCount = 0;
        zeros = false;
        codePoint = 0;
    }

    /** Takes one more byte of what may be a reference; one that cannot belong to it is left for another look. */
    private boolean take(byte octet) {
        var taken = switch (place) {
            case PLAIN -> false;
            case NAME -> name(octet);
            case NUMBER -> number(octet);
            case DECIMAL -> digit(octet, 10);
            case HEX -> digit(octet, 16);
        };
        if (!taken) {
            giveUp();
        }
        return taken;
    }

    private boolean name(byte octet) {
        if (octet == ';') {
            return named();
        }
        if (octet == '#' && keptCount == 0) {
            place = Place.NUMBER;
            return true;
        }
        return octet >= 'a' && octet <= 'z' && keep(octet, MAX_NAME);
    }

    private boolean named() {
        var letter = switch (keptCount) {
            case 2 -> is("lt") ? '<' : is("gt") ? '>' : 0;
            case 3 -> is("amp") ? '&' : 0;
            case 4 -> is("quot") ? '"' : is("apos") ? '\'' : 0;
            default -> 0;
        };
        return letter != 0 && put(letter);
    }

    private boolean is(String name) {
        for (var index = 0; index < keptCount; index++) {
            if (kept[index] != name.charAt(index)) {
                return false;
            }
        }
        return true;
    }

    private boolean number(byte octet) {
        mark = octet;
        place = (octet | 0x20) == 'x' ? Place.HEX : Place.DECIMAL;
        return place == Place.HEX || digit(octet, 10);
    }

    private boolean digit(byte octet, int radix) {
        if (octet == ';') {
            return (keptCount > 0 || zeros) && codePoint > 0 && codePoint <= MAX_CODE_POINT && put(codePoint);
        }
        var value = Character.digit(octet, radix);
        if (value == 0 && keptCount == 0) {
            zeros = true;
            return true;
        }
        if (value < 0 || !keep(octet, MAX_DIGITS)) {
            return false;
        }
        codePoint = Math.min(MAX_CODE_POINT + 1, codePoint * radix + value);
        return true;
    }

    private boolean keep(byte octet, int most) {
        if (keptCount == most) {
            return false;
        }
        kept[keptCount++] = octet;
        return true;
    }

    /** It is no reference: writes what was kept back. */
    private void giveUp() {
        if (place == Place.PLAIN) {
            return;
        }
        write('&');
        if (place != Place.NAME) {
            write('#');
        }
        if (place == Place.HEX) {
            write(mark);
        }
        if (zeros) {
            write('0');
        }
        for (var index = 0; index < keptCount; index++) {
            write(kept[index]);
        }
        place = Place.PLAIN;
    }

    private boolean put(int character) {
        place = Place.PLAIN;
        if (character < 0x80) {
            write(character);
        } else if (character < 0x800) {
            write(0xC0 | (character >> 6));
            write(0x80 | (character & 0x3F));
        } else if (character < 0x1_0000) {
            write(0xE0 | (character >> 12));
            write(0x80 | ((character >> 6) & 0x3F));
            write(0x80 | (character & 0x3F));
        } else {
            write(0xF0 | (character >> 18));
            write(0x80 | ((character >> 12) & 0x3F));
            write(0x80 | ((character >> 6) & 0x3F));
            write(0x80 | (character & 0x3F));
        }
        return true;
    }

    private void write(int value) {
        NativeBytes.put(out++, (byte) value);
    }
}
