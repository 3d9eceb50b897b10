package io.bulwark.proxy.protocol.redis;

import java.util.Arrays;

/** What is still to be answered, oldest first: a ring of numbers, since a pipeline may be very long. */
final class PendingReplies {
    /*
     * An entry is one int: the command's place in the table, what is to happen to its answer, and how many answers it gets.
     * The judge's numbers lie in a ring of their own, which is only made when the judge gives any.
     */
    static final int MAX = 128 * 1024;

    /** More answers to one command than this are not counted. */
    static final int MAX_ANSWERS = 0xFFF;

    /** What is to happen to an answer. */
    enum Way {
        /** It is forwarded. */
        FORWARD(0),
        /** It is ours: the server has not seen the command. */
        REFUSAL(1),
        /** It is DISCARD's, where the client asked for EXEC. */
        ABORT(2),
        /** It is a confirmation for each channel. */
        CHANNELS(3),
        LOGIN(4),
        /** HELLO with version 3; the login that it may ask for included. */
        VERSION3(5),
        /** HELLO with version 2. */
        VERSION2(6),
        RESET(7),
        MONITOR(8),
        REPLICATION(9),
        /** The server says that it has queued the command. */
        QUEUED(10),
        /** What has come of the commands that were queued. */
        EXEC(11),
        DISCARD(12);

        private final int code;

        Way(int code) {
            this.code = code;
        }
    }

    private static final Way[] WAYS = Way.values();
    private static final int FIRST_CAPACITY = 8;
    private static final int WAY_SHIFT = 12;
    private static final int ANSWERS_SHIFT = 16;

    private int[] entries = new int[FIRST_CAPACITY];
    private int[] sightings = new int[0];
    private int first;
    private int size;
    private long popped;

    boolean isEmpty() {
        return size == 0;
    }

    boolean isFull() {
        return size == MAX;
    }

    /** Adds an entry; returns its ticket. */
    long push(CommandSpec spec, Way way, int answers, int sighting) {
        if (isFull()) {
            throw new IllegalStateException("too many commands under way");
        }
        if (size == entries.length) {
            grow();
        }
        var index = (first + size++) & (entries.length - 1);
        entries[index] = spec.number() | way.code << WAY_SHIFT | Math.min(answers, MAX_ANSWERS) << ANSWERS_SHIFT;
        if (sighting != 0 && sightings.length == 0) {
            sightings = new int[entries.length];
        }
        if (sightings.length > 0) {
            sightings[index] = sighting;
        }
        return popped + size;
    }

    /** The ticket of the entry whose answer is next. */
    long frontTicket() {
        return popped + 1;
    }

    Way way() {
        return WAYS[(entries[first] >>> WAY_SHIFT) & 0xF];
    }

    CommandSpec spec() {
        return CommandTable.numbered(entries[first] & 0xFFF);
    }

    int sighting() {
        return sightings.length == 0 ? 0 : sightings[first];
    }

    /** Whether the front waits for something other than the server. */
    boolean refusalNext() {
        return size > 0 && way() == Way.REFUSAL;
    }

    /** One of the answers to the front has come; true when it was the last. */
    boolean answered() {
        entries[first] -= 1 << ANSWERS_SHIFT;
        if (entries[first] >>> ANSWERS_SHIFT > 0) {
            return false;
        }
        pop();
        return true;
    }

    void pop() {
        first = (first + 1) & (entries.length - 1);
        size--;
        popped++;
        if (size == 0 && entries.length > 32 * FIRST_CAPACITY) {
            entries = new int[FIRST_CAPACITY];
            sightings = new int[sightings.length == 0 ? 0 : FIRST_CAPACITY];
            first = 0;
        }
    }

    private void grow() {
        entries = unrolled(entries);
        if (sightings.length > 0) {
            sightings = unrolled(sightings);
        }
        first = 0;
    }

    private int[] unrolled(int[] ring) {
        var bigger = Arrays.copyOf(Arrays.copyOfRange(ring, first, first + ring.length), 2 * ring.length);
        System.arraycopy(ring, 0, bigger, ring.length - first, first);
        return bigger;
    }
}
