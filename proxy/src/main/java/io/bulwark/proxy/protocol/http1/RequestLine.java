package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http.HttpOperation;
import io.bulwark.proxy.protocol.http.Method;
import io.bulwark.proxy.protocol.http.Octets;
import io.bulwark.proxy.protocol.http.RequestFacts;
import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

/** The request line (RFC 9112 section 3) of the request at hand, as indexes into its head. */
final class RequestLine implements StartLine {
    private static final int MAX_METHOD = 32;
    private static final byte[] HEAD = Octets.ascii("HEAD");
    private static final byte[] CONNECT = Octets.ascii("CONNECT");
    private static final byte[] OPTIONS = Octets.ascii("OPTIONS");
    private static final byte[] VERSION_1_1 = Octets.ascii("HTTP/1.1");
    private static final byte[] VERSION_1_0 = Octets.ascii("HTTP/1.0");

    private final ByteView target = new ByteView();
    private Method method = Method.OTHER;
    private int methodEnd;
    private int targetStart;
    private int targetEnd;
    private int pathStart;
    private int pathEnd;
    private boolean version10;

    @Override
    public @Nullable HttpAnomaly read(ByteView head, int from, int to) {
        method = Method.OTHER;
        version10 = false;
        var index = from;
        while (index < to && Octets.isToken(head.get(index))) {
            index++;
        }
        if (index == from || index - from > MAX_METHOD || index == to || head.get(index) != ' ') {
            return HttpAnomaly.INVALID_METHOD;
        }
        methodEnd = index;
        method = methodOf(head, from, index);
        targetStart = index + 1;
        var space = head.indexOf((byte) ' ', targetStart, to);
        targetEnd = space < 0 ? to : space;
        var wrong = readTarget(head);
        if (wrong != null) {
            return wrong;
        }
        return space < 0 ? HttpAnomaly.INVALID_VERSION : readVersion(head, space + 1, to);
    }

    private static Method methodOf(ByteView head, int from, int to) {
        if (Octets.exactly(head, from, to, HEAD)) {
            return Method.HEAD;
        }
        if (Octets.exactly(head, from, to, CONNECT)) {
            return Method.CONNECT;
        }
        return Octets.exactly(head, from, to, OPTIONS) ? Method.OPTIONS : Method.OTHER;
    }

    private @Nullable HttpAnomaly readVersion(ByteView head, int from, int to) {
        if (Octets.exactly(head, from, to, VERSION_1_1)) {
            return null;
        }
        if (Octets.exactly(head, from, to, VERSION_1_0)) {
            version10 = true;
            return null;
        }
        return head.indexOf((byte) ' ', from, to) >= 0 ? HttpAnomaly.INVALID_TARGET : HttpAnomaly.INVALID_VERSION;
    }

    /*
     * A fragment is refused: clients never send one, and servers differ in whether "#" ends the path, so that a request
     * could be judged by another path than the one it is served by.
     */
    private @Nullable HttpAnomaly readTarget(ByteView head) {
        pathStart = targetStart;
        pathEnd = targetEnd;
        for (var index = targetStart; index < targetEnd; index++) {
            var value = head.get(index);
            if (!Octets.isTarget(value)) {
                return HttpAnomaly.INVALID_TARGET;
            }
            if (value == '#') {
                return HttpAnomaly.TARGET_FRAGMENT;
            }
        }
        if (targetStart == targetEnd) {
            return HttpAnomaly.INVALID_TARGET;
        }
        var first = head.get(targetStart);
        if (method == Method.CONNECT) {
            return isAuthority(head) ? null : HttpAnomaly.INVALID_TARGET;
        }
        if (first == '*' && targetEnd - targetStart == 1 && method == Method.OPTIONS) {
            return null;
        }
        if (first != '/' && !findPathBehindAuthority(head)) {
            return HttpAnomaly.INVALID_TARGET;
        }
        var query = head.indexOf((byte) '?', pathStart, targetEnd);
        pathEnd = query < 0 ? targetEnd : query;
        return null;
    }

    /** host ":" port. */
    private boolean isAuthority(ByteView head) {
        var colon = targetEnd - 1;
        while (colon > targetStart && Octets.isDigit(head.get(colon))) {
            colon--;
        }
        if (colon == targetStart || colon == targetEnd - 1 || head.get(colon) != ':') {
            return false;
        }
        for (var index = targetStart; index < colon; index++) {
            if (!Octets.isHost(head.get(index))) {
                return false;
            }
        }
        return true;
    }

    /** In absolute form: scheme "://" authority, then the path, which may be missing. */
    private boolean findPathBehindAuthority(ByteView head) {
        var index = targetStart;
        while (index < targetEnd && isSchemeLetter(head.get(index))) {
            index++;
        }
        if (index == targetStart
                || index + 3 >= targetEnd
                || head.get(index) != ':'
                || head.get(index + 1) != '/'
                || head.get(index + 2) != '/') {
            return false;
        }
        index += 3;
        var authority = index;
        while (index < targetEnd && head.get(index) != '/' && head.get(index) != '?') {
            index++;
        }
        pathStart = index;
        return index > authority;
    }

    private static boolean isSchemeLetter(byte value) {
        return (Octets.lower(value) >= 'a' && Octets.lower(value) <= 'z') || Octets.isDigit(value);
    }

    @Override
    public @Nullable HttpAnomaly check(HeaderFields fields) {
        if (!fields.hosted() && !version10) {
            return HttpAnomaly.MISSING_HOST;
        }
        var conflict = fields.conflict(version10);
        if (conflict != null) {
            return conflict;
        }
        return method == Method.CONNECT && framing(fields) != Framing.NONE ? HttpAnomaly.CONNECT_WITH_BODY : null;
    }

    @Override
    public Framing framing(HeaderFields fields) {
        if (fields.chunked()) {
            return Framing.CHUNKED;
        }
        return fields.contentLength() > 0 ? Framing.LENGTH : Framing.NONE;
    }

    @Override
    public boolean mayFollowEmptyLines() {
        return true;
    }

    @Override
    public boolean belongsToBlock() {
        return false;
    }

    /** What the connection is to turn into, if the request asks for that and is entitled to; else null. */
    @Nullable
    Uninspected askedUpgrade(HeaderFields fields) {
        if (method == Method.CONNECT) {
            return Uninspected.CONNECT;
        }
        if (version10 || !fields.asksUpgrade()) {
            return null;
        }
        return fields.websocket() ? Uninspected.WEBSOCKET : Uninspected.UPGRADE;
    }

    /** Says what the request does, in the words of policy. */
    void describe(ByteView head, HeaderFields fields, HttpOperation operation) {
        operation.method(head, 0, methodEnd);
        fields.describe(head, operation.facts());
        describeTarget(head, operation.facts());
        if (method == Method.CONNECT || head.get(targetStart) == '*') {
            operation.target(head, targetStart, targetEnd);
        } else {
            operation.path(head, pathStart, pathEnd);
        }
    }

    /** An authority in the target goes before Host (RFC 9112 section 3.2.2). */
    private void describeTarget(ByteView head, RequestFacts facts) {
        if (method == Method.CONNECT) {
            facts.host(head, targetStart, targetEnd);
            return;
        }
        if (pathStart > targetStart) {
            var authority = head.indexOf((byte) '/', targetStart, targetEnd) + 2;
            facts.host(head, authority, pathStart);
        }
        if (pathEnd < targetEnd) {
            facts.query(head, pathEnd + 1, targetEnd);
        }
    }

    /** Whether the request is entitled to turn the connection into HTTP/2. */
    boolean asksHttp2(HeaderFields fields) {
        return !version10 && fields.asksUpgrade() && fields.h2c();
    }

    Method method() {
        return method;
    }

    /** One past the method's last byte; the method begins the head. */
    int methodEnd() {
        return methodEnd;
    }

    /** The target as it came; valid until the next request and as long as the head. */
    ByteView target(ByteView head) {
        return target.window(head, targetStart, targetEnd - targetStart);
    }

    int targetStart() {
        return targetStart;
    }

    int targetEnd() {
        return targetEnd;
    }

    /** Where the path begins; empty in an absolute form that has none. */
    int pathStart() {
        return pathStart;
    }

    int pathEnd() {
        return pathEnd;
    }

    boolean version10() {
        return version10;
    }
}
