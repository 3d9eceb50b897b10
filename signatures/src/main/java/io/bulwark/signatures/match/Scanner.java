package io.bulwark.signatures.match;

import io.bulwark.signatures.Field;

/** What one worker needs to match: scratch memory and a pool of streams. Owned by one thread. */
public interface Scanner extends AutoCloseable {
    /**
     * Matches a whole value in place.
     *
     * @return false when the value was not read: the engine failed or the sink threw
     */
    boolean scan(Field field, long address, int length, MatchSink sink);

    /** Borrows a stream for a value that comes in pieces; {@link StreamScan#close} gives it back. */
    StreamScan open(Field field);

    /** Memory outside the heap that this scanner takes: scratch and every stream, borrowed or idle. */
    long nativeBytes();

    /** What went wrong last, in words for a log; empty when nothing has. Holds nothing of what was scanned. */
    String lastProblem();

    /** Frees scratch and streams; later calls report failure. */
    @Override
    void close();
}
