package io.bulwark.proxy.inspect;

import io.bulwark.proxy.inspect.normalize.JsonUnescape;
import io.bulwark.proxy.inspect.normalize.Unescape;
import io.bulwark.proxy.inspect.normalize.XmlUnescape;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.view.PercentDecoder;

/** Matches one content that comes in pieces, in each of its readings. Pooled: holds a slot or streams only while open. */
final class ContentReader {
    /*
     * Most contents are small and are decided on only when they are complete. So the first bytes are gathered in a slot:
     * if the content ends there, it is matched whole, which costs a fraction of matching a stream. When it outgrows the slot,
     * or a ruling is asked for earlier, the slot is fed to a stream and every further piece follows. Either way all bytes
     * are matched before the ruling that they count for.
     *
     * A decoded reading is the same as the one before it up to the first escape, so its stream is opened only there, as a
     * copy of that one's: it knows everything that precedes the escape, however far back a match began. (Signatures do reach
     * back without bound: any number of blanks may stand between UNION and SELECT.)
     */
    private static final int SLICE = 16 * 1024;

    private final Workbench bench;
    private final StreamReader raw;
    private final StreamReader percent;
    private final StreamReader percentAgain;
    private final StreamReader unescaped;
    private final Beginning beginning;
    private final PercentDecoder first = new PercentDecoder(true);
    private final PercentDecoder second = new PercentDecoder(false);
    private final PercentDecoder third = new PercentDecoder(false);
    private final JsonUnescape json = new JsonUnescape();
    private final XmlUnescape xml = new XmlUnescape();
    private final ByteView input = new ByteView();
    private Decoding decoding = Decoding.NONE;
    private Unescape unescape = json;
    private boolean streaming;
    private boolean failed;

    ContentReader(Workbench bench) {
        this.bench = bench;
        var candidates = bench.candidates();
        raw = new StreamReader(candidates, Reading.RAW);
        percent = new StreamReader(candidates, Reading.PERCENT);
        percentAgain = new StreamReader(candidates, Reading.PERCENT_AGAIN);
        unescaped = new StreamReader(candidates, Reading.UNESCAPED);
        beginning = new Beginning(bench.slots());
    }

    void open(Decoding decoding) {
        this.decoding = decoding;
        unescape = decoding == Decoding.XML ? xml : json;
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
            if (beginning.add(address, length)) {
                return;
            }
            startStreaming(scope);
        }
        for (var from = 0; from < length && !failed; from += SLICE) {
            stream(scope, address + from, Math.min(SLICE, length - from));
        }
    }

    /** Matches whatever was only gathered so far. */
    void settle(Scope scope) {
        if (!streaming && beginning.length() > 0) {
            startStreaming(scope);
        }
    }

    void close(Scope scope) {
        if (streaming) {
            closeStreams(scope);
        } else if (beginning.length() > 0) {
            failed = !bench.whole().read(scope, decoding, beginning.address(), beginning.length());
        }
        beginning.close();
    }

    private void startStreaming(Scope scope) {
        streaming = true;
        first.reset();
        second.reset();
        third.reset();
        unescape.reset();
        raw.open(bench.scanner().open(scope.field()));
        if (beginning.length() > 0) {
            stream(scope, beginning.address(), beginning.length());
        }
        beginning.close();
    }

    /* A decoded reading that begins in this slice is copied from the raw one before that reads the slice. */
    private void stream(Scope scope, long address, int length) {
        input.wrap(address, length, 0);
        var decoded = decoding == Decoding.PERCENT ? percent : unescaped;
        if (!decoded.isOpen() && holdsEscape()) {
            decoded.open(raw);
            scope.decodeFromHere();
        }
        var good = raw.feed(scope, address, length);
        if (good && decoded.isOpen()) {
            good = decoding == Decoding.PERCENT
                    ? percent(scope, address, length, false)
                    : unescape(scope, address, length);
        }
        failed = !good;
    }

    private boolean holdsEscape() {
        return switch (decoding) {
            case NONE, HEADER_LINES, STRING -> false;
            case PERCENT -> holds('%') || holds('+');
            case JSON -> holds('\\');
            case XML -> holds('&');
        };
    }

    private boolean holds(char wanted) {
        return input.indexOf((byte) wanted, 0, input.length()) >= 0;
    }

    private boolean unescape(Scope scope, long address, int length) {
        var to = bench.sliceA();
        return unescaped.feed(scope, to, unescape.decode(address, length, to));
    }

    /** Feeds a slice through the three rounds; {@code end} also brings out what they kept back. */
    private boolean percent(Scope scope, long address, int length, boolean end) {
        var a = bench.sliceA();
        var b = bench.sliceB();
        var once = round(first, address, length, a, end);
        if (!percentAgain.isOpen() && first.wrotePercent()) {
            percentAgain.open(percent);
        }
        var good = percent.feed(scope, a, once);
        if (!good || !percentAgain.isOpen()) {
            return good;
        }
        var twice = round(second, a, once, b, end);
        var thrice = round(third, b, twice, a, end);
        return percentAgain.feed(scope, a, thrice);
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
            good = unescaped.feed(scope, bench.sliceA(), unescape.finish(bench.sliceA()));
        }
        good &= raw.close(scope);
        good &= percent.close(scope);
        good &= percentAgain.close(scope);
        good &= unescaped.close(scope);
        failed = !good;
    }

    /** Room that a slice needs in each of the buffers, with what three rounds may have kept back. */
    static int sliceRoom() {
        return SLICE + 3 * PercentDecoder.MAX_CARRY + Unescape.MAX_CARRIED;
    }
}
