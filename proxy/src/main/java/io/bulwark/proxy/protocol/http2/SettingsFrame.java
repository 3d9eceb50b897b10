package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a SETTINGS frame (RFC 9113 section 6.5), with what Bulwark changes in them: it lets neither side ask for more than
 * it can follow itself. Every change only asks the peer for less, so that no peer breaks a rule by it.
 */
final class SettingsFrame {
    /** More entries than this are a flood; six settings are in use. */
    private static final int MAX_ENTRIES = 64;

    static final int ENTRY = 6;

    /** The largest HPACK table that a side may let its peer use. */
    static final int MAX_TABLE = 65_536;

    private static final int HEADER_TABLE_SIZE = 1;
    private static final int ENABLE_PUSH = 2;
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_FRAME_SIZE = 5;
    private static final long MAX_WINDOW = Integer.MAX_VALUE;
    private static final long LARGEST_FRAME = (1 << 24) - 1;

    private final byte[] entries = new byte[ENTRY * (MAX_ENTRIES + 1)];
    private int length;
    private boolean changed;
    private long initialWindow;
    private long tableSize;

    void begin() {
        length = 0;
        changed = false;
        initialWindow = -1;
        tableSize = -1;
    }

    /** Takes the next piece; false when there are too many entries. */
    boolean read(ByteView piece) {
        if (length + piece.length() > ENTRY * MAX_ENTRIES) {
            return false;
        }
        piece.copyTo(0, entries, length, piece.length());
        length += piece.length();
        return true;
    }

    /**
     * Checks the entries and caps them; says what is wrong with them.
     *
     * @param maxStreams what MAX_CONCURRENT_STREAMS is capped to
     */
    @Nullable
    Http2Anomaly end(int maxStreams) {
        for (var at = 0; at < length; at += ENTRY) {
            var value = value(at);
            switch (id(at)) {
                case HEADER_TABLE_SIZE -> {
                    cap(at, value, MAX_TABLE);
                    tableSize = tableSize < 0 ? value : Math.min(tableSize, value);
                }
                case ENABLE_PUSH -> {
                    if (value > 1) {
                        return Http2Anomaly.INVALID_SETTING;
                    }
                }
                case MAX_CONCURRENT_STREAMS -> cap(at, value, maxStreams);
                case INITIAL_WINDOW_SIZE -> {
                    if (value > MAX_WINDOW) {
                        return Http2Anomaly.INVALID_WINDOW;
                    }
                    initialWindow = value;
                }
                case MAX_FRAME_SIZE -> {
                    if (value < Frames.MAX_LENGTH || value > LARGEST_FRAME) {
                        return Http2Anomaly.INVALID_SETTING;
                    }
                    cap(at, value, Frames.MAX_LENGTH);
                }
                default -> {}
            }
        }
        return null;
    }

    /** Names a limit on concurrent streams where the sender named none, so that a peer waits instead of being refused. */
    void limitStreams(int maxStreams) {
        for (var at = 0; at < length; at += ENTRY) {
            if (id(at) == MAX_CONCURRENT_STREAMS) {
                return;
            }
        }
        entries[length] = 0;
        entries[length + 1] = MAX_CONCURRENT_STREAMS;
        Frames.putWord(entries, length + 2, maxStreams);
        length += ENTRY;
        changed = true;
    }

    private void cap(int at, long value, int most) {
        if (value > most) {
            Frames.putWord(entries, at + 2, most);
            changed = true;
        }
    }

    private int id(int at) {
        return (entries[at] & 0xFF) << 8 | (entries[at + 1] & 0xFF);
    }

    private long value(int at) {
        return (entries[at + 2] & 0xFFL) << 24
                | (entries[at + 3] & 0xFF) << 16
                | (entries[at + 4] & 0xFF) << 8
                | (entries[at + 5] & 0xFF);
    }

    /** Whether the frame has to be replaced by {@link #frame}. */
    boolean changed() {
        return changed;
    }

    byte[] frame() {
        return Frames.settings(entries, length);
    }

    /** The smallest HEADER_TABLE_SIZE that the frame sets, or -1 when it sets none. */
    long tableSize() {
        return tableSize;
    }

    /** INITIAL_WINDOW_SIZE, or -1 when the frame does not set it. */
    long initialWindow() {
        return initialWindow;
    }
}
