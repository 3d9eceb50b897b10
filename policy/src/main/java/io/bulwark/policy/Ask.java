package io.bulwark.policy;

import org.jspecify.annotations.Nullable;

/** One part of one call on its way through the indexes; used again for each. Confined to the thread of its flow. */
final class Ask {

    /** The most entries that are kept until the content of a request is known. */
    static final int MAX_AWAITING = 16;

    private static final long[] NOTHING = new long[0];
    private static final Admitted NOBODY = Admitted.adopt(NOTHING);

    private final Condition[] conditions;
    private final Scratch scratch = new Scratch();
    private @Nullable Operation operation;
    private int part;
    private Admitted admitted = NOBODY;
    private long[] verbs = NOTHING;
    private @Nullable Bytes key;
    private boolean lax;
    private int[] awaiting = new int[0];
    private int awaitingCount;
    private boolean headOnly;

    /** @param conditions one for each entry */
    Ask(Condition[] conditions) {
        this.conditions = conditions;
    }

    /** Asks about one part of a call. */
    Ask about(Operation newOperation, int newPart) {
        operation = newOperation;
        part = newPart;
        lax = false;
        headOnly = false;
        return this;
    }

    /** Only entries that are in both of these sets are meant. */
    Ask among(Admitted newAdmitted, long[] newVerbs) {
        admitted = newAdmitted;
        verbs = newVerbs;
        return this;
    }

    /** What entries with a key must have as that; null when the call has none. */
    Ask key(@Nullable Bytes newKey) {
        key = newKey;
        return this;
    }

    /** Entries may have any key and any conditions: for telling why a call was denied. */
    Ask lax() {
        lax = true;
        return this;
    }

    /** The content is still to come: entries that ask for something of it are kept for later, and do not fit now. */
    Ask headOnly() {
        headOnly = true;
        awaitingCount = 0;
        return this;
    }

    /** How many entries fit in all but the content. */
    int awaiting() {
        return awaitingCount;
    }

    /** One of them, in ascending order. */
    int awaiting(int index) {
        return awaiting[index];
    }

    /** Whether the content is what an entry asks for; null for no content. */
    boolean bodyHolds(int entry, @Nullable Bytes parameters) {
        return conditions[entry].bodyHolds(parameters, scratch);
    }

    boolean isLax() {
        return lax;
    }

    @Nullable
    Bytes key() {
        return key;
    }

    Operation operation() {
        if (operation == null) {
            throw new IllegalStateException("nothing is asked");
        }
        return operation;
    }

    int part() {
        return part;
    }

    Bytes resource() {
        return operation().resource(part);
    }

    /** The entries of one word of a bit set that are meant. */
    long meant(int word) {
        return admitted.word(word) & verbs[word];
    }

    Admitted admitted() {
        return admitted;
    }

    /** Whether an entry is meant and its conditions hold. */
    boolean fits(int entry) {
        return (meant(entry >>> 6) & (1L << entry)) != 0 && holds(entry);
    }

    /** Whether the conditions of an entry hold. */
    boolean holds(int entry) {
        if (lax) {
            return true;
        }
        var condition = conditions[entry];
        return condition.holds(operation(), scratch) && (!condition.readsBody() || bodyHolds(entry));
    }

    private boolean bodyHolds(int entry) {
        if (!headOnly) {
            return bodyHolds(entry, operation().attribute(Attribute.BODY));
        }
        await(entry);
        return false;
    }

    /** Keeps the lowest, each once. */
    private void await(int entry) {
        int at = awaitingCount;
        while (at > 0 && awaiting[at - 1] > entry) {
            at--;
        }
        if (at == MAX_AWAITING || (at > 0 && awaiting[at - 1] == entry)) {
            return;
        }
        awaiting = awaiting.length == 0 ? new int[MAX_AWAITING] : awaiting;
        awaitingCount = Math.min(MAX_AWAITING, awaitingCount + 1);
        System.arraycopy(awaiting, at, awaiting, at + 1, awaitingCount - 1 - at);
        awaiting[at] = entry;
    }
}
