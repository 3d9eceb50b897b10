package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.protocol.http.FieldValues;
import io.bulwark.proxy.protocol.http.Method;
import io.bulwark.proxy.protocol.http.Octets;
import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

/** The status line (RFC 9112 section 4) of the response at hand, and the method that it answers. */
final class StatusLine implements StartLine {
    private static final byte[] VERSION_1_1 = Octets.ascii("HTTP/1.1");
    private static final byte[] VERSION_1_0 = Octets.ascii("HTTP/1.0");
    private static final int CODE = 9;
    private static final int CODE_END = 12;
    private static final int SWITCHING = 101;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int REDIRECTION = 300;
    private static final int CLIENT_ERROR = 400;
    private static final int NOT_MODIFIED = 304;

    private Method answered = Method.OTHER;
    private int code;
    private boolean version10;

    /** The next response is to a request of this method. */
    void answering(Method method) {
        answered = method;
    }

    /* The space behind the code is asked for by the RFC, yet servers without a reason phrase leave it out. */
    @Override
    public @Nullable HttpAnomaly read(ByteView head, int from, int to) {
        code = 0;
        if (to - from < CODE_END || (to - from > CODE_END && head.get(from + CODE_END) != ' ')) {
            return HttpAnomaly.INVALID_STATUS_LINE;
        }
        version10 = Octets.exactly(head, from, from + VERSION_1_0.length, VERSION_1_0);
        if (!version10 && !Octets.exactly(head, from, from + VERSION_1_1.length, VERSION_1_1)) {
            return HttpAnomaly.INVALID_STATUS_LINE;
        }
        var digits = FieldValues.length(head, from + CODE, from + CODE_END);
        if (head.get(from + CODE - 1) != ' ' || digits < 100) {
            return HttpAnomaly.INVALID_STATUS_LINE;
        }
        code = (int) digits;
        return null;
    }

    @Override
    public @Nullable HttpAnomaly check(HeaderFields fields) {
        return fields.conflict(version10);
    }

    @Override
    public Framing framing(HeaderFields fields) {
        if (answered == Method.HEAD || code < OK || code == NO_CONTENT || code == NOT_MODIFIED || opensTunnel()) {
            return Framing.NONE;
        }
        if (fields.chunked()) {
            return Framing.CHUNKED;
        }
        if (fields.contentLength() < 0) {
            return Framing.UNTIL_CLOSE;
        }
        return fields.contentLength() > 0 ? Framing.LENGTH : Framing.NONE;
    }

    /** Whether what follows is no longer HTTP because the request was CONNECT. */
    boolean opensTunnel() {
        return answered == Method.CONNECT && code >= OK && code < REDIRECTION;
    }

    boolean switchesProtocol() {
        return code == SWITCHING;
    }

    /** Whether the server did what it was asked: 101, 2xx or 3xx. */
    boolean succeeded() {
        return code < CLIENT_ERROR;
    }

    /** Whether another response to the same request follows. */
    boolean interim() {
        return code < OK && code != SWITCHING;
    }

    @Override
    public boolean mayFollowEmptyLines() {
        return false;
    }

    @Override
    public boolean belongsToBlock() {
        return true;
    }

    boolean version10() {
        return version10;
    }
}
