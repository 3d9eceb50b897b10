package io.bulwark.policy;

import org.jspecify.annotations.Nullable;

/** One part of one call on its way through the indexes; used again for each. Confined to the thread of its flow. */
final class Ask {

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

    /** @param conditions one for each entry */
    Ask(Condition[] conditions) {
        this.conditions = conditions;
    }

    /** Asks about one part of a call. */
    Ask about(Operation newOperation, int newPart) {
        operation = newOperation;
        part = newPart;
        lax = false;
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
        return lax || conditions[entry].holds(operation(), scratch);
    }
}
