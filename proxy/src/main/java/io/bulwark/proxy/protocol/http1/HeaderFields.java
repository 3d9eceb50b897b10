package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.http.FieldValues;
import io.bulwark.proxy.protocol.http.Octets;
import io.bulwark.proxy.protocol.http.RequestFacts;
import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

/** What the header fields of one head say about framing, persistence and the kind of its body. Used again for each head. */
final class HeaderFields {
    private static final byte[] HOST = Octets.ascii("host");
    private static final byte[] EXPECT = Octets.ascii("expect");
    private static final byte[] UPGRADE = Octets.ascii("upgrade");
    private static final byte[] CONNECTION = Octets.ascii("connection");
    private static final byte[] CONTENT_TYPE = Octets.ascii("content-type");
    private static final byte[] CONTENT_LENGTH = Octets.ascii("content-length");
    private static final byte[] CONTENT_ENCODING = Octets.ascii("content-encoding");
    private static final byte[] TRANSFER_ENCODING = Octets.ascii("transfer-encoding");
    private static final byte[] GRPC_ENCODING = Octets.ascii("grpc-encoding");
    private static final byte[] CONNECT_ENCODING = Octets.ascii("connect-content-encoding");
    private static final byte[] CHUNKED = Octets.ascii("chunked");
    private static final byte[] CLOSE = Octets.ascii("close");
    private static final byte[] KEEP_ALIVE = Octets.ascii("keep-alive");
    private static final byte[] WEBSOCKET = Octets.ascii("websocket");
    private static final byte[] H2C = Octets.ascii("h2c");
    private static final byte[] CONTINUE = Octets.ascii("100-continue");

    private final int maxHeaders;

    private int count;
    private long contentLength;
    private boolean chunked;
    private boolean hosted;
    private boolean close;
    private boolean keepAlive;
    private boolean upgradeOption;
    private boolean upgrade;
    private boolean websocket;
    private boolean h2c;
    private boolean expectContinue;
    private boolean typed;
    private int typeFrom;
    private int typeTo;
    private int hostFrom;
    private int hostTo;
    private Media media = Media.OTHER;
    private boolean coded;
    private Coding coding = Coding.IDENTITY;
    private boolean messagesCoded;
    private Coding messageCoding = Coding.IDENTITY;

    HeaderFields(int maxHeaders) {
        this.maxHeaders = maxHeaders;
    }

    void begin() {
        count = 0;
        contentLength = -1;
        chunked = false;
        hosted = false;
        close = false;
        keepAlive = false;
        upgradeOption = false;
        upgrade = false;
        websocket = false;
        h2c = false;
        expectContinue = false;
        typed = false;
        media = Media.OTHER;
        coded = false;
        coding = Coding.IDENTITY;
        messagesCoded = false;
        messageCoding = Coding.IDENTITY;
    }

    /** Reads one field line; says what is wrong with it. */
    @Nullable
    HttpAnomaly read(ByteView head, int from, int to) {
        var colon = nameEnd(head, from, to);
        if (colon < 0) {
            return wrongName(head, from, to);
        }
        if (++count > maxHeaders) {
            return HttpAnomaly.TOO_MANY_HEADERS;
        }
        var valueFrom = colon + 1;
        while (valueFrom < to && Octets.isBlank(head.get(valueFrom))) {
            valueFrom++;
        }
        var valueTo = to;
        while (valueTo > valueFrom && Octets.isBlank(head.get(valueTo - 1))) {
            valueTo--;
        }
        return interpret(head, from, colon, valueFrom, valueTo);
    }

    /** Reads a line of a trailer section, which may not change how its message was framed or routed. */
    @Nullable
    HttpAnomaly readTrailer(ByteView head, int from, int to) {
        var colon = nameEnd(head, from, to);
        if (colon < 0) {
            return wrongName(head, from, to);
        }
        if (++count > maxHeaders) {
            return HttpAnomaly.TOO_MANY_HEADERS;
        }
        var forbidden = Octets.same(head, from, colon, HOST)
                || Octets.same(head, from, colon, CONTENT_LENGTH)
                || Octets.same(head, from, colon, TRANSFER_ENCODING);
        return forbidden ? HttpAnomaly.FORBIDDEN_TRAILER : null;
    }

    /** The index of the colon behind a well-formed name, or -1. */
    private static int nameEnd(ByteView head, int from, int to) {
        var index = from;
        while (index < to && Octets.isToken(head.get(index))) {
            index++;
        }
        return index > from && index < to && head.get(index) == ':' ? index : -1;
    }

    private static HttpAnomaly wrongName(ByteView head, int from, int to) {
        if (Octets.isBlank(head.get(from))) {
            return HttpAnomaly.OBS_FOLD;
        }
        var index = from;
        while (index < to && Octets.isToken(head.get(index))) {
            index++;
        }
        var name = index;
        while (index < to && Octets.isBlank(head.get(index))) {
            index++;
        }
        return index > name && index < to && head.get(index) == ':'
                ? HttpAnomaly.SPACE_BEFORE_COLON
                : HttpAnomaly.INVALID_FIELD_NAME;
    }

    /* Each name of interest has a length of its own, so that the length picks the one name to compare with. */
    private @Nullable HttpAnomaly interpret(ByteView head, int from, int colon, int valueFrom, int valueTo) {
        var name = switch (colon - from) {
            case 4 -> HOST;
            case 6 -> EXPECT;
            case 7 -> UPGRADE;
            case 10 -> CONNECTION;
            case 12 -> CONTENT_TYPE;
            case 13 -> GRPC_ENCODING;
            case 14 -> CONTENT_LENGTH;
            case 16 -> CONTENT_ENCODING;
            case 17 -> TRANSFER_ENCODING;
            case 24 -> CONNECT_ENCODING;
            default -> null;
        };
        if (name == null || !Octets.same(head, from, colon, name)) {
            return null;
        }
        switch (name.length) {
            case 4 -> {
                return host(head, valueFrom, valueTo);
            }
            case 14 -> {
                return contentLength(head, valueFrom, valueTo);
            }
            case 17 -> {
                return transferEncoding(head, valueFrom, valueTo);
            }
            case 6 -> expectContinue = Octets.same(head, valueFrom, valueTo, CONTINUE);
            case 7 -> upgrade(head, valueFrom, valueTo);
            case 10 -> connection(head, valueFrom, valueTo);
            case 12 -> contentType(head, valueFrom, valueTo);
            case 13, 24 -> messageEncoding(head, valueFrom, valueTo);
            default -> contentEncoding(head, valueFrom, valueTo);
        }
        return null;
    }

    private void upgrade(ByteView head, int from, int to) {
        websocket = !upgrade && Octets.same(head, from, to, WEBSOCKET);
        h2c = !upgrade && Octets.same(head, from, to, H2C);
        upgrade = true;
    }

    private void contentType(ByteView head, int from, int to) {
        media = typed ? Media.OTHER : FieldValues.media(head, from, to);
        // Of two the receiver may take either: neither is what policy is told then.
        typeFrom = typed ? to : from;
        typeTo = to;
        typed = true;
    }

    private void contentEncoding(ByteView head, int from, int to) {
        coding = coded ? Coding.UNKNOWN : FieldValues.coding(head, from, to);
        coded = true;
    }

    private void messageEncoding(ByteView head, int from, int to) {
        messageCoding = messagesCoded ? Coding.UNKNOWN : FieldValues.messageCoding(head, from, to);
        messagesCoded = true;
    }

    private @Nullable HttpAnomaly host(ByteView head, int from, int to) {
        if (hosted) {
            return HttpAnomaly.REPEATED_HOST;
        }
        hosted = true;
        hostFrom = from;
        hostTo = to;
        for (var index = from; index < to; index++) {
            if (!Octets.isHost(head.get(index))) {
                return HttpAnomaly.INVALID_HOST;
            }
        }
        return null;
    }

    /*
     * A second Content-Length is refused even when it says the same: servers differ in whether they take it, and no
     * sender has a reason for it (RFC 9110 section 8.6 allows both). A list of values falls under the same rule.
     */
    private @Nullable HttpAnomaly contentLength(ByteView head, int from, int to) {
        var value = FieldValues.length(head, from, to);
        if (value < 0) {
            return HttpAnomaly.INVALID_CONTENT_LENGTH;
        }
        if (contentLength >= 0) {
            return contentLength == value ? HttpAnomaly.REPEATED_CONTENT_LENGTH : HttpAnomaly.DIFFERING_CONTENT_LENGTH;
        }
        contentLength = value;
        return null;
    }

    private @Nullable HttpAnomaly transferEncoding(ByteView head, int from, int to) {
        if (chunked || !Octets.same(head, from, to, CHUNKED)) {
            return HttpAnomaly.INVALID_TRANSFER_ENCODING;
        }
        chunked = true;
        return null;
    }

    private void connection(ByteView head, int from, int to) {
        var index = from;
        while (index < to) {
            var comma = head.indexOf((byte) ',', index, to);
            var end = comma < 0 ? to : comma;
            var first = index;
            var last = end;
            while (first < last && Octets.isBlank(head.get(first))) {
                first++;
            }
            while (last > first && Octets.isBlank(head.get(last - 1))) {
                last--;
            }
            close |= Octets.same(head, first, last, CLOSE);
            keepAlive |= Octets.same(head, first, last, KEEP_ALIVE);
            upgradeOption |= Octets.same(head, first, last, UPGRADE);
            index = end + 1;
        }
    }

    /** What is wrong with the fields that say how the message is framed, all taken together. */
    @Nullable
    HttpAnomaly conflict(boolean version10) {
        if (!chunked) {
            return null;
        }
        if (contentLength >= 0) {
            return HttpAnomaly.LENGTH_WITH_TRANSFER_ENCODING;
        }
        return version10 ? HttpAnomaly.TRANSFER_ENCODING_IN_1_0 : null;
    }

    /** Copies what the fields say to policy; the head is the one that they were read from. */
    void describe(ByteView head, RequestFacts facts) {
        if (hosted) {
            facts.host(head, hostFrom, hostTo);
        }
        if (typed) {
            facts.contentType(head, typeFrom, typeTo);
        }
    }

    /** Content-Length, or -1 without one. */
    long contentLength() {
        return contentLength;
    }

    boolean chunked() {
        return chunked;
    }

    boolean hosted() {
        return hosted;
    }

    /** Whether the sender means the connection to end with this message (RFC 9112 section 9.3). */
    boolean endsConnection(boolean version10) {
        return close || (version10 && !keepAlive);
    }

    /** Whether another protocol is asked for, and properly announced as an option of this connection. */
    boolean asksUpgrade() {
        return upgrade && upgradeOption;
    }

    boolean websocket() {
        return websocket;
    }

    /** Whether HTTP/2 in the clear is all that is asked for. */
    boolean h2c() {
        return h2c;
    }

    boolean expectContinue() {
        return expectContinue;
    }

    /** The kind of the body. Messages in a body that is compressed as a whole, which no sender does, can't be told apart. */
    Media media() {
        return media.enveloped() && coding != Coding.IDENTITY ? Media.OTHER : media;
    }

    /** The coding of the body, or of its messages where it is made of such. */
    Coding coding() {
        return media().enveloped() ? messageCoding : coding;
    }
}
