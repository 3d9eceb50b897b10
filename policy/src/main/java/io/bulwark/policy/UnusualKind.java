package io.bulwark.policy;

/** In which way traffic can be far from what was learned. */
public enum UnusualKind {
    /** A peer that the profile does not know; for calls that go out, a destination. */
    NEW_PEER("NewPeer", "new-peer"),
    /** A destination that the profile does not know, and that no workload and no private address is. */
    NEW_OUTSIDE("NewOutside", "new-outside"),
    /** Many more calls than there ever were. */
    RATE("Rate", "rate"),
    /** Many more calls that did not succeed. */
    FAILURES("Failures", "failures"),
    /** Many more bytes of answers. */
    VOLUME("Volume", "volume"),
    /** Many more records in answers: rows of a database, say. */
    RECORDS("Records", "records"),
    /** Many more different peers at once. */
    FAN_OUT("FanOut", "fan-out");

    private final String key;
    private final String word;

    UnusualKind(String key, String word) {
        this.key = key;
        this.word = word;
    }

    /** The word that documents use for it. */
    public String key() {
        return key;
    }

    /** The word for events, which write {@code unusual-} before it. */
    public String word() {
        return word;
    }
}
