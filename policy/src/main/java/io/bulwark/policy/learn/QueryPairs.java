package io.bulwark.policy.learn;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.Characters;

/** Takes a query, or a content in the same form, apart, pair by pair, decoded. Used again for each. */
final class QueryPairs {
    /** As much of a name or value as is kept; of a longer value the length and the characters are known. */
    static final int MAX_BYTES = 512;

    private final byte[] nameBytes = new byte[MAX_BYTES];
    private final byte[] valueBytes = new byte[MAX_BYTES];
    private final Text name = new Text(nameBytes);
    private final Text value = new Text(valueBytes);
    private Bytes query = name;
    private int length;
    private long characters;
    private int at;
    private int end;

    /** Begins with the query that is {@code from..to - 1} of the bytes. */
    void open(Bytes bytes, int from, int to) {
        query = bytes;
        at = from;
        end = to;
    }

    /** Goes to the next pair; false when there is none. */
    boolean next() {
        while (at < end && query.get(at) == '&') {
            at++;
        }
        if (at >= end) {
            return false;
        }
        int equals = -1;
        int stop = at;
        while (stop < end && query.get(stop) != '&') {
            if (equals < 0 && query.get(stop) == '=') {
                equals = stop;
            }
            stop++;
        }
        int nameTo = equals < 0 ? stop : equals;
        nameBytes[0] = (byte) Facts.QUERY;
        decode(at, nameTo, nameBytes, 1);
        name.show(nameBytes, Math.min(MAX_BYTES, length));
        decode(equals < 0 ? stop : equals + 1, stop, valueBytes, 0);
        value.show(valueBytes, Math.min(MAX_BYTES, length));
        at = stop;
        return true;
    }

    private void decode(int from, int to, byte[] into, int start) {
        length = start;
        characters = 0;
        for (int i = from; i < to; i++) {
            byte b = query.get(i);
            if (b == '%' && i + 2 < to && digit(query.get(i + 1)) >= 0 && digit(query.get(i + 2)) >= 0) {
                b = (byte) (16 * digit(query.get(i + 1)) + digit(query.get(i + 2)));
                i += 2;
            } else if (b == '+') {
                b = ' ';
            }
            if (length < into.length) {
                into[length] = b;
            }
            length++;
            characters = Characters.then(characters, b);
        }
    }

    private static int digit(byte b) {
        return Character.digit(b, 16);
    }

    /** The name behind {@link Facts#QUERY}; valid until the next pair. */
    Text name() {
        return name;
    }

    /** The value, empty if there was none, or the beginning of a long one; valid until the next pair. */
    Text value() {
        return value;
    }

    /** How long the whole value is. */
    int length() {
        return length;
    }

    /** Which characters the whole value has, as {@link Characters#then} knows them. */
    long characters() {
        return characters;
    }
}
