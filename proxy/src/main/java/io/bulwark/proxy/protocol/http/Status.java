package io.bulwark.proxy.protocol.http;

/** The answers that Bulwark gives in a server's place. */
public enum Status {
    BAD_REQUEST("400", "Bad Request", "malformed"),
    FORBIDDEN("403", "Forbidden", "denied"),
    TIMEOUT("408", "Request Timeout", "timeout"),
    HEAD_TOO_LARGE("431", "Request Header Fields Too Large", "too-large"),
    BAD_GATEWAY("502", "Bad Gateway", "malformed-response");

    private final String code;
    private final String reason;
    private final String error;

    Status(String code, String reason, String error) {
        this.code = code;
        this.reason = reason;
        this.error = error;
    }

    /** The three digits. */
    public String code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    /** The {@code error} member of the body. */
    public String error() {
        return error;
    }
}
