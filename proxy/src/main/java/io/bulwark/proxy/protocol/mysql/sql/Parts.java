package io.bulwark.proxy.protocol.mysql.sql;

import io.bulwark.policy.Bytes;
import java.util.Arrays;

/** What a statement does: pairs of a verb and a table, each once, in the order in which they come up. Bounded, and used again. */
public final class Parts {
    /** A join has 61 tables at most; statements that name more are cut off, which the reader tells. */
    static final int MAX_PARTS = 96;

    static final int MAX_BYTES = 8 * 1024;

    static final byte[] NO_NAME = new byte[0];

    private static final int FIRST_PARTS = 4;
    private static final int FIRST_BYTES = 128;

    private static final class Name implements Bytes {
        private byte[] text = new byte[0];
        private int from;
        private int length;

        @Override
        public int length() {
            return length;
        }

        @Override
        public byte get(int index) {
            return text[from + index];
        }
    }

    private final Name lent = new Name();
    private Verb[] verbs = new Verb[FIRST_PARTS];
    private int[] ends = new int[FIRST_PARTS];
    private byte[] text = new byte[FIRST_BYTES];
    private int count;

    public void clear() {
        count = 0;
    }

    public int count() {
        return count;
    }

    public Verb verb(int part) {
        return verbs[part];
    }

    /** The table of one part in lower case, empty when it has none; lent until the next call. */
    public Bytes table(int part) {
        lent.text = text;
        lent.from = start(part);
        lent.length = ends[part] - lent.from;
        return lent;
    }

    private int start(int part) {
        return part == 0 ? 0 : ends[part - 1];
    }

    /** Adds a pair, unless it is there; false when there is no room for it. */
    public boolean add(Verb verb, byte[] name, int length) {
        return add(verb, name, 0, length);
    }

    private boolean add(Verb verb, byte[] name, int from, int length) {
        for (var part = 0; part < count; part++) {
            if (verbs[part] == verb && Arrays.equals(text, start(part), ends[part], name, from, from + length)) {
                return true;
            }
        }
        var start = count == 0 ? 0 : ends[count - 1];
        if (count == MAX_PARTS || start + length > MAX_BYTES) {
            return false;
        }
        if (count == verbs.length) {
            verbs = Arrays.copyOf(verbs, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        if (start + length > text.length) {
            text = Arrays.copyOf(text, Math.max(2 * text.length, start + length));
        }
        System.arraycopy(name, from, text, start, length);
        verbs[count] = verb;
        ends[count++] = start + length;
        return true;
    }

    /** Adds all pairs of another one; false when there is no room for them. */
    boolean addAll(Parts of) {
        var fits = true;
        for (var part = 0; part < of.count; part++) {
            var start = of.start(part);
            fits &= add(of.verbs[part], of.text, start, of.ends[part] - start);
        }
        return fits;
    }

    /** Takes over what another one holds. */
    public void copy(Parts of) {
        count = of.count;
        if (verbs.length < count) {
            verbs = new Verb[count];
            ends = new int[count];
        }
        var bytes = count == 0 ? 0 : of.ends[count - 1];
        if (text.length < bytes) {
            text = new byte[bytes];
        }
        System.arraycopy(of.verbs, 0, verbs, 0, count);
        System.arraycopy(of.ends, 0, ends, 0, count);
        System.arraycopy(of.text, 0, text, 0, bytes);
    }

    /** Gives back room beyond what most statements need. */
    public void trim() {
        if (text.length > 8 * FIRST_BYTES || verbs.length > 8 * FIRST_PARTS) {
            verbs = new Verb[FIRST_PARTS];
            ends = new int[FIRST_PARTS];
            text = new byte[FIRST_BYTES];
            count = 0;
        }
    }
}
