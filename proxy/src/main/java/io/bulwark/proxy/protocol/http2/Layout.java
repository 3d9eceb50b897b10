package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

/** Where prefix, content and padding lie in a DATA, HEADERS, PUSH_PROMISE or CONTINUATION frame (RFC 9113 section 6). */
final class Layout {
    /*
     *     [pad length (1)]  [priority (5) or promised stream (4)]  content ...  padding
     *
     * Padding has to be zero: it is no place for bytes that nobody reads.
     */
    static final int MAX_PREFIX = 5;

    private final byte[] prefix = new byte[MAX_PREFIX];
    private final ByteView content = new ByteView();
    private int length;
    private int prefixLength;
    private int contentStart;
    private int contentEnd;
    private boolean padded;
    private int at;

    /** @param prefix bytes of a fixed kind before the content */
    void begin(int frameLength, boolean isPadded, int prefix) {
        length = frameLength;
        padded = isPadded;
        prefixLength = prefix;
        contentStart = (isPadded ? 1 : 0) + prefix;
        contentEnd = frameLength;
        at = 0;
    }

    /** Whether the frame is too short for what its flags announce. */
    boolean tooShort() {
        return length < contentStart;
    }

    /** Reads the next piece; says what is wrong with it, behind its content. */
    @Nullable
    Http2Anomaly read(ByteView piece) {
        var index = 0;
        while (index < piece.length() && at + index < contentStart) {
            prefixByte(at + index, piece.get(index));
            index++;
        }
        if (contentEnd < contentStart) {
            content.window(piece, 0, 0);
            return Http2Anomaly.INVALID_PADDING;
        }
        var end = Math.clamp((long) contentEnd - at, index, piece.length());
        content.window(piece, index, end - index);
        for (var padding = end; padding < piece.length(); padding++) {
            if (piece.get(padding) != 0) {
                return Http2Anomaly.INVALID_PADDING;
            }
        }
        at += piece.length();
        return null;
    }

    private void prefixByte(int place, byte value) {
        if (padded && place == 0) {
            contentEnd = length - (value & 0xFF);
        } else {
            prefix[place - (padded ? 1 : 0)] = value;
        }
    }

    /** The content that was in the last piece; may be empty. */
    ByteView content() {
        return content;
    }

    /** How many bytes of the frame are content. */
    int contentLength() {
        return contentEnd - contentStart;
    }

    /** The fixed bytes before the content; complete once the frame has ended, and good until the next one begins. */
    byte[] prefix() {
        return prefix;
    }

    int prefixLength() {
        return prefixLength;
    }

    /** The promised stream of a PUSH_PROMISE. */
    int promised() {
        return (prefix[0] & 0x7F) << 24 | (prefix[1] & 0xFF) << 16 | (prefix[2] & 0xFF) << 8 | (prefix[3] & 0xFF);
    }
}
