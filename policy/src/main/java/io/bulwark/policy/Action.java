package io.bulwark.policy;

/** What a finding of a signature group leads to. */
public enum Action {
    /** The group is not looked at. */
    OFF("Off"),
    /** A finding becomes an event, the message goes on. */
    REPORT("Report"),
    /** A finding becomes an event and the message is refused. */
    BLOCK("Block");

    private final String word;

    Action(String word) {
        this.word = word;
    }

    /** The word that documents use for it. */
    public String word() {
        return word;
    }
}
