package io.bulwark.signatures.match;

/** A borrowed stream: one value, fed in pieces of any size. Not to be used after {@link #close}. */
public interface StreamScan {
    /**
     * Matches the next piece in place.
     *
     * @return false when the piece was not read; every later piece fails too
     */
    boolean feed(long address, int length, MatchSink sink);

    /**
     * Borrows another stream that has read all that this one has, and goes its own way from here. What this one has reported
     * is not reported again; what was in the making is.
     */
    StreamScan copy();

    /**
     * Ends the value, reports the matches that are anchored to its end, and gives the stream back.
     *
     * @return false when the end was not read or an earlier piece had failed
     */
    boolean close(MatchSink sink);
}
