package io.bulwark.signatures.match;

/** Takes candidates as the engine finds them, on the scanning thread. Must not call the scanner. */
@FunctionalInterface
public interface MatchSink {
    /** The signature at this index of {@link Matcher#signatures()} matched up to, not including, this offset. */
    void match(int signatureIndex, long endOffset);

    /**
     * The signature reached the cap of reports within one scan or piece; the rest of them isn't handed over. Other
     * signatures go on. Whoever counts on every match (validators, thresholds, headers) must take this as trouble.
     */
    default void overflow(int signatureIndex) {}
}
