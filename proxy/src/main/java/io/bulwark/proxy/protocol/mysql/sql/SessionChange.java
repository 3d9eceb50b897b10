package io.bulwark.proxy.protocol.mysql.sql;

import org.jspecify.annotations.Nullable;

/** What a SET statement does to the way in which later statements are read. Holds when the statement has succeeded. */
public final class SessionChange {
    private enum Expecting {
        NOTHING,
        LETTERS,
        MODE
    }

    /** What a statement changes; nothing where null. */
    public record Outcome(
            Dialect.@Nullable Letters letters, @Nullable Boolean ansiQuotes) {}

    private static final byte[] ANSI = {'a', 'n', 's', 'i'};
    private static final byte[] MODE = {'s', 'q', 'l', '_', 'm', 'o', 'd', 'e'};
    private static final byte[] CLIENT = {
        'c', 'h', 'a', 'r', 'a', 'c', 't', 'e', 'r', '_', 's', 'e', 't', '_', 'c', 'l', 'i', 'e', 'n', 't'
    };
    private static final byte[][] DOUBLE = {
        {'g', 'b'}, {'b', 'i', 'g', '5'}, {'s', 'j', 'i', 's'}, {'c', 'p', '9', '3', '2'}
    };
    private static final byte[][] UTF8 = {{'u', 't', 'f'}, {'b', 'i', 'n', 'a', 'r', 'y'}};

    private Expecting expecting = Expecting.NOTHING;
    private boolean inSet;
    private Dialect.@Nullable Letters letters;
    private @Nullable Boolean ansiQuotes;

    void reset() {
        inSet = false;
        expecting = Expecting.NOTHING;
        letters = null;
        ansiQuotes = null;
    }

    void begin() {
        inSet = true;
    }

    void end() {
        inSet = false;
        expecting = Expecting.NOTHING;
    }

    void word(Word word, byte[] text, int length) {
        if (!inSet) {
            return;
        }
        switch (word) {
            case NAMES, CHARSET, CHARACTER, CHARACTER_SET_CLIENT -> expecting = Expecting.LETTERS;
            case SQL_MODE -> expecting = Expecting.MODE;
            case SET -> {}
            default -> value(text, length);
        }
    }

    void variable(byte[] text, int length) {
        if (inSet && endsWith(text, length, MODE)) {
            expecting = Expecting.MODE;
        } else if (inSet && endsWith(text, length, CLIENT)) {
            expecting = Expecting.LETTERS;
        }
    }

    void value(byte[] text, int length) {
        if (!inSet) {
            return;
        }
        if (expecting == Expecting.LETTERS) {
            letters = letters(text, length);
            expecting = Expecting.NOTHING;
        } else if (expecting == Expecting.MODE) {
            ansiQuotes = contains(text, length, ANSI);
        }
    }

    private static Dialect.Letters letters(byte[] text, int length) {
        for (var name : DOUBLE) {
            if (startsWith(text, length, name)) {
                return Dialect.Letters.DOUBLE;
            }
        }
        for (var name : UTF8) {
            if (startsWith(text, length, name)) {
                return Dialect.Letters.UTF8;
            }
        }
        return Dialect.Letters.SINGLE;
    }

    /** Takes over what a statement changes that stands in this one; whether it changes anything. */
    boolean adopt(SessionChange of) {
        letters = of.letters == null ? letters : of.letters;
        ansiQuotes = of.ansiQuotes == null ? ansiQuotes : of.ansiQuotes;
        return of.letters != null || of.ansiQuotes != null;
    }

    /** What it changes; null when nothing. */
    public @Nullable Outcome outcome() {
        return letters == null && ansiQuotes == null ? null : new Outcome(letters, ansiQuotes);
    }

    private static boolean contains(byte[] text, int length, byte[] word) {
        for (var from = 0; from + word.length <= length; from++) {
            if (matches(text, from, word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] text, int length, byte[] word) {
        return length >= word.length && matches(text, 0, word);
    }

    private static boolean endsWith(byte[] text, int length, byte[] word) {
        return length >= word.length && matches(text, length - word.length, word);
    }

    private static boolean matches(byte[] text, int from, byte[] word) {
        for (var index = 0; index < word.length; index++) {
            if ((text[from + index] | 0x20) != word[index] && text[from + index] != word[index]) {
                return false;
            }
        }
        return true;
    }
}
