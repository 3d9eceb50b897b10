package io.bulwark.proxy.inspect.normalize;

/** Unfolds messages that lie whole in memory, whichever their coding, into memory of its own. One a workbench. */
public final class Unpacker implements AutoCloseable {
    /*
     * What a message unfolds to is wanted in one piece. So there is one place for it, used by one message after another, and
     * given back when a large one was in it.
     */
    private static final int KEPT_BYTES = 256 * 1024;

    private final Unfolder unfolder;
    private final Output output = new Output();
    private final Unfolder.Sink sink = output::add;
    private final ZstdFrames zstd = new ZstdFrames();
    private final SnappyChunks snappy = new SnappyChunks();
    private long maxBytes;
    private long maxRatio;

    public Unpacker(UnfoldBuffers buffers) {
        unfolder = new Unfolder(buffers);
    }

    /** What the next message may unfold to, in bytes and in times its own size. */
    public void limit(long newMaxBytes, long newMaxRatio) {
        maxBytes = newMaxBytes;
        maxRatio = newMaxRatio;
    }

    public Unfolding gzip(long address, int length) {
        output.clear();
        unfolder.startGzip(maxBytes, maxRatio);
        return unfolder.unfold(address, length, sink);
    }

    public Unfolding deflate(long address, int length) {
        output.clear();
        unfolder.startDeflate(maxBytes, maxRatio);
        return unfolder.unfold(address, length, sink);
    }

    public Unfolding zstd(long address, int length) {
        output.clear();
        return zstd.unpack(address, length, mostOf(length), output);
    }

    public Unfolding snappy(long address, int length) {
        output.clear();
        return snappy.unpack(address, length, mostOf(length), output);
    }

    private int mostOf(int length) {
        return (int) Math.min(maxBytes, Math.max(Unfolder.RATIO_FREE_BYTES, length * maxRatio));
    }

    /** What the last message unfolded to, as far as it did; valid until {@link #release}. */
    public long address() {
        return output.address();
    }

    public int length() {
        return output.length();
    }

    /** What was unfolded is no longer needed. */
    public void release() {
        output.clear();
        if (output.capacity() > KEPT_BYTES) {
            output.close();
        }
        zstd.release(KEPT_BYTES);
    }

    /** Memory outside the heap that it takes, the inflater left out. */
    public long nativeBytes() {
        return output.capacity() + zstd.nativeBytes();
    }

    @Override
    public void close() {
        unfolder.close();
        output.close();
        zstd.close();
    }
}
