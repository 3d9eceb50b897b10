package io.bulwark.proxy.protocol.http2;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Anomaly;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http.Status;

/** The ways in which HTTP/2 breaks the rules or strains limits; {@code docs/protocols/http2.md} explains each with its section. */
enum Http2Anomaly implements Anomaly {
    // Of the connection: what follows cannot be read for certain, or the peer wears the other one out.
    NO_PREFACE("http2.no-preface", ErrorCode.PROTOCOL_ERROR),
    NO_SETTINGS("http2.no-settings", ErrorCode.PROTOCOL_ERROR),
    FRAME_SIZE("http2.frame-size", ErrorCode.FRAME_SIZE_ERROR),
    INVALID_PADDING("http2.invalid-padding", ErrorCode.PROTOCOL_ERROR),
    INVALID_STREAM_ID("http2.invalid-stream-id", ErrorCode.PROTOCOL_ERROR),
    IDLE_STREAM("http2.idle-stream", ErrorCode.PROTOCOL_ERROR),
    STREAM_CLOSED("http2.stream-closed", ErrorCode.STREAM_CLOSED),
    BROKEN_HEADER_BLOCK("http2.broken-header-block", ErrorCode.PROTOCOL_ERROR),
    UNEXPECTED_CONTINUATION("http2.unexpected-continuation", ErrorCode.PROTOCOL_ERROR),
    UNEXPECTED_PUSH("http2.unexpected-push", ErrorCode.PROTOCOL_ERROR),
    INVALID_SETTING("http2.invalid-setting", ErrorCode.PROTOCOL_ERROR),
    INVALID_WINDOW("http2.invalid-window", ErrorCode.FLOW_CONTROL_ERROR),
    HPACK("http2.hpack", ErrorCode.COMPRESSION_ERROR),
    TRUNCATED("http2.truncated", ErrorCode.PROTOCOL_ERROR),
    RAPID_RESET("http2.rapid-reset"),
    CONTINUATION_FLOOD("http2.continuation-flood"),
    SETTINGS_FLOOD("http2.settings-flood"),
    PING_FLOOD("http2.ping-flood"),
    EMPTY_FRAME_FLOOD("http2.empty-frame-flood"),
    PRIORITY_CHURN("http2.priority-churn"),
    ZERO_WINDOW_STALL("http2.zero-window-stall"),
    SLOW_HEAD("http2.slow-head"),
    SLOW_FRAME("http2.slow-frame"),

    // Of one stream: it is refused, the others go on.
    TOO_MANY_STREAMS("http2.too-many-streams", Status.FORBIDDEN),
    HEADER_LIST_TOO_LARGE("http2.header-list-too-large", Status.HEAD_TOO_LARGE),
    INVALID_FIELD_NAME("http2.invalid-field-name", Status.BAD_REQUEST, Trouble.PROTOCOL_VIOLATION),
    INVALID_FIELD_VALUE("http2.invalid-field-value", Status.BAD_REQUEST, Trouble.PROTOCOL_VIOLATION),
    CONNECTION_FIELD("http2.connection-field", Status.BAD_REQUEST, Trouble.PROTOCOL_VIOLATION),
    INVALID_PSEUDO_FIELD("http2.invalid-pseudo-field", Status.BAD_REQUEST, Trouble.PROTOCOL_VIOLATION),
    MISSING_PSEUDO_FIELD("http2.missing-pseudo-field", Status.BAD_REQUEST, Trouble.PROTOCOL_VIOLATION),
    INVALID_METHOD("http2.invalid-method", Status.BAD_REQUEST, Trouble.PROTOCOL_VIOLATION),
    INVALID_TARGET("http2.invalid-target", Status.BAD_REQUEST, Trouble.PROTOCOL_VIOLATION),
    INVALID_AUTHORITY("http2.invalid-authority", Status.BAD_REQUEST, Trouble.PROTOCOL_VIOLATION),
    INVALID_STATUS("http2.invalid-status", Status.BAD_REQUEST, Trouble.PROTOCOL_VIOLATION),
    CONTENT_LENGTH("http2.content-length", Status.BAD_REQUEST, Trouble.PROTOCOL_VIOLATION),
    INVALID_TRAILERS("http2.invalid-trailers", Status.BAD_REQUEST, Trouble.PROTOCOL_VIOLATION),
    UNEXPECTED_DATA("http2.unexpected-data", Status.BAD_REQUEST, Trouble.PROTOCOL_VIOLATION);

    private final String id;
    private final Trouble trouble;
    private final ErrorCode error;
    private final Status status;

    Http2Anomaly(String id, ErrorCode error) {
        this(id, Trouble.PROTOCOL_VIOLATION, error, Status.BAD_REQUEST);
    }

    Http2Anomaly(String id) {
        this(id, Trouble.LIMIT_EXCEEDED, ErrorCode.ENHANCE_YOUR_CALM, Status.BAD_REQUEST);
    }

    Http2Anomaly(String id, Status status) {
        this(id, Trouble.LIMIT_EXCEEDED, ErrorCode.REFUSED_STREAM, status);
    }

    Http2Anomaly(String id, Status status, Trouble trouble) {
        this(id, trouble, ErrorCode.PROTOCOL_ERROR, status);
    }

    Http2Anomaly(String id, Trouble trouble, ErrorCode error, Status status) {
        this.id = id;
        this.trouble = trouble;
        this.error = error;
        this.status = status;
    }

    @Override
    public String id() {
        return id;
    }

    /** Which row of the failure table rules on it. */
    Trouble trouble() {
        return trouble;
    }

    /** What GOAWAY or RST_STREAM says of it. */
    ErrorCode error() {
        return error;
    }

    /** What a client is told whose request has it. */
    Status status() {
        return status;
    }

    /** What the bytes are counted under that pass in spite of it. */
    Uninspected uninspected() {
        return trouble == Trouble.LIMIT_EXCEEDED ? Uninspected.LIMIT : Uninspected.VIOLATION;
    }
}
