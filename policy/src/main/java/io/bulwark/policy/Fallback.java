package io.bulwark.policy;

/** What happens to traffic that trouble keeps from being decided on. */
public enum Fallback {
    /** It goes on uninspected, and that is reported. */
    FORWARD("Forward"),
    /** It is refused. */
    DENY("Deny");

    private final String word;

    Fallback(String word) {
        this.word = word;
    }

    /** The word that documents use for it. */
    public String word() {
        return word;
    }
}
