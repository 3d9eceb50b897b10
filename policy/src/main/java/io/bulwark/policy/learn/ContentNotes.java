package io.bulwark.policy.learn;

import io.bulwark.policy.Bytes;
import java.util.Arrays;

/** The parameters of a content, as short as a learner needs them, while the call is under way. Used again for each. */
final class ContentNotes {
    /* Of each parameter: how long its name is and the name, how long its value is, which characters that has, and its beginning,
     * which is long enough to tell its type. A name that comes very often, as those in arrays do, is noted so many times and
     * no more: what stands in an array is of one kind. */

    /** The longest beginning of a value that is kept: one byte more than values of any type but the widest have. */
    static final int MAX_KEPT = 129;

    /** How often one name is noted; further values under it teach nothing. */
    private static final int MAX_TIMES = 16;

    private static final int SET_BYTES = 6;
    private static final int HEAD = 4 + SET_BYTES;
    private static final int COUNTED = 128;
    private static final int MAX_LENGTH = 0xFFFF;

    private final QueryPairs pairs = new QueryPairs();
    private final Noted noted = new Noted();
    private final long[] hashes = new long[COUNTED];
    private final byte[] times = new byte[COUNTED];
    private final byte[] nameBytes = new byte[QueryPairs.MAX_BYTES];
    private final Text name = new Text(nameBytes);
    private Bytes notes = name;
    private int at;
    private int end;

    /** Writes what there is to note of parameters in the form of a query; returns where that ends, negative if it does not fit. */
    int write(Bytes parameters, byte[] into, int start) {
        int to = start;
        Arrays.fill(times, (byte) 0);
        pairs.open(parameters, 0, parameters.length());
        while (pairs.next()) {
            int named = pairs.name().length() - 1;
            if (cameOften(Text.hash(pairs.name(), 1, 1 + named))) {
                continue;
            }
            int kept = Math.min(MAX_KEPT, pairs.value().length());
            if (named > Segments.MAX_LITERAL || into.length - to < HEAD + named + kept) {
                return -1;
            }
            into[to++] = (byte) named;
            pairs.name().copyTo(1, into, to, named);
            to += named;
            int length = Math.min(MAX_LENGTH, pairs.length());
            into[to++] = (byte) (length >> 8);
            into[to++] = (byte) length;
            for (int i = 0; i < SET_BYTES; i++) {
                into[to++] = (byte) (pairs.characters() >> (8 * i));
            }
            into[to++] = (byte) kept;
            pairs.value().copyTo(0, into, to, kept);
            to += kept;
        }
        return to;
    }

    /** Whether a name was noted so often that it need not be again; counts it. What finds no place in the table never was. */
    private boolean cameOften(long hash) {
        int slot = (int) hash & COUNTED - 1;
        for (int tried = 0; tried < COUNTED; tried++) {
            if (times[slot] == 0 || hashes[slot] == hash) {
                hashes[slot] = hash;
                boolean often = times[slot] == MAX_TIMES;
                times[slot] += (byte) (often ? 0 : 1);
                return often;
            }
            slot = slot + 1 & COUNTED - 1;
        }
        return false;
    }

    /** Begins to read what was written. */
    void open(Bytes written, int from, int to) {
        notes = written;
        at = from;
        end = to;
    }

    /** Goes to the next parameter; false when there is none. */
    boolean next() {
        if (at >= end) {
            return false;
        }
        int named = notes.get(at++);
        notes.copyTo(at, nameBytes, 0, named);
        name.show(nameBytes, named);
        at += named;
        int length = (notes.get(at) & 0xFF) << 8 | (notes.get(at + 1) & 0xFF);
        long characters = 0;
        for (int i = 0; i < SET_BYTES; i++) {
            characters |= (notes.get(at + 2 + i) & 0xFFL) << (8 * i);
        }
        int kept = notes.get(at + 2 + SET_BYTES) & 0xFF;
        at += HEAD - 1;
        noted.of(notes, at, at + kept, length, characters);
        at += kept;
        return true;
    }

    /** Its name; valid until the next one. */
    Text name() {
        return name;
    }

    /** Its value; valid until the next one. */
    Noted value() {
        return noted;
    }
}
