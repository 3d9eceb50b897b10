package io.bulwark.proxy.inspect;

import io.bulwark.proxy.inspect.normalize.JsonUnescape;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.view.PercentDecoder;

/** Matches one content that comes in pieces, in each of its readings. Pooled: holds slots and streams only while open. */
final class ContentReader {
    /*
     * Most contents are small and are decided on only when they are complete. So the first bytes are gathered in a slot:
     * if the content ends there, it is matched whole, which costs a sixth of matching a stream. When it outgrows the slot,
     * or a ruling is asked for earlier, the slot is fed to a stream and every further piece follows. Either way all bytes
     * are matched before the ruling that they count for.
     *
     * A decoded reading is the same as the one before it up to the first escape, so its stream is opened only there. What
     * precedes the escape is fed to it from the recent bytes. A match that reaches further back than these is not found;
     * no signature asks for so much.
     */
    private static final int SLICE = 16 * 1024;

    private final Workbench bench;
    private final StreamReader raw;
    private final StreamReader percent;
    private final StreamReader percentAgain;
    private final StreamReader unescaped;
    private final Recent recent;
    private final Recent recentOnce;
    private final PercentDecoder first = new PercentDecoder(true);
    private final PercentDecoder second = new PercentDecoder(false);
    private final PercentDecoder third = new PercentDecoder(false);
    private final JsonUnescape json = new JsonUnescape();
    private final ByteView input = new ByteView();
    private Decoding decoding = Decoding.NONE;
    private boolean streaming;
    private boolean failed;

    ContentReader(Workbench bench) {
        this.bench = bench;
        var candidates = bench.candidates();
        raw = new StreamReader(candidates, Reading.RAW);
        percent = new StreamReader(candidates, Reading.PERCENT);
        percentAgain = new StreamReader(candidates, Reading.PERCENT_AGAIN);
        unescaped = new StreamReader(candidates, Reading.JSON);
        recent = new Recent(bench.slots());
        recentOnce = new Recent(bench.slots());
    }

    void open(Decoding decoding) {
        this.decoding = decoding;
        streaming = false;
        failed = false;
    }

    /** Whether the matcher failed on it: what follows is not read. */
    boolean failed() {
        return failed;
    }

    void feed(Scope scope, long address, int length) {
        if (failed || length == 0) {
            return;
        }
        if (!streaming) {
            if (!recent.isOpen()) {
                recent.open();
            }
            if (recent.fits(length)) {
                recent.add(address, length);
                return;
            }
            startStreaming(scope);
        }
        for (var from = 0; from < length && !failed; from += SLICE) {
            stream(scope, address + from, Math.min(SLICE, length - from), false);
        }
    }

    /** Matches whatever was only gathered so far. */
    void settle(Scope scope) {
        if (!streaming && recent.length() > 0) {
            startStreaming(scope);
        }
    }

    void close(Scope scope) {
        if (streaming) {
            closeStreams(scope);
        } else if (recent.length() > 0) {
            failed = !bench.whole().read(scope, decoding, recent.address(), recent.length());
        }
        recent.close();
        recentOnce.close();
    }

    private void startStreaming(Scope scope) {
        streaming = true;
        first.reset();
        second.reset();
        third.reset();
        json.reset();
        start(raw, scope);
        if (decoding == Decoding.PERCENT && (!recent.isOpen() || !recentOnce.open())) {
            start(percent, scope);
            start(percentAgain, scope);
        } else if (decoding == Decoding.JSON && !recent.isOpen()) {
            start(unescaped, scope);
        }
        if (recent.length() > 0) {
            stream(scope, recent.address(), recent.length(), true);
        }
    }

    private void start(StreamReader reader, Scope scope) {
        reader.open(bench.scanner().open(scope.field()));
    }

    /** Reads a slice; {@code kept} when it stands among the recent bytes already. */
    private void stream(Scope scope, long address, int length, boolean kept) {
        failed = !raw.feed(scope, address, length);
        if (failed) {
            return;
        }
        input.wrap(address, length, 0);
        failed = !switch (decoding) {
            case NONE, HEADER_LINES, STRING -> true;
            case PERCENT ->
                !ready(percent, holds('%') || holds('+'), scope, recent, kept)
                        || percent(scope, address, length, false);
            case JSON -> !ready(unescaped, holds('\\'), scope, recent, kept) || unescape(scope, address, length);
        };
        if (!kept && recent.isOpen() && waits()) {
            recent.add(address, length);
        }
    }

    /** Whether a decoded reading may yet begin, and would need what precedes its first escape. */
    private boolean waits() {
        return switch (decoding) {
            case NONE, HEADER_LINES, STRING -> false;
            case PERCENT -> !percent.isOpen();
            case JSON -> !unescaped.isOpen();
        };
    }

    private boolean holds(char wanted) {
        return input.indexOf((byte) wanted, 0, input.length()) >= 0;
    }

    /** Whether this reading has its stream, which is opened when the first escape has come; what preceded is fed first. */
    private boolean ready(StreamReader reader, boolean escape, Scope scope, Recent before, boolean kept) {
        if (reader.isOpen()) {
            return true;
        }
        if (!escape) {
            return false;
        }
        start(reader, scope);
        if (!kept && before.length() > 0) {
            failed = !reader.feed(scope, before.address(), before.length());
        }
        return true;
    }

    private boolean unescape(Scope scope, long address, int length) {
        var to = bench.sliceA();
        return !failed && unescaped.feed(scope, to, json.decode(address, length, to));
    }

    /** Feeds a slice through the three rounds; {@code end} also brings out what they kept back. */
    private boolean percent(Scope scope, long address, int length, boolean end) {
        var a = bench.sliceA();
        var b = bench.sliceB();
        var once = round(first, address, length, a, end);
        if (failed || !percent.feed(scope, a, once)) {
            return false;
        }
        if (!ready(percentAgain, first.wrotePercent(), scope, recentOnce, false)) {
            recentOnce.add(a, once);
            return true;
        }
        var twice = round(second, a, once, b, end);
        var thrice = round(third, b, twice, a, end);
        return !failed && percentAgain.feed(scope, a, thrice);
    }

    private static int round(PercentDecoder decoder, long from, int length, long to, boolean end) {
        var bytes = decoder.decode(from, length, to);
        return end ? bytes + decoder.finish(to + bytes) : bytes;
    }

    private void closeStreams(Scope scope) {
        var good = !failed;
        if (good && percent.isOpen()) {
            good = percent(scope, bench.sliceA(), 0, true);
        }
        if (good && unescaped.isOpen()) {
            good = unescaped.feed(scope, bench.sliceA(), json.finish(bench.sliceA()));
        }
        good &= raw.close(scope);
        good &= percent.close(scope);
        good &= percentAgain.close(scope);
        good &= unescaped.close(scope);
        failed = !good;
    }

    /** Room that a slice needs in each of the buffers, with what three rounds may have kept back. */
    static int sliceRoom() {
        return SLICE + 3 * PercentDecoder.MAX_CARRY + JsonUnescape.MAX_CARRIED;
    }
}
