package io.bulwark.policy;

import java.nio.charset.StandardCharsets;

/**
 * A set of characters that values may have, and whether signs may stand side by side. A sign is a blank, a tab, an end of line, or ASCII
 * that is neither a letter nor a digit.
 *
 * @param bits which; always as {@link #Characters} makes them
 */
public record Characters(long bits) {
    /* One bit for digits, for letters that hexadecimal numbers have, for the others and for what is not ASCII, each of which brings those
     * before it; one for each sign; one for signs side by side, without signs never set; and one for other controls, which only come
     * with everything else. So sets are joined by or, and compared by and. A text is read with one look into a table for each byte: of
     * what was read the bits are kept, and whether the last byte was a sign. */

    private static final long DIGIT = 1;
    private static final long HEX_LETTER = 1 << 1;
    private static final long LETTER = 1 << 2;
    private static final long FOREIGN = 1 << 3;
    private static final int FIRST_SIGN = 4;
    private static final String SIGNS = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r";
    private static final long SIGN_BITS = ((1L << SIGNS.length()) - 1) << FIRST_SIGN;
    private static final long CONTROL = 1L << (FIRST_SIGN + SIGNS.length());
    private static final long SIDE_BY_SIDE = CONTROL << 1;
    private static final long ALL = 2 * SIDE_BY_SIDE - 1;

    /** Of a text that is read: its last byte is a sign. Stands right above {@link #SIDE_BY_SIDE}. */
    private static final long LAST_IS_SIGN = SIDE_BY_SIDE << 1;

    private static final long[] OF_BYTE = new long[256];

    static {
        for (int next = 0; next < OF_BYTE.length; next++) {
            OF_BYTE[next] = ofByte((char) next);
        }
    }

    /** No letters and no signs: what each set has at least. */
    public static final Characters DIGITS = new Characters(DIGIT);

    /** Every character, and signs side by side. */
    public static final Characters ANY = new Characters(ALL);

    /** The most signs that there are. */
    public static final int MAX_SIGNS = SIGNS.length();

    public Characters {
        bits = closed(bits & ALL);
    }

    private static long closed(long bits) {
        if ((bits & CONTROL) != 0) {
            return ALL;
        }
        long closed = bits | DIGIT;
        closed |= (closed & FOREIGN) != 0 ? LETTER : 0;
        closed |= (closed & LETTER) != 0 ? HEX_LETTER : 0;
        return (closed & SIGN_BITS) == 0 ? closed & ~SIDE_BY_SIDE : closed;
    }

    private static long ofByte(char next) {
        int sign = SIGNS.indexOf(next);
        if (sign >= 0) {
            return DIGIT | 1L << (FIRST_SIGN + sign) | LAST_IS_SIGN;
        }
        if (next >= 0x80) {
            return DIGIT | HEX_LETTER | LETTER | FOREIGN;
        }
        if (next >= '0' && next <= '9') {
            return DIGIT;
        }
        if ((next >= 'a' && next <= 'f') || (next >= 'A' && next <= 'F')) {
            return DIGIT | HEX_LETTER;
        }
        return (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') ? DIGIT | HEX_LETTER | LETTER : ALL;
    }

    /** What is known of a text, zero at its beginning, after one more byte of it; {@link #of(long)} makes a set of it. */
    public static long then(long read, byte next) {
        long more = OF_BYTE[next & 0xff];
        return (read & ~LAST_IS_SIGN) | more | (read & more & LAST_IS_SIGN) >>> 1;
    }

    /** The narrowest set that has all of a text, which was read with {@link #then}. */
    public static Characters of(long read) {
        return new Characters(read & ALL);
    }

    /** The narrowest set that has all of the bytes. */
    public static Characters of(Bytes bytes) {
        return of(read(bytes, 0, bytes.length()));
    }

    /** What {@link #then} knows after {@code bytes[from..to)}. */
    public static long read(Bytes bytes, int from, int to) {
        long read = 0;
        for (int i = from; i < to; i++) {
            read = then(read, bytes.get(i));
        }
        return read;
    }

    /** All characters of a named set, signs side by side too. */
    public static Characters of(CharacterSet set) {
        return switch (set) {
            case DIGITS -> DIGITS;
            case HEX -> new Characters(HEX_LETTER);
            case ALPHANUMERIC -> new Characters(LETTER);
            case UNICODE -> new Characters(FOREIGN);
            case WORD -> of(CharacterSet.ALPHANUMERIC).with("-_.~");
            case TOKEN -> of(CharacterSet.WORD).with(":@,+/=");
            case PLAIN -> of(CharacterSet.TOKEN).with(" !?#%&*()").and(of(CharacterSet.UNICODE));
            case ANY -> ANY;
        };
    }

    /** The same and these signs, side by side too; what is no sign is left out. */
    public Characters with(String signs) {
        long all = bits | SIDE_BY_SIDE;
        for (int i = 0; i < signs.length(); i++) {
            int sign = SIGNS.indexOf(signs.charAt(i));
            all |= sign < 0 ? 0 : 1L << (FIRST_SIGN + sign);
        }
        return new Characters(all);
    }

    /** The same without signs side by side; {@link #ANY} stays what it is. */
    public Characters withSignsApart() {
        return new Characters(bits & ~SIDE_BY_SIDE);
    }

    /** Whether a character is a sign. */
    public static boolean isSign(char next) {
        return SIGNS.indexOf(next) >= 0;
    }

    /** What either of the two has. */
    public Characters and(Characters other) {
        return new Characters(bits | other.bits);
    }

    /** Whether this has all that the other one has. */
    public boolean covers(Characters other) {
        return (other.bits & ~bits) == 0;
    }

    /** Whether this has all of {@code bytes[from..to)}. Makes no object. */
    boolean has(Bytes bytes, int from, int to) {
        return (read(bytes, from, to) & ALL & ~bits) == 0;
    }

    /** Whether signs never stand side by side, in a set that has signs. */
    public boolean signsApart() {
        return (bits & SIDE_BY_SIDE) == 0 && (bits & SIGN_BITS) != 0;
    }

    /** Whether there are letters. */
    public boolean hasLetters() {
        return (bits & LETTER) != 0;
    }

    /** Whether there is what sentences have between words. */
    public boolean hasBlanks() {
        return (bits & (of(CharacterSet.DIGITS).with(" \t\n\r").bits & SIGN_BITS)) != 0;
    }

    /** The widest named set of which this has all, and no fewer letters than this. */
    public CharacterSet base() {
        var widest = CharacterSet.DIGITS;
        for (var set : CharacterSet.values()) {
            long named = of(set).bits & ~SIDE_BY_SIDE;
            long letters = HEX_LETTER | LETTER | FOREIGN;
            if ((named & ~bits) == 0 && (named & letters) == (bits & letters)) {
                widest = set;
            }
        }
        return widest;
    }

    /** The signs that are in this and not in its {@link #base}, in a fixed order. */
    public String also() {
        long besides = bits & ~of(base()).bits;
        var also = new StringBuilder();
        for (int i = 0; i < SIGNS.length(); i++) {
            if ((besides & 1L << (FIRST_SIGN + i)) != 0) {
                also.append(SIGNS.charAt(i));
            }
        }
        return also.toString();
    }

    /** The set as a person reads it. */
    String told() {
        return base().word()
                + (also().isEmpty() ? "" : " and " + Told.text(new ArrayBytes(also().getBytes(StandardCharsets.UTF_8))))
                + (signsApart() ? ", signs apart" : "");
    }
}
