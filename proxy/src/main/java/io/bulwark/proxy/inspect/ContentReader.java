package io.bulwark.proxy.inspect;

import io.bulwark.proxy.inspect.normalize.JsonUnescape;
import io.bulwark.signatures.memory.NativeBytes;
import io.bulwark.signatures.view.PercentDecoder;

/** Matches one content that comes in pieces, in each of its readings. Pooled: holds streams only while it is open. */
final class ContentReader {
    /*
     * Most contents are small and are decided on only when they are complete. So the first bytes are gathered in a slot:
     * if the content ends there, it is matched whole, which is cheaper and skips decodings that change nothing. When it
     * outgrows the slot, or a ruling is asked for earlier, the slot is fed to streams and every further piece follows.
     * Either way all bytes are matched before the ruling that they count for.
     */
    private static final int SLICE = 16 * 1024;

    private final Workbench bench;
    private final StreamReader raw;
    private final StreamReader percent;
    private final StreamReader percentAgain;
    private final StreamReader unescaped;
    private final PercentDecoder first = new PercentDecoder(true);
    private final PercentDecoder second = new PercentDecoder(false);
    private final PercentDecoder third = new PercentDecoder(false);
    private final JsonUnescape json = new JsonUnescape();
    private Decoding decoding = Decoding.NONE;
    private long slot = Slots.NONE;
    private int gathered;
    private boolean streaming;
    private boolean failed;

    ContentReader(Workbench bench) {
        this.bench = bench;
        var candidates = bench.candidates();
        raw = new StreamReader(candidates, Reading.RAW, true);
        percent = new StreamReader(candidates, Reading.PERCENT, false);
        percentAgain = new StreamReader(candidates, Reading.PERCENT_AGAIN, true);
        unescaped = new StreamReader(candidates, Reading.JSON, true);
    }

    void open(Decoding decoding) {
        this.decoding = decoding;
        gathered = 0;
        streaming = false;
        failed = false;
    }

    /** Whether the matcher failed on it: what follows is not read. */
    boolean failed() {
        return failed;
    }

    void feed(Scope scope, long address, int length) {
        if (failed) {
            return;
        }
        if (!streaming && slot == Slots.NONE) {
            slot = bench.slots().take();
        }
        if (!streaming && slot != Slots.NONE && length <= Slots.SLOT_BYTES - gathered) {
            NativeBytes.copy(address, slot + gathered, length);
            gathered += length;
            return;
        }
        settle(scope);
        startStreaming(scope);
        stream(scope, address, length);
    }

    /** Matches whatever was only gathered so far. */
    void settle(Scope scope) {
        if (!streaming && gathered > 0) {
            startStreaming(scope);
            stream(scope, slot, gathered);
        }
    }

    void close(Scope scope) {
        if (streaming) {
            closeStreams(scope);
        } else if (gathered > 0) {
            failed = !bench.whole().read(scope, decoding, slot, gathered);
        }
        if (slot != Slots.NONE) {
            bench.slots().giveBack(slot);
            slot = Slots.NONE;
        }
    }

    private void startStreaming(Scope scope) {
        if (streaming) {
            return;
        }
        streaming = true;
        var scanner = bench.scanner();
        var field = scope.field();
        raw.open(scanner.open(field));
        if (decoding == Decoding.PERCENT) {
            first.reset();
            second.reset();
            third.reset();
            percent.open(scanner.open(field));
            percentAgain.open(scanner.open(field));
        } else if (decoding == Decoding.JSON) {
            json.reset();
            unescaped.open(scanner.open(field));
        }
    }

    private void stream(Scope scope, long address, int length) {
        for (var from = 0; from < length && !failed; from += SLICE) {
            var piece = Math.min(SLICE, length - from);
            failed = !raw.feed(scope, address + from, piece) || !decoded(scope, address + from, piece);
        }
    }

    private boolean decoded(Scope scope, long address, int length) {
        return switch (decoding) {
            case NONE, HEADER_LINES -> true;
            case PERCENT -> percent(scope, address, length, false);
            case JSON -> {
                var to = bench.sliceA();
                yield unescaped.feed(scope, to, json.decode(address, length, to));
            }
        };
    }

    /** Feeds a slice through the three rounds; {@code end} also brings out what they kept back. */
    private boolean percent(Scope scope, long address, int length, boolean end) {
        var a = bench.sliceA();
        var b = bench.sliceB();
        var once = round(first, address, length, a, end);
        if (!percent.feed(scope, a, once)) {
            return false;
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
        if (good && decoding == Decoding.PERCENT) {
            good = percent(scope, bench.sliceA(), 0, true);
        } else if (good && decoding == Decoding.JSON) {
            good = unescaped.feed(scope, bench.sliceA(), json.finish(bench.sliceA()));
        }
        good &= raw.close(scope);
        if (decoding == Decoding.PERCENT) {
            good &= percent.close(scope);
            good &= percentAgain.close(scope);
        } else if (decoding == Decoding.JSON) {
            good &= unescaped.close(scope);
        }
        failed = !good;
    }

    /** Room that a slice needs in each of the buffers, with what three rounds may have kept back. */
    static int sliceRoom() {
        return SLICE + 3 * PercentDecoder.MAX_CARRY + JsonUnescape.MAX_CARRIED;
    }
}
