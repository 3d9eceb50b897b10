package io.bulwark.signatures.match;

import io.bulwark.signatures.View;

/** Takes confirmed matches that reached their signature's threshold, on the scanning thread. */
@FunctionalInterface
public interface FindingSink {
    /** The signature at this index was found; the offset counts in the view. At most once a message and view. */
    void finding(int signatureIndex, View view, long endOffset);

    /** See {@link MatchSink#overflow}. */
    default void overflow(int signatureIndex) {}
}
