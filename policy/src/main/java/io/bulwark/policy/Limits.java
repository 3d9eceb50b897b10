package io.bulwark.policy;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * How much of a message is read and held, and for how long.
 *
 * @param maxHeadBytes the whole head of a message
 * @param maxLineBytes the request line, or one header line
 * @param maxHeaders header lines of one message
 * @param maxStreams requests that one HTTP/2 connection may have under way
 * @param holdBytes a message up to this size is held whole until it is scanned
 * @param holdTime the longest that a message is held; after it, bytes that are scanned leave
 * @param maxDecodedBytes what a compressed body may unfold to for inspection
 * @param maxDecodeRatio what a compressed body may unfold to, in times its own size
 * @param headTimeout the longest that a head may take
 * @param bodyTimeout the longest silence inside a body
 * @param idleTimeout the longest silence between messages
 * @param connectTimeout the longest that connecting to the server may take
 * @param detectTimeout the longest that telling the protocol may take
 */
public record Limits(
        int maxHeadBytes,
        int maxLineBytes,
        int maxHeaders,
        int maxStreams,
        int holdBytes,
        Duration holdTime,
        int maxDecodedBytes,
        int maxDecodeRatio,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        Duration connectTimeout,
        Duration detectTimeout) {

    public Limits {
        SizeLimit.MAX_HEAD_BYTES.require(maxHeadBytes);
        SizeLimit.MAX_LINE_BYTES.require(maxLineBytes);
        SizeLimit.MAX_HEADERS.require(maxHeaders);
        SizeLimit.MAX_STREAMS.require(maxStreams);
        SizeLimit.HOLD_BYTES.require(holdBytes);
        TimeLimit.HOLD_TIME.require(holdTime);
        SizeLimit.MAX_DECODED_BYTES.require(maxDecodedBytes);
        SizeLimit.MAX_DECODE_RATIO.require(maxDecodeRatio);
        TimeLimit.HEAD_TIMEOUT.require(headTimeout);
        TimeLimit.BODY_TIMEOUT.require(bodyTimeout);
        TimeLimit.IDLE_TIMEOUT.require(idleTimeout);
        TimeLimit.CONNECT_TIMEOUT.require(connectTimeout);
        TimeLimit.DETECT_TIMEOUT.require(detectTimeout);
    }

    /** The limits of a document that names none. */
    public static Limits defaults() {
        return from(limit -> limit.unlessTold, limit -> limit.unlessTold);
    }

    /** Limits taken one by one from whoever knows them. */
    static Limits from(ToIntFunction<SizeLimit> size, Function<TimeLimit, Duration> time) {
        return new Limits(
                size.applyAsInt(SizeLimit.MAX_HEAD_BYTES),
                size.applyAsInt(SizeLimit.MAX_LINE_BYTES),
                size.applyAsInt(SizeLimit.MAX_HEADERS),
                size.applyAsInt(SizeLimit.MAX_STREAMS),
                size.applyAsInt(SizeLimit.HOLD_BYTES),
                time.apply(TimeLimit.HOLD_TIME),
                size.applyAsInt(SizeLimit.MAX_DECODED_BYTES),
                size.applyAsInt(SizeLimit.MAX_DECODE_RATIO),
                time.apply(TimeLimit.HEAD_TIMEOUT),
                time.apply(TimeLimit.BODY_TIMEOUT),
                time.apply(TimeLimit.IDLE_TIMEOUT),
                time.apply(TimeLimit.CONNECT_TIMEOUT),
                time.apply(TimeLimit.DETECT_TIMEOUT));
    }

    int size(SizeLimit limit) {
        return switch (limit) {
            case MAX_HEAD_BYTES -> maxHeadBytes;
            case MAX_LINE_BYTES -> maxLineBytes;
            case MAX_HEADERS -> maxHeaders;
            case MAX_STREAMS -> maxStreams;
            case HOLD_BYTES -> holdBytes;
            case MAX_DECODED_BYTES -> maxDecodedBytes;
            case MAX_DECODE_RATIO -> maxDecodeRatio;
        };
    }

    Duration time(TimeLimit limit) {
        return switch (limit) {
            case HOLD_TIME -> holdTime;
            case HEAD_TIMEOUT -> headTimeout;
            case BODY_TIMEOUT -> bodyTimeout;
            case IDLE_TIMEOUT -> idleTimeout;
            case CONNECT_TIMEOUT -> connectTimeout;
            case DETECT_TIMEOUT -> detectTimeout;
        };
    }
}
