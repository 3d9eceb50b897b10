package io.bulwark.proxy.protocol.mysql;

import org.jspecify.annotations.Nullable;

/** The prepared statements of one connection by their numbers, of which there is a bound. */
final class Statements {
    static final int MAX = 4096;

    /** The number by which MariaDB's clients mean the statement that was prepared last. */
    static final int LAST = -1;

    private static final int FIRST_SLOTS = 16;

    private @Nullable Statement[] slots = new Statement[FIRST_SLOTS];
    private int count;
    private @Nullable Statement last;
    private boolean lastWasRefused;

    boolean isFull() {
        return count >= MAX;
    }

    /** The statement of this number, if it is known. */
    @Nullable
    Statement find(int id) {
        if (id == LAST) {
            return last;
        }
        for (var found = slots[slot(id)]; found != null; found = found.next) {
            if (found.id() == id) {
                return found;
            }
        }
        return null;
    }

    private int slot(int id) {
        return id & (slots.length - 1);
    }

    /** Adds one, and drops one of the same number. Beyond the bound it is not known to {@link #find} but as the last. */
    void add(Statement statement) {
        remove(statement.id());
        last = statement;
        lastWasRefused = false;
        if (isFull()) {
            return;
        }
        if (count >= slots.length) {
            grow();
        }
        var slot = slot(statement.id());
        statement.next = slots[slot];
        slots[slot] = statement;
        count++;
    }

    private void grow() {
        var old = slots;
        slots = new Statement[2 * old.length];
        for (var chain : old) {
            for (var statement = chain; statement != null; ) {
                var next = statement.next;
                var slot = slot(statement.id());
                statement.next = slots[slot];
                slots[slot] = statement;
                statement = next;
            }
        }
    }

    void remove(int id) {
        var slot = slot(id);
        @Nullable Statement before = null;
        for (var found = slots[slot]; found != null; found = found.next) {
            if (found.id() == id) {
                if (before == null) {
                    slots[slot] = found.next;
                } else {
                    before.next = found.next;
                }
                count--;
                if (found.equals(last)) {
                    last = null;
                }
                return;
            }
            before = found;
        }
    }

    /** One was refused, and none was prepared since. */
    void refused() {
        last = null;
        lastWasRefused = true;
    }

    boolean lastWasRefused() {
        return lastWasRefused;
    }

    /** The server has dropped them all. */
    void clear() {
        slots = new Statement[FIRST_SLOTS];
        count = 0;
        last = null;
        lastWasRefused = false;
    }
}
