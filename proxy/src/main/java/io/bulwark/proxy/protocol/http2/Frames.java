package io.bulwark.proxy.protocol.http2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The frames that Bulwark itself puts into a lane, as bytes. */
final class Frames {
    static final int HEADER = 9;

    /** The largest frame that either side may send: the least that RFC 9113 section 4.2 lets a peer ask for. */
    static final int MAX_LENGTH = 16_384;

    private static final int WORD = 4;
    private static final int WEIGHT_AND_DEPENDENCY = 5;

    private Frames() {}

    static byte[] rstStream(int stream, ErrorCode error) {
        var frame = frame(WORD, FrameType.RST_STREAM, 0, stream);
        putWord(frame, HEADER, error.code());
        return frame;
    }

    static byte[] windowUpdate(int stream, int increment) {
        var frame = frame(WORD, FrameType.WINDOW_UPDATE, 0, stream);
        putWord(frame, HEADER, increment);
        return frame;
    }

    /** @param why goes into the debug data */
    static byte[] goAway(int lastStream, ErrorCode error, String why) {
        var debug = why.getBytes(StandardCharsets.US_ASCII);
        var frame = frame(2 * WORD + debug.length, FrameType.GOAWAY, 0, 0);
        putWord(frame, HEADER, lastStream);
        putWord(frame, HEADER + WORD, error.code());
        System.arraycopy(debug, 0, frame, HEADER + 2 * WORD, debug.length);
        return frame;
    }

    /** A SETTINGS frame with the given payload. */
    static byte[] settings(byte[] entries, int length) {
        var frame = frame(length, FrameType.SETTINGS, 0, 0);
        System.arraycopy(entries, 0, frame, HEADER, length);
        return frame;
    }

    /**
     * A header block as HEADERS, and CONTINUATION where it is long.
     *
     * @param priority the five bytes of a HEADERS frame's priority, or none
     */
    static byte[] headers(int stream, boolean endStream, byte[] priority, byte[] block) {
        var flags = (endStream ? FrameType.END_STREAM : 0) | (priority.length > 0 ? FrameType.WITH_PRIORITY : 0);
        return block(FrameType.HEADERS, flags, stream, priority, block);
    }

    /** A promise of the stream {@code promised}, and CONTINUATION where its header block is long. */
    static byte[] pushPromise(int stream, int promised, byte[] block) {
        var prefix = new byte[WORD];
        putWord(prefix, 0, promised);
        return block(FrameType.PUSH_PROMISE, 0, stream, prefix, block);
    }

    private static byte[] block(int type, int flags, int stream, byte[] prefix, byte[] block) {
        var first = Math.min(block.length, MAX_LENGTH - WEIGHT_AND_DEPENDENCY);
        var rest = block.length - first;
        var more = (rest + MAX_LENGTH - 1) / MAX_LENGTH;
        var out = new byte[HEADER + prefix.length + block.length + more * HEADER];
        putHeader(out, 0, prefix.length + first, type, flags | (rest == 0 ? FrameType.END_HEADERS : 0), stream);
        System.arraycopy(prefix, 0, out, HEADER, prefix.length);
        System.arraycopy(block, 0, out, HEADER + prefix.length, first);
        var at = HEADER + prefix.length + first;
        for (var from = first; from < block.length; from += MAX_LENGTH) {
            var length = Math.min(MAX_LENGTH, block.length - from);
            var last = from + length == block.length ? FrameType.END_HEADERS : 0;
            putHeader(out, at, length, FrameType.CONTINUATION, last, stream);
            System.arraycopy(block, from, out, at + HEADER, length);
            at += HEADER + length;
        }
        return out;
    }

    private static byte[] frame(int length, int type, int flags, int stream) {
        var frame = new byte[HEADER + length];
        putHeader(frame, 0, length, type, flags, stream);
        return frame;
    }

    private static void putHeader(byte[] out, int at, int length, int type, int flags, int stream) {
        putWord(out, at, length << 8 | type);
        out[at + 4] = (byte) flags;
        putWord(out, at + 5, stream);
    }

    static void putWord(byte[] out, int at, int value) {
        out[at] = (byte) (value >>> 24);
        out[at + 1] = (byte) (value >>> 16);
        out[at + 2] = (byte) (value >>> 8);
        out[at + 3] = (byte) value;
    }

    /** Two frames, one behind the other. */
    static byte[] joined(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
