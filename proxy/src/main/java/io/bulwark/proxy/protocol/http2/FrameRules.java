package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.stream.Direction;
import org.jspecify.annotations.Nullable;

/** What a frame's header alone tells to be wrong (RFC 9113 sections 4 to 6), and whether SETTINGS came first. */
final class FrameRules {
    private static final int WORD = 4;
    private static final int PRIORITY_LENGTH = 5;
    private static final int PING_LENGTH = 8;

    private final Direction direction;
    private boolean settingsSeen;

    FrameRules(Direction direction) {
        this.direction = direction;
    }

    /** @param openBlock the stream whose header block has not ended, or 0 */
    @Nullable
    Http2Anomaly check(FrameReader frame, int openBlock) {
        if (frame.length() > Frames.MAX_LENGTH) {
            return Http2Anomaly.FRAME_SIZE;
        }
        var type = frame.type();
        if (openBlock != 0) {
            return type == FrameType.CONTINUATION && frame.stream() == openBlock
                    ? null
                    : Http2Anomaly.BROKEN_HEADER_BLOCK;
        }
        if (!settingsSeen && (type != FrameType.SETTINGS || frame.has(FrameType.ACK))) {
            return Http2Anomaly.NO_SETTINGS;
        }
        return switch (type) {
            case FrameType.DATA, FrameType.HEADERS -> ofStream(frame);
            case FrameType.PRIORITY -> sized(frame, PRIORITY_LENGTH, ofStream(frame));
            case FrameType.RST_STREAM -> sized(frame, WORD, ofStream(frame));
            case FrameType.PUSH_PROMISE ->
                direction == Direction.TO_SERVER ? Http2Anomaly.UNEXPECTED_PUSH : ofStream(frame);
            case FrameType.SETTINGS -> settings(frame);
            case FrameType.PING -> sized(frame, PING_LENGTH, ofConnection(frame));
            case FrameType.GOAWAY -> frame.length() < 2 * WORD ? Http2Anomaly.FRAME_SIZE : ofConnection(frame);
            case FrameType.WINDOW_UPDATE -> sized(frame, WORD, null);
            case FrameType.CONTINUATION -> Http2Anomaly.UNEXPECTED_CONTINUATION;
            default -> null;
        };
    }

    private static @Nullable Http2Anomaly settings(FrameReader frame) {
        var wrongSize = frame.has(FrameType.ACK) ? frame.length() != 0 : frame.length() % SettingsFrame.ENTRY != 0;
        return wrongSize ? Http2Anomaly.FRAME_SIZE : ofConnection(frame);
    }

    private static @Nullable Http2Anomaly ofStream(FrameReader frame) {
        return frame.stream() == 0 ? Http2Anomaly.INVALID_STREAM_ID : null;
    }

    private static @Nullable Http2Anomaly ofConnection(FrameReader frame) {
        return frame.stream() == 0 ? null : Http2Anomaly.INVALID_STREAM_ID;
    }

    private static @Nullable Http2Anomaly sized(FrameReader frame, int length, @Nullable Http2Anomaly other) {
        return frame.length() == length ? other : Http2Anomaly.FRAME_SIZE;
    }

    /** Whether the SETTINGS at hand is this side's first. */
    boolean firstSettings() {
        return !settingsSeen;
    }

    void settingsSeen() {
        settingsSeen = true;
    }
}
