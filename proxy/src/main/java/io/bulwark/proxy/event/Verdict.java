package io.bulwark.proxy.event;

/** What became of the message that an event tells of. */
public enum Verdict {
    /** It went on; something was found that is not to be denied. */
    REPORTED("reported"),
    /** It went on, but would have been denied if the rule were enforced. */
    WOULD_DENY("would-deny"),
    DENIED("denied");

    private final String id;

    Verdict(String id) {
        this.id = id;
    }

    /** The word that events and metrics use. */
    public String id() {
        return id;
    }
}
