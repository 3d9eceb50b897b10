package io.bulwark.policy;

/** Whether a document's verdicts are carried out or only told. */
public enum Mode {
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
}
