package io.bulwark.policy;

import java.util.Locale;

/**
 * What one piece of a path or a key, or one value of a parameter, looks like; the most specific type first.
 *
 * <p>A piece may be of several types: {@code 8231} is an {@link #INT}, a {@link #SLUG} and {@link #ANY}. An empty piece is of none.
 */
public enum SegmentType {
    /** 1..20 digits. */
    INT(0),
    /** 8-4-4-4-12 hexadecimal digits. */
    UUID(1),
    /** {@code 2026-11-25}, alone or with a time of day behind a {@code T}. */
    DATE(2),
    /** 16..128 hexadecimal digits. */
    HASH(3),
    /** 1..128 letters, digits, {@code -} and {@code _}, the first of them a letter or a digit. ASCII only. */
    SLUG(4),
    /** 1..128 characters of {@link CharacterSet#TOKEN}: addresses of mail, names of files, times, base64. */
    TOKEN(5),
    /** Anything that is not empty. */
    ANY(6);

    private static final SegmentType[] TYPES = values();
    private static final int MAX_INT = 20;
    private static final int UUID_LENGTH = 36;
    private static final int DATE_LENGTH = 10;
    private static final int MAX_DATE = 35;
    private static final int MIN_HASH = 16;
    private static final int MAX_TEXT = 128;

    /** Of each byte, the bits of those types that any of their bytes may be, and {@link #LETTER_OR_DIGIT}. */
    private static final short[] OF_BYTE = new short[256];

    private static final int LETTER_OR_DIGIT = 0x100;

    static {
        for (int i = 0; i < OF_BYTE.length; i++) {
            boolean word = is(CharacterSet.ALPHANUMERIC, i);
            int bits = is(CharacterSet.TOKEN, i) ? TOKEN.bit() : 0;
            bits |= is(CharacterSet.DIGITS, i) ? INT.bit() : 0;
            bits |= is(CharacterSet.HEX, i) ? HASH.bit() : 0;
            bits |= word || i == '-' || i == '_' ? SLUG.bit() : 0;
            bits |= word ? LETTER_OR_DIGIT : 0;
            OF_BYTE[i] = (short) bits;
        }
    }

    private static boolean is(CharacterSet set, int next) {
        return Characters.of(set).covers(Characters.of(Characters.then(0, (byte) next)));
    }

    private final String word = name().toLowerCase(Locale.ROOT);
    private final int place;

    SegmentType(int place) {
        this.place = place;
    }

    /** Its place in arrays, from 0. */
    int place() {
        return place;
    }

    /** The word that documents use for it, such as {@code uuid}. */
    public String word() {
        return word;
    }

    /** How many types there are. */
    static int count() {
        return TYPES.length;
    }

    /** The most specific type of all of the bytes; {@link #ANY} when there are none. */
    public static SegmentType of(Bytes bytes) {
        return of(bytes, 0, bytes.length());
    }

    /** The most specific type of {@code bytes[from..to)}; {@link #ANY} when that is empty. Makes no object. */
    public static SegmentType of(Bytes bytes, int from, int to) {
        int mask = mask(bytes, from, to);
        return mask == 0 ? ANY : TYPES[Integer.numberOfTrailingZeros(mask)];
    }

    /** Whether all of the bytes are of this type. */
    public boolean fits(Bytes bytes) {
        return (mask(bytes, 0, bytes.length()) & bit()) != 0;
    }

    /** Whether everything that is of the other type is of this one too. */
    public boolean covers(SegmentType other) {
        return switch (this) {
            case ANY -> true;
            case TOKEN -> other != ANY;
            case SLUG -> other == SLUG || other == INT || other == UUID || other == HASH;
            case INT, UUID, DATE, HASH -> this == other;
        };
    }

    /** This type's place in a {@link #mask}. */
    int bit() {
        return 1 << place;
    }

    /** Those of some types that {@code bytes[from..to)} is of; what only one of them asks for is all that is looked at. */
    static int among(int wanted, Bytes bytes, int from, int to) {
        if (wanted == 0 || to == from) {
            return 0;
        }
        if ((wanted & wanted - 1) != 0) {
            return wanted & mask(bytes, from, to);
        }
        return TYPES[Integer.numberOfTrailingZeros(wanted)].fits(bytes, from, to) ? wanted : 0;
    }

    private boolean fits(Bytes bytes, int from, int to) {
        int length = to - from;
        return switch (this) {
            case INT -> length <= MAX_INT && consists(bytes, from, to);
            case UUID -> length == UUID_LENGTH && isUuid(bytes, from);
            case DATE -> length >= DATE_LENGTH && length <= MAX_DATE && isDate(bytes, from, to);
            case HASH -> length >= MIN_HASH && length <= MAX_TEXT && consists(bytes, from, to);
            case SLUG ->
                length <= MAX_TEXT
                        && (OF_BYTE[bytes.get(from) & 0xff] & LETTER_OR_DIGIT) != 0
                        && consists(bytes, from, to);
            case TOKEN -> length <= MAX_TEXT && consists(bytes, from, to);
            case ANY -> true;
        };
    }

    /** Whether each byte is one that texts of this type may have. */
    private boolean consists(Bytes bytes, int from, int to) {
        int all = bit();
        for (int i = from; i < to && all != 0; i++) {
            all &= OF_BYTE[bytes.get(i) & 0xff];
        }
        return all != 0;
    }

    /** Every type that {@code bytes[from..to)} is of, as a bit set by place; 0 when it is empty. */
    static int mask(Bytes bytes, int from, int to) {
        int length = to - from;
        if (length <= 0) {
            return 0;
        }
        if (length > MAX_TEXT) {
            return ANY.bit();
        }
        int all = OF_BYTE[bytes.get(from) & 0xff];
        all &= (all & LETTER_OR_DIGIT) == 0 ? ~SLUG.bit() : -1;
        for (int i = from + 1; i < to && all != 0; i++) {
            all &= OF_BYTE[bytes.get(i) & 0xff];
        }
        if ((all & TOKEN.bit()) == 0) {
            return ANY.bit();
        }
        int mask = ANY.bit() | (all & (TOKEN.bit() | SLUG.bit()));
        mask |= length <= MAX_INT ? all & INT.bit() : 0;
        mask |= length >= MIN_HASH ? all & HASH.bit() : 0;
        mask |= (all & SLUG.bit()) != 0 && length == UUID_LENGTH && isUuid(bytes, from) ? UUID.bit() : 0;
        mask |= length >= DATE_LENGTH && length <= MAX_DATE && isDate(bytes, from, to) ? DATE.bit() : 0;
        return mask;
    }

    private static boolean isUuid(Bytes bytes, int from) {
        return bytes.get(from + 8) == '-'
                && bytes.get(from + 13) == '-'
                && bytes.get(from + 18) == '-'
                && bytes.get(from + 23) == '-'
                && HASH.consists(bytes, from, from + 8)
                && HASH.consists(bytes, from + 9, from + 13)
                && HASH.consists(bytes, from + 14, from + 18)
                && HASH.consists(bytes, from + 19, from + 23)
                && HASH.consists(bytes, from + 24, from + UUID_LENGTH);
    }

    private static boolean isDate(Bytes bytes, int from, int to) {
        for (int i = 0; i < DATE_LENGTH; i++) {
            byte next = bytes.get(from + i);
            boolean dash = i == 4 || i == 7;
            if (dash ? next != '-' : !isDigit(next)) {
                return false;
            }
        }
        int month = number(bytes, from + 5);
        int day = number(bytes, from + 8);
        if (month < 1 || month > 12 || day < 1 || day > 31) {
            return false;
        }
        int timeFrom = from + DATE_LENGTH;
        return timeFrom == to || (bytes.get(timeFrom) == 'T' && isTime(bytes, timeFrom + 1, to));
    }

    /** {@code 10:15}, with whatever of seconds, fraction and zone comes behind it. */
    private static boolean isTime(Bytes bytes, int from, int to) {
        if (to - from < 5 || bytes.get(from + 2) != ':') {
            return false;
        }
        for (int i = from; i < to; i++) {
            byte next = bytes.get(i);
            if (!isDigit(next) && next != ':' && next != '.' && next != '+' && next != '-' && next != 'Z') {
                return false;
            }
        }
        return isDigit(bytes.get(from)) && isDigit(bytes.get(from + 1)) && isDigit(bytes.get(from + 3));
    }

    private static int number(Bytes bytes, int at) {
        return (bytes.get(at) - '0') * 10 + bytes.get(at + 1) - '0';
    }

    private static boolean isDigit(byte next) {
        return next >= '0' && next <= '9';
    }
}
