package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http.HttpOperation;
import io.bulwark.proxy.protocol.http.Octets;
import io.bulwark.proxy.protocol.http2.HeadFields.Pseudo;
import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

/** Whether a request's pseudo-fields make a request (RFC 9113 section 8.3.1), and which. */
final class RequestHead {
    private static final int MAX_METHOD = 32;
    private static final byte[] HEAD = Octets.ascii("HEAD");
    private static final byte[] CONNECT = Octets.ascii("CONNECT");
    private static final byte[] OPTIONS = Octets.ascii("OPTIONS");
    private static final byte[] WEBSOCKET = Octets.ascii("websocket");

    private RequestHead() {}

    /** Checks what was read; says what is wrong with it. */
    static @Nullable Http2Anomaly check(HeadFields fields) {
        if (!fields.has(Pseudo.METHOD)) {
            return Http2Anomaly.MISSING_PSEUDO_FIELD;
        }
        if (!isMethod(fields)) {
            return Http2Anomaly.INVALID_METHOD;
        }
        if (!isAuthority(fields)) {
            return Http2Anomaly.INVALID_AUTHORITY;
        }
        if (is(fields, Pseudo.METHOD, CONNECT) && !fields.has(Pseudo.PROTOCOL)) {
            return !fields.has(Pseudo.PATH) && !fields.has(Pseudo.SCHEME) && fields.has(Pseudo.AUTHORITY)
                    ? null
                    : Http2Anomaly.INVALID_PSEUDO_FIELD;
        }
        if (!fields.has(Pseudo.PATH) || !fields.has(Pseudo.SCHEME)) {
            return Http2Anomaly.MISSING_PSEUDO_FIELD;
        }
        if (fields.has(Pseudo.PROTOCOL) && !is(fields, Pseudo.METHOD, CONNECT)) {
            return Http2Anomaly.INVALID_PSEUDO_FIELD;
        }
        return isTarget(fields) ? null : Http2Anomaly.INVALID_TARGET;
    }

    private static boolean isMethod(HeadFields fields) {
        var from = fields.valueFrom(Pseudo.METHOD);
        var to = fields.valueTo(Pseudo.METHOD);
        for (var index = from; index < to; index++) {
            if (!Octets.isToken(fields.text().get(index))) {
                return false;
            }
        }
        return from < to && to - from <= MAX_METHOD;
    }

    /** Made of what hosts are made of; a Host field beside it must say the same. */
    private static boolean isAuthority(HeadFields fields) {
        if (fields.has(Pseudo.AUTHORITY)) {
            for (var index = fields.valueFrom(Pseudo.AUTHORITY); index < fields.valueTo(Pseudo.AUTHORITY); index++) {
                if (!Octets.isHost(fields.text().get(index))) {
                    return false;
                }
            }
        }
        return fields.host() == HeadFields.NONE || fields.hostAgrees();
    }

    private static boolean isTarget(HeadFields fields) {
        var text = fields.text();
        var from = fields.valueFrom(Pseudo.PATH);
        var to = fields.valueTo(Pseudo.PATH);
        for (var index = from; index < to; index++) {
            if (!Octets.isTarget(text.get(index)) || text.get(index) == '#') {
                return false;
            }
        }
        var star = to - from == 1 && text.get(from) == '*' && is(fields, Pseudo.METHOD, OPTIONS);
        return star || (from < to && text.get(from) == '/');
    }

    /** Copies what the request asks for into an operation. */
    static void describe(HeadFields fields, HttpOperation operation) {
        var text = fields.text();
        operation.method(text, fields.valueFrom(Pseudo.METHOD), fields.valueTo(Pseudo.METHOD));
        operation.isGrpc(fields.grpc());
        fields.describe(operation.facts());
        if (!fields.has(Pseudo.PATH)) {
            operation.target(text, fields.valueFrom(Pseudo.AUTHORITY), fields.valueTo(Pseudo.AUTHORITY));
            return;
        }
        var from = fields.valueFrom(Pseudo.PATH);
        var to = fields.valueTo(Pseudo.PATH);
        if (text.get(from) == '*') {
            operation.target(text, from, to);
            return;
        }
        var query = text.indexOf((byte) '?', from, to);
        operation.path(text, from, query < 0 ? to : query);
        if (query >= 0) {
            operation.facts().query(text, query + 1, to);
        }
    }

    /** The target as HTTP/1 would have it, in {@code view}. */
    static ByteView target(HeadFields fields, ByteView view) {
        var which = fields.has(Pseudo.PATH) ? Pseudo.PATH : Pseudo.AUTHORITY;
        var from = fields.valueFrom(which);
        return view.window(fields.text(), from, fields.valueTo(which) - from);
    }

    static boolean isHead(HeadFields fields) {
        return is(fields, Pseudo.METHOD, HEAD);
    }

    /** What the stream turns into if the server agrees (RFC 9113 section 8.5, RFC 8441); null if it is a request like others. */
    static @Nullable Uninspected tunnel(HeadFields fields) {
        if (!is(fields, Pseudo.METHOD, CONNECT)) {
            return null;
        }
        if (!fields.has(Pseudo.PROTOCOL)) {
            return Uninspected.CONNECT;
        }
        return is(fields, Pseudo.PROTOCOL, WEBSOCKET) ? Uninspected.WEBSOCKET : Uninspected.UPGRADE;
    }

    private static boolean is(HeadFields fields, Pseudo which, byte[] value) {
        return Octets.exactly(fields.text(), fields.valueFrom(which), fields.valueTo(which), value);
    }
}
