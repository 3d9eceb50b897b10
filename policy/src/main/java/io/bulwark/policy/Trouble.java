package io.bulwark.policy;

/** A reason why traffic could not be inspected or decided on; the failure table says what happens then. */
public enum Trouble {
    /** Neither side said enough in time to tell the protocol. */
    DETECTION_TIMEOUT("DetectionTimeout", Fallback.DENY),
    /** The bytes break the rules of the protocol that was detected. */
    PROTOCOL_VIOLATION("ProtocolViolation", Fallback.DENY),
    /** A message is larger than a limit of the policy. */
    LIMIT_EXCEEDED("LimitExceeded", Fallback.DENY),
    /** The bytes are encrypted, compressed with an unknown coding, or upgraded to a protocol that is not read. */
    UNREADABLE("Unreadable", Fallback.FORWARD),
    /** The signature matcher failed. */
    MATCHER_FAILED("MatcherFailed", Fallback.DENY),
    /** No policy has arrived yet. */
    NO_POLICY("NoPolicy", Fallback.FORWARD),
    /** It cannot be told who the peer is. */
    IDENTITY_UNKNOWN("IdentityUnknown", Fallback.FORWARD),
    /** Events come faster than they can be written. */
    EVENT_QUEUE_FULL("EventQueueFull", Fallback.FORWARD);

    private final String word;
    private final Fallback unlessTold;

    Trouble(String word, Fallback unlessTold) {
        this.word = word;
        this.unlessTold = unlessTold;
    }

    /** The word that documents use for it. */
    public String word() {
        return word;
    }

    /** What happens when a document does not name this trouble. */
    public Fallback unlessTold() {
        return unlessTold;
    }
}
