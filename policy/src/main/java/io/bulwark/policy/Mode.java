package io.bulwark.policy;

/** How far a document's verdicts are carried out; each mode is stricter than the one before it. */
public enum Mode {
    /** What no rule allows is forwarded and not told: nobody has said yet what is right. Allowlists only. */
    LEARN("Learn"),
    /** What would have been denied is forwarded and reported. */
    MONITOR("Monitor"),
    /** What is denied is denied. */
    ENFORCE("Enforce");

    private final String word;

    Mode(String word) {
        this.word = word;
    }

    /** The word that documents use for it. */
    public String word() {
        return word;
    }

    /** The less strict one of the two. */
    Mode atMost(Mode other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
