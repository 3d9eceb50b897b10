package io.bulwark.proxy.inspect;

import io.bulwark.signatures.match.StreamScan;
import io.bulwark.signatures.memory.NativeBytes;
import org.jspecify.annotations.Nullable;

/** One reading of a value that comes in pieces: a borrowed stream of the matcher, and the last bytes that it was fed. */
final class StreamReader {
    private final Candidates candidates;
    private final Reading reading;
    private final byte[] tail = new byte[Candidates.WINDOW];
    private int tailLength;
    private long offset;
    private @Nullable StreamScan scan;

    StreamReader(Candidates candidates, Reading reading) {
        this.candidates = candidates;
        this.reading = reading;
    }

    void open(StreamScan scan) {
        this.scan = scan;
        tailLength = 0;
        offset = 0;
    }

    /** Reads on from where another reading of the same value stands. */
    void open(StreamReader original) {
        if (original.scan == null) {
            throw new IllegalStateException("the reading that is to be copied is not open");
        }
        scan = original.scan.copy();
        System.arraycopy(original.tail, 0, tail, 0, original.tailLength);
        tailLength = original.tailLength;
        offset = original.offset;
    }

    boolean isOpen() {
        return scan != null;
    }

    /** Reads the next piece; false when the matcher failed. */
    boolean feed(Scope scope, long address, int length) {
        if (scan == null || length == 0) {
            return scan != null;
        }
        candidates.piece(scope, reading, tail, tailLength, address, length, offset);
        var good = scan.feed(address, length, candidates);
        offset += length;
        keepTail(address, length);
        return good;
    }

    /** Ends the value and gives the stream back; false when the matcher failed. */
    boolean close(Scope scope) {
        if (scan == null) {
            return true;
        }
        candidates.piece(scope, reading, tail, tailLength, 0, 0, offset);
        var good = scan.close(candidates);
        scan = null;
        return good;
    }

    private void keepTail(long address, int length) {
        var fresh = Math.min(length, tail.length);
        var old = Math.min(tailLength, tail.length - fresh);
        System.arraycopy(tail, tailLength - old, tail, 0, old);
        NativeBytes.copy(address + length - fresh, tail, old, fresh);
        tailLength = old + fresh;
    }
}
