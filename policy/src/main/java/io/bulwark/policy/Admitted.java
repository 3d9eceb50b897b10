package io.bulwark.policy;

/** A set of entries that are meant, with a summary by which whole runs of others are passed over; immutable. */
final class Admitted {

    private final long[] bits;
    private final long[] summary;

    private Admitted(long[] bits, long[] summary) {
        this.bits = bits;
        this.summary = summary;
    }

    /** The set of a bit set, which is adopted. */
    static Admitted adopt(long[] bits) {
        var summary = new long[IndexSet.words(bits.length)];
        for (int word = 0; word < bits.length; word++) {
            if (bits[word] != 0) {
                IndexSet.set(summary, word);
            }
        }
        return new Admitted(bits, summary);
    }

    /** One word of the bit set. */
    long word(int index) {
        return bits[index];
    }

    /** How many words the summary has. */
    int summaries() {
        return summary.length;
    }

    /** One word of the summary: a bit for each word of the bit set that is not empty. */
    long summary(int index) {
        return summary[index];
    }
}
