package io.bulwark.proxy.inspect.normalize;

import io.bulwark.signatures.memory.NativeBytes;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Unfolds one gzip or deflate body after another, in pieces of any size and up to a size. Pooled: it holds 40 KiB. */
public final class Unfolder implements AutoCloseable {
    /*
     * Servers differ in what they read: some stop after the first gzip member, some read bare deflate data where zlib is
     * promised. Everything that any of them would read is unfolded. Check sums are not verified: a body with a wrong one
     * was read all the same. The ratio counts only above RATIO_FREE_BYTES, because small bodies of one repeated byte are
     * common and harmless.
     */
    static final int RATIO_FREE_BYTES = 256 * 1024;

    /** Takes what was unfolded; valid until the call returns. */
    @FunctionalInterface
    public interface Sink {
        void take(long address, int length);
    }

    private final UnfoldBuffers buffers;
    private final Inflater inflater = new Inflater(true);
    private final Envelope envelope = new Envelope();
    private boolean gzip;
    private boolean wrapped;
    private long maxBytes;
    private long maxRatio;
    private long given;
    private long unfolded;
    private Unfolding state = Unfolding.GOOD;

    public Unfolder(UnfoldBuffers buffers) {
        this.buffers = buffers;
    }

    /** A gzip body begins, which may have several members. */
    public void startGzip(long maxBytes, long maxRatio) {
        start(maxBytes, maxRatio);
        gzip = true;
        envelope.startGzip();
    }

    /** A deflate body begins: zlib or bare. */
    public void startDeflate(long maxBytes, long maxRatio) {
        start(maxBytes, maxRatio);
        gzip = false;
        envelope.startDeflate();
    }

    private void start(long maxBytes, long maxRatio) {
        inflater.reset();
        this.maxBytes = maxBytes;
        this.maxRatio = maxRatio;
        given = 0;
        unfolded = 0;
        wrapped = true;
        state = Unfolding.GOOD;
    }

    /** Unfolds the next piece; once the answer is not {@link Unfolding#GOOD}, it stays so. */
    public Unfolding unfold(long address, int length, Sink sink) {
        var at = address;
        var left = length;
        while (left > 0 && state == Unfolding.GOOD) {
            var used = envelope.part() == Envelope.Part.DATA ? data(at, left, sink) : around(at, sink);
            at += used;
            left -= used;
            given += used;
        }
        return state;
    }

    private int around(long at, Sink sink) {
        envelope.read(NativeBytes.get(at));
        if (envelope.part() == Envelope.Part.CORRUPT) {
            state = Unfolding.CORRUPT;
        } else if (envelope.part() == Envelope.Part.BARE) {
            wrapped = false;
            envelope.bareTaken();
            NativeBytes.copy(envelope.taken(), 0, buffers.inputAddress, 2);
            inflate(2, sink);
        }
        return 1;
    }

    private int data(long at, int left, Sink sink) {
        var piece = Math.min(left, UnfoldBuffers.INPUT_BYTES);
        NativeBytes.copy(at, buffers.inputAddress, piece);
        return inflate(piece, sink);
    }

    /** Inflates the input buffer's first bytes and says how many of them were deflate data. */
    private int inflate(int length, Sink sink) {
        inflater.setInput(buffers.input.limit(length).position(0));
        try {
            while (state == Unfolding.GOOD) {
                var output = buffers.output.clear();
                var produced = inflater.inflate(output);
                if (produced > 0) {
                    deliver(produced, length - inflater.getRemaining(), sink);
                } else if (inflater.needsDictionary()) {
                    state = Unfolding.CORRUPT;
                } else if (inflater.finished() || inflater.needsInput()) {
                    break;
                }
            }
        } catch (DataFormatException _) {
            state = Unfolding.CORRUPT;
        }
        var used = length - inflater.getRemaining();
        if (inflater.finished()) {
            inflater.reset();
            envelope.dataEnded(gzip, wrapped);
        }
        return used;
    }

    private void deliver(int produced, int used, Sink sink) {
        var room = (int) Math.min(produced, maxBytes - unfolded);
        unfolded += produced;
        if (room > 0) {
            sink.take(buffers.outputAddress, room);
        }
        var tooManyTimes = unfolded > RATIO_FREE_BYTES && unfolded / maxRatio > given + used;
        if (unfolded > maxBytes || tooManyTimes) {
            state = Unfolding.TOO_LARGE;
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
