package io.bulwark.proxy.protocol.http1;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Anomaly;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http.Status;

/** The ways in which HTTP/1 messages break the rules; {@code docs/protocols/http.md} explains each with its section of the RFC. */
enum HttpAnomaly implements Anomaly {
    INVALID_METHOD("http.invalid-method"),
    INVALID_TARGET("http.invalid-target"),
    TARGET_FRAGMENT("http.target-fragment"),
    INVALID_VERSION("http.invalid-version"),
    INVALID_STATUS_LINE("http.invalid-status-line"),
    BARE_CR("http.bare-cr"),
    BARE_LF("http.bare-lf"),
    CONTROL_BYTE("http.control-byte"),
    OBS_FOLD("http.obs-fold"),
    INVALID_FIELD_NAME("http.invalid-field-name"),
    SPACE_BEFORE_COLON("http.space-before-colon"),
    MISSING_HOST("http.missing-host"),
    REPEATED_HOST("http.repeated-host"),
    INVALID_HOST("http.invalid-host"),
    INVALID_CONTENT_LENGTH("http.invalid-content-length"),
    REPEATED_CONTENT_LENGTH("http.repeated-content-length"),
    DIFFERING_CONTENT_LENGTH("http.differing-content-length"),
    LENGTH_WITH_TRANSFER_ENCODING("http.length-with-transfer-encoding"),
    INVALID_TRANSFER_ENCODING("http.invalid-transfer-encoding"),
    TRANSFER_ENCODING_IN_1_0("http.transfer-encoding-in-1.0"),
    CONNECT_WITH_BODY("http.connect-with-body"),
    FORBIDDEN_TRAILER("http.forbidden-trailer"),
    INVALID_CHUNK_SIZE("http.invalid-chunk-size"),
    INVALID_CHUNK_EXTENSION("http.invalid-chunk-extension"),
    INVALID_CHUNK_END("http.invalid-chunk-end"),
    UNEXPECTED_RESPONSE("http.unexpected-response"),
    UNEXPECTED_UPGRADE("http.unexpected-upgrade"),
    BYTES_AFTER_CLOSE("http.bytes-after-close"),
    TRUNCATED("http.truncated"),
    LONG_LINE("http.long-line", Status.HEAD_TOO_LARGE),
    LONG_HEAD("http.long-head", Status.HEAD_TOO_LARGE),
    TOO_MANY_HEADERS("http.too-many-headers", Status.HEAD_TOO_LARGE),
    LONG_CHUNK_EXTENSION("http.long-chunk-extension", Status.BAD_REQUEST),
    SLOW_HEAD("http.slow-head", Status.TIMEOUT),
    SLOW_BODY("http.slow-body", Status.TIMEOUT);

    private final String id;
    private final Trouble trouble;
    private final Status status;

    HttpAnomaly(String id) {
        this(id, Trouble.PROTOCOL_VIOLATION, Status.BAD_REQUEST);
    }

    HttpAnomaly(String id, Status status) {
        this(id, Trouble.LIMIT_EXCEEDED, status);
    }

    HttpAnomaly(String id, Trouble trouble, Status status) {
        this.id = id;
        this.trouble = trouble;
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

    /** What a client is told whose request has it. */
    Status status() {
        return status;
    }

    /** What the bytes are counted under that pass in spite of it. */
    Uninspected uninspected() {
        return trouble == Trouble.LIMIT_EXCEEDED ? Uninspected.LIMIT : Uninspected.VIOLATION;
    }
}
