package io.bulwark.policy;

import java.util.Locale;

/** Which characters a value may have; each set has all of the one before it and more. */
public enum CharacterSet {
    /** {@code 0-9}. */
    DIGITS,
    /** {@code a-f} and {@code A-F} besides. */
    HEX,
    /** All ASCII letters besides. */
    ALPHANUMERIC,
    /** {@code -}, {@code _}, {@code .} and {@code ~} besides. */
    WORD,
    /** {@code :}, {@code @}, {@code ,}, {@code +}, {@code /} and {@code =} besides: addresses, times, base64. */
    TOKEN,
    /** Space, <code>! ? # % & * ( )</code> and everything that is not ASCII besides: text without quotes, brackets or controls. */
    PLAIN,
    /** Every character. */
    ANY;

    private static final CharacterSet[] OF_BYTE = new CharacterSet[256];

    static {
        for (int next = 0; next < 256; next++) {
            OF_BYTE[next] = narrowest((char) next);
        }
    }

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word that documents use for it. */
    public String word() {
        return word;
    }

    /** The narrowest set that has this byte. */
    public static CharacterSet of(byte next) {
        return OF_BYTE[next & 0xff];
    }

    /** The narrowest set that has all of the bytes. */
    public static CharacterSet of(Bytes bytes) {
        var set = DIGITS;
        for (int i = 0; i < bytes.length(); i++) {
            set = set.and(of(bytes.get(i)));
        }
        return set;
    }

    /** The wider one of the two. */
    public CharacterSet and(CharacterSet other) {
        return compareTo(other) >= 0 ? this : other;
    }

    private static CharacterSet narrowest(char next) {
        if (next >= '0' && next <= '9') {
            return DIGITS;
        }
        if ((next >= 'a' && next <= 'f') || (next >= 'A' && next <= 'F')) {
            return HEX;
        }
        if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z')) {
            return ALPHANUMERIC;
        }
        if ("-_.~".indexOf(next) >= 0) {
            return WORD;
        }
        if (":@,+/=".indexOf(next) >= 0) {
            return TOKEN;
        }
        return next >= 0x80 || " !?#%&*()".indexOf(next) >= 0 ? PLAIN : ANY;
    }
}
