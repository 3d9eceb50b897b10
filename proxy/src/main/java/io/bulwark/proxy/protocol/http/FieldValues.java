package io.bulwark.proxy.protocol.http;

import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.stream.ByteView;

/** What single header field values mean. */
public final class FieldValues {
    /** A length of more digits is beyond anything that a body can have, and near the end of {@code long}. */
    private static final int MAX_LENGTH_DIGITS = 18;

    private static final byte[] FORM = Octets.ascii("application/x-www-form-urlencoded");
    private static final byte[] JSON = Octets.ascii("application/json");
    private static final byte[] TEXT_JSON = Octets.ascii("text/json");
    private static final byte[] JSON_SUFFIX = Octets.ascii("+json");
    private static final byte[] XML = Octets.ascii("application/xml");
    private static final byte[] TEXT_XML = Octets.ascii("text/xml");
    private static final byte[] XML_SUFFIX = Octets.ascii("+xml");
    private static final byte[] EVENTS = Octets.ascii("text/event-stream");
    private static final byte[] JSON_LINES = Octets.ascii("application/x-ndjson");
    private static final byte[] JSON_STREAM = Octets.ascii("application/stream+json");
    private static final byte[] REPLACE = Octets.ascii("multipart/x-mixed-replace");
    private static final byte[] MULTIPART = Octets.ascii("multipart/");
    private static final byte[] GRPC = Octets.ascii("application/grpc");
    private static final byte[] GRPC_WEB = Octets.ascii("application/grpc-web");
    private static final byte[] GRPC_WEB_TEXT = Octets.ascii("application/grpc-web-text");
    private static final byte[] CONNECT = Octets.ascii("application/connect+");
    private static final byte[] PROTO = Octets.ascii("application/proto");
    private static final byte[] PROTOBUF = Octets.ascii("application/protobuf");
    private static final byte[] X_PROTOBUF = Octets.ascii("application/x-protobuf");
    private static final byte[] GOOGLE_PROTOBUF = Octets.ascii("application/vnd.google.protobuf");
    private static final byte[] PROTO_SUFFIX = Octets.ascii("+proto");
    private static final byte[] GZIP = Octets.ascii("gzip");
    private static final byte[] X_GZIP = Octets.ascii("x-gzip");
    private static final byte[] DEFLATE = Octets.ascii("deflate");
    private static final byte[] ZSTD = Octets.ascii("zstd");
    private static final byte[] SNAPPY = Octets.ascii("snappy");
    private static final byte[] IDENTITY = Octets.ascii("identity");

    private FieldValues() {}

    /** A run of digits as a number, or -1 for anything else. */
    public static long length(ByteView view, int from, int to) {
        if (from == to || to - from > MAX_LENGTH_DIGITS) {
            return -1;
        }
        var value = 0L;
        for (var index = from; index < to; index++) {
            var digit = view.get(index);
            if (!Octets.isDigit(digit)) {
                return -1;
            }
            value = value * 10 + (digit - '0');
        }
        return value;
    }

    /** What {@code content-type} says of a body. */
    public static Media media(ByteView view, int from, int to) {
        var semicolon = view.indexOf((byte) ';', from, to);
        var end = semicolon < 0 ? to : semicolon;
        while (end > from && Octets.isBlank(view.get(end - 1))) {
            end--;
        }
        if (streams(view, from, end)) {
            return Media.EVENT_STREAM;
        }
        if (Octets.same(view, from, end, FORM)) {
            return Media.FORM;
        }
        if (Octets.same(view, from, end, JSON) || Octets.same(view, from, end, TEXT_JSON)) {
            return Media.JSON;
        }
        var messages = messages(view, from, end);
        if (messages != Media.OTHER) {
            return messages;
        }
        if (endsWith(view, from, end, JSON_SUFFIX)) {
            return Media.JSON;
        }
        if (Octets.same(view, from, end, XML)
                || Octets.same(view, from, end, TEXT_XML)
                || endsWith(view, from, end, XML_SUFFIX)) {
            return Media.XML;
        }
        var multipart = end - from > MULTIPART.length && startsWith(view, from, end, MULTIPART);
        return multipart ? Media.MULTIPART : Media.OTHER;
    }

    /** The kinds of bodies that are made of messages; {@link Media#OTHER} for all the rest. */
    private static Media messages(ByteView view, int from, int to) {
        var json = endsWith(view, from, to, JSON_SUFFIX);
        if (startsWith(view, from, to, CONNECT)) {
            return json ? Media.CONNECT_JSON : Media.CONNECT;
        }
        if (named(view, from, to, GRPC_WEB_TEXT)) {
            return Media.GRPC_WEB_TEXT;
        }
        if (named(view, from, to, GRPC_WEB)) {
            return Media.GRPC_WEB;
        }
        if (named(view, from, to, GRPC)) {
            return json ? Media.GRPC_JSON : Media.GRPC;
        }
        var protobuf = Octets.same(view, from, to, PROTO)
                || Octets.same(view, from, to, PROTOBUF)
                || Octets.same(view, from, to, X_PROTOBUF)
                || Octets.same(view, from, to, GOOGLE_PROTOBUF)
                || endsWith(view, from, to, PROTO_SUFFIX);
        return protobuf ? Media.PROTOBUF : Media.OTHER;
    }

    /** Whether it is this type, alone or with a suffix that names the format of its messages. */
    private static boolean named(ByteView view, int from, int to, byte[] type) {
        return startsWith(view, from, to, type) && (to - from == type.length || view.get(from + type.length) == '+');
    }

    private static boolean startsWith(ByteView view, int from, int to, byte[] start) {
        return to - from >= start.length && Octets.same(view, from, from + start.length, start);
    }

    private static boolean streams(ByteView view, int from, int to) {
        return Octets.same(view, from, to, EVENTS)
                || Octets.same(view, from, to, JSON_LINES)
                || Octets.same(view, from, to, JSON_STREAM)
                || Octets.same(view, from, to, REPLACE);
    }

    private static boolean endsWith(ByteView view, int from, int to, byte[] suffix) {
        return to - from > suffix.length && Octets.same(view, to - suffix.length, to, suffix);
    }

    /** What {@code content-encoding} says of a body. */
    public static Coding coding(ByteView view, int from, int to) {
        if (from == to || Octets.same(view, from, to, IDENTITY)) {
            return Coding.IDENTITY;
        }
        if (Octets.same(view, from, to, GZIP) || Octets.same(view, from, to, X_GZIP)) {
            return Coding.GZIP;
        }
        return Octets.same(view, from, to, DEFLATE) ? Coding.DEFLATE : Coding.UNKNOWN;
    }

    /** What {@code grpc-encoding} and {@code connect-content-encoding} say of compressed messages. */
    public static Coding messageCoding(ByteView view, int from, int to) {
        if (Octets.same(view, from, to, ZSTD)) {
            return Coding.ZSTD;
        }
        return Octets.same(view, from, to, SNAPPY) ? Coding.SNAPPY : coding(view, from, to);
    }
}
