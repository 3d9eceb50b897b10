package io.bulwark.signatures.match.hyperscan;

import io.bulwark.signatures.match.MatchSink;
import io.bulwark.signatures.match.StreamScan;

/** A native stream that is used again and again, one value at a time. */
final class PooledStream implements StreamScan {
    private final StreamPool pool;
    private final HyperscanScanner scanner;
    private final FieldDatabase database;
    /** Where the pool keeps it. */
    int place;

    private long stream;
    private boolean borrowed;
    private boolean failed;

    PooledStream(StreamPool pool, HyperscanScanner scanner, FieldDatabase database, long stream) {
        this.pool = pool;
        this.scanner = scanner;
        this.database = database;
        this.stream = stream;
    }

    void borrowed() {
        borrowed = true;
        failed = false;
    }

    @Override
    public boolean feed(long address, int length, MatchSink sink) {
        if (!usable()) {
            return false;
        }
        if (length == 0 || stream == 0) {
            return true;
        }
        var callback = scanner.callback();
        callback.begin(database, sink);
        failed = !callback.end(HyperscanRuntime.feed(stream, address, length, scanner.scratch(), scanner.onMatch()));
        return !failed;
    }

    @Override
    public StreamScan copy() {
        var copy = pool.borrow();
        copy.failed = !usable();
        if (!copy.failed && stream != 0 && copy.stream != 0) {
            int code = HyperscanRuntime.copy(copy.stream, stream);
            copy.failed = code != HyperscanRuntime.SUCCESS;
            if (copy.failed) {
                scanner.callback().problem("Hyperscan: " + HyperscanRuntime.describe(code));
            }
        }
        return copy;
    }

    @Override
    public boolean close(MatchSink sink) {
        if (!borrowed) {
            return false;
        }
        boolean good = usable();
        borrowed = false;
        if (stream == 0 || scanner.isClosed()) {
            return good;
        }
        var callback = scanner.callback();
        callback.begin(database, sink);
        if (failed || !pool.hasRoom()) {
            long old = stream;
            stream = 0;
            pool.forget(this);
            long onMatch = failed ? 0 : scanner.onMatch();
            return callback.end(HyperscanRuntime.close(old, scanner.scratch(), onMatch)) && good;
        }
        int code = HyperscanRuntime.reset(stream, scanner.scratch(), scanner.onMatch());
        if (code == HyperscanRuntime.SUCCESS) {
            pool.giveBack(this);
        } else {
            pool.forget(this);
            free();
        }
        return callback.end(code);
    }

    /* A field that no signature reads has no native stream and never fails; others without one couldn't be opened. */
    private boolean usable() {
        return borrowed && !failed && !scanner.isClosed() && (stream != 0 || database.isNone());
    }

    /** Frees the native stream without asking for the matches at its end. */
    void free() {
        if (stream != 0) {
            HyperscanRuntime.close(stream, 0, 0);
            stream = 0;
        }
    }
}
