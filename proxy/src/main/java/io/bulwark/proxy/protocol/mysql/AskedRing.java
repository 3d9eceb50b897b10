package io.bulwark.proxy.protocol.mysql;

/** The commands whose answers are awaited, in order. Few clients have more than one; more than the bound must wait. */
final class AskedRing {
    static final int MAX = 64;

    private Asked[] ring = {new Asked()};
    private int head;
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return count == MAX;
    }

    /** The one whose answer comes next. */
    Asked head() {
        return ring[head];
    }

    /** One more, to be filled. */
    Asked add() {
        if (count == ring.length) {
            var larger = new Asked[2 * count];
            for (var index = 0; index < larger.length; index++) {
                larger[index] = index < count ? ring[(head + index) % count] : new Asked();
            }
            ring = larger;
            head = 0;
        }
        var added = ring[(head + count) % ring.length];
        count++;
        return added;
    }

    void removeHead() {
        ring[head].trim();
        head = (head + 1) % ring.length;
        count--;
    }

    /** Whether the last one that was added must be answered before any other command is read. */
    boolean blocks() {
        if (count == 0) {
            return false;
        }
        for (var index = 0; index < count; index++) {
            var asked = ring[(head + index) % ring.length];
            if (asked.refusal() == null && asked.mustBeAlone()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a statement is being prepared whose number is not known yet. */
    boolean prepares() {
        for (var index = 0; index < count; index++) {
            var asked = ring[(head + index) % ring.length];
            if (asked.command() == Command.STMT_PREPARE) {
                return true;
            }
        }
        return false;
    }
}
