package io.bulwark.proxy.protocol.http1;

/** The answers that Bulwark gives in a server's place. */
enum Status {
    BAD_REQUEST("400 Bad Request", "malformed"),
    FORBIDDEN("403 Forbidden", "denied"),
    TIMEOUT("408 Request Timeout", "timeout"),
    HEAD_TOO_LARGE("431 Request Header Fields Too Large", "too-large"),
    BAD_GATEWAY("502 Bad Gateway", "malformed-response");

    private final String line;
    private final String error;

    Status(String line, String error) {
        this.line = line;
        this.error = error;
    }

    /** Code and reason, as in a status line. */
    String line() {
        return line;
    }

    /** The {@code error} member of the body. */
    String error() {
        return error;
    }
}
