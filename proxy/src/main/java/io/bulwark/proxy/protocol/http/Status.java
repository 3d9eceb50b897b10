package io.bulwark.proxy.protocol.http;

import io.bulwark.proxy.protocol.Denial;

/** The answers that Bulwark gives in a server's place. */
public enum Status {
    BAD_REQUEST("400", "Bad Request", "malformed"),
    FORBIDDEN("403", "Forbidden", "denied"),
    TIMEOUT("408", "Request Timeout", "timeout"),
    CONTENT_TOO_LARGE("413", "Content Too Large", "size-limit"),
    TOO_MANY_REQUESTS("429", "Too Many Requests", "rate-limit"),
    /** The server's answer has more content than its rule allows. */
    ANSWER_TOO_LARGE("403", "Forbidden", "size-limit"),
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

    /** The answer to a message that policy denies. */
    public static Status of(Denial denial) {
        return switch (denial) {
            case Denial.ByLimit(var limit, var _) ->
                switch (limit) {
                    case RATE -> TOO_MANY_REQUESTS;
                    case REQUEST_SIZE -> CONTENT_TOO_LARGE;
                    case RESPONSE_SIZE -> ANSWER_TOO_LARGE;
                };
            case Denial.BySignature _, Denial.ByAllowlist _, Denial.ByTrouble _ -> FORBIDDEN;
        };
    }

    /** Whether it tells of a limit. */
    public boolean isLimit() {
        return switch (this) {
            case CONTENT_TOO_LARGE, TOO_MANY_REQUESTS, ANSWER_TOO_LARGE -> true;
            case BAD_REQUEST, FORBIDDEN, TIMEOUT, HEAD_TOO_LARGE, BAD_GATEWAY -> false;
        };
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
