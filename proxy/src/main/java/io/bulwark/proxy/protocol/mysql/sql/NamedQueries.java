package io.bulwark.proxy.protocol.mysql.sql;

import java.util.Arrays;

/** The names that WITH gives to queries, which are no tables where they hold. */
final class NamedQueries {
    /*
     * A name holds from the end of its query on, with RECURSIVE from its beginning, and as deep as it was given. Names are
     * compared as they are written: where the server takes two spellings for one, a query is told as a table, which can only
     * ask for a rule too many.
     */
    private static final int MAX = 32;

    /** What comes next. */
    private enum Expecting {
        NOTHING,
        NAME,
        COLUMNS_OR_AS,
        COLUMNS,
        AS,
        QUERY
    }

    private final byte[][] names = new byte[MAX][];
    private final int[] depths = new int[MAX];
    private final boolean[] holding = new boolean[MAX];
    private final boolean[] open = new boolean[MAX];
    private Expecting expecting = Expecting.NOTHING;
    private boolean recursive;
    private boolean overflowed;
    private int count;
    private int depth;

    void reset() {
        for (var index = 0; index < count; index++) {
            names[index] = Parts.NO_NAME;
        }
        count = 0;
        expecting = Expecting.NOTHING;
        overflowed = false;
    }

    boolean overflowed() {
        return overflowed;
    }

    /** A WITH at this depth. */
    void with(int atDepth) {
        expecting = Expecting.NAME;
        recursive = false;
        depth = atDepth;
    }

    /** A word or name; whether it belongs to the WITH. */
    boolean word(Word word, byte[] text, int length) {
        return switch (expecting) {
            case NOTHING -> false;
            case QUERY -> {
                expecting = Expecting.NOTHING;
                yield false;
            }
            case COLUMNS -> true;
            case NAME -> {
                if (word == Word.RECURSIVE && !recursive) {
                    recursive = true;
                } else {
                    name(text, length);
                }
                yield true;
            }
            case COLUMNS_OR_AS, AS -> {
                expecting = word == Word.AS ? Expecting.QUERY : Expecting.NOTHING;
                yield word == Word.AS;
            }
        };
    }

    private void name(byte[] text, int length) {
        if (count == MAX) {
            overflowed = true;
            expecting = Expecting.NOTHING;
            return;
        }
        names[count] = Arrays.copyOf(text, length);
        depths[count] = depth;
        holding[count] = false;
        open[count] = false;
        count++;
        expecting = Expecting.COLUMNS_OR_AS;
    }

    /** A bracket opens; whether a named query begins in it. */
    boolean open() {
        if (expecting == Expecting.QUERY && count > 0) {
            expecting = Expecting.NOTHING;
            open[count - 1] = true;
            holding[count - 1] = recursive;
            return true;
        }
        expecting = expecting == Expecting.COLUMNS_OR_AS ? Expecting.COLUMNS : Expecting.NOTHING;
        return false;
    }

    /** A bracket has closed, and this depth is reached again; whether a named query ended with it. */
    boolean close(int reached) {
        if (expecting == Expecting.COLUMNS) {
            expecting = Expecting.AS;
            return false;
        }
        while (count > 0 && depths[count - 1] > reached) {
            count--;
        }
        if (count > 0 && depths[count - 1] == reached && open[count - 1]) {
            open[count - 1] = false;
            holding[count - 1] = true;
            depth = reached;
            return true;
        }
        return false;
    }

    /** A comma behind a named query: one more comes. */
    void next() {
        expecting = Expecting.NAME;
    }

    /** Whether the name is that of a query here. */
    boolean holds(byte[] text, int length) {
        for (var index = count - 1; index >= 0; index--) {
            var name = names[index];
            if (holding[index] && Arrays.equals(name, 0, name.length, text, 0, length)) {
                return true;
            }
        }
        return false;
    }
}
