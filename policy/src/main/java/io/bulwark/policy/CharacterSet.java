package io.bulwark.policy;

import java.util.Locale;

/** The words that documents have for sets of characters; {@link Characters} are the sets. */
public enum CharacterSet {
    /** {@code 0-9}. */
    DIGITS,
    /** {@code a-f} and {@code A-F} besides. */
    HEX,
    /** All ASCII letters besides. */
    ALPHANUMERIC,
    /** Everything that is not ASCII besides. */
    UNICODE,
    /** ASCII letters, digits, and {@code -}, {@code _}, {@code .} and {@code ~}. */
    WORD,
    /** {@code :}, {@code @}, {@code ,}, {@code +}, {@code /} and {@code =} besides: addresses, times, base64. */
    TOKEN,
    /** Blank, <code>! ? # % & * ( )</code> and everything that is not ASCII besides: text without quotes, brackets or controls. */
    PLAIN,
    /** Every character. */
    ANY;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word that documents use for it. */
    public String word() {
        return word;
    }
}
