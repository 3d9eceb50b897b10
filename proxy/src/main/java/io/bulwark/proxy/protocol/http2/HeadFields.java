package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.http.FieldValues;
import io.bulwark.proxy.protocol.http.Octets;
import io.bulwark.proxy.protocol.http.RequestFacts;
import io.bulwark.proxy.protocol.http2.hpack.HeaderText;
import io.bulwark.proxy.stream.ByteView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the fields of one header section say, checked against RFC 9113 sections 8.2 and 8.3. Used again for each section. */
final class HeadFields {
    /** What kind of section is read. */
    enum Section {
        REQUEST,
        RESPONSE,
        TRAILERS
    }

    /** The fields that stand for a start line (sections 8.3.1 and 8.3.2; RFC 8441 section 4). */
    enum Pseudo {
        METHOD(0),
        PATH(1),
        SCHEME(2),
        AUTHORITY(3),
        PROTOCOL(4),
        STATUS(5);

        private final int place;

        Pseudo(int place) {
            this.place = place;
        }
    }

    private static final byte[][] PSEUDO_NAMES = {
        Octets.ascii(":method"),
        Octets.ascii(":path"),
        Octets.ascii(":scheme"),
        Octets.ascii(":authority"),
        Octets.ascii(":protocol"),
        Octets.ascii(":status")
    };

    static final int NONE = -1;

    private static final byte[] TE = Octets.ascii("te");
    private static final byte[] HOST = Octets.ascii("host");
    private static final byte[] UPGRADE = Octets.ascii("upgrade");
    private static final byte[] CONNECTION = Octets.ascii("connection");
    private static final byte[] KEEP_ALIVE = Octets.ascii("keep-alive");
    private static final byte[] CONTENT_TYPE = Octets.ascii("content-type");
    private static final byte[] GRPC_STATUS = Octets.ascii("grpc-status");
    private static final byte[] GRPC_ENCODING = Octets.ascii("grpc-encoding");
    private static final byte[] CONTENT_LENGTH = Octets.ascii("content-length");
    private static final byte[] CONTENT_ENCODING = Octets.ascii("content-encoding");
    private static final byte[] PROXY_CONNECTION = Octets.ascii("proxy-connection");
    private static final byte[] TRANSFER_ENCODING = Octets.ascii("transfer-encoding");
    private static final byte[] TRAILERS = Octets.ascii("trailers");
    private static final byte[] CONNECT_ENCODING = Octets.ascii("connect-content-encoding");

    private final HeaderText section;
    private final int[] pseudo = new int[PSEUDO_NAMES.length];
    private final ByteView text = new ByteView();
    private Section kind = Section.REQUEST;
    private int host;
    private int firstRegular;
    private int regularFrom;
    private long contentLength;
    private Media media = Media.OTHER;
    private boolean typed;
    private boolean failedCall;
    private int typeFrom;
    private int typeTo;
    private Coding coding = Coding.IDENTITY;
    private boolean coded;
    private Coding messageCoding = Coding.IDENTITY;
    private boolean messagesCoded;

    HeadFields(HeaderText section) {
        this.section = section;
    }

    private void begin(Section newKind) {
        kind = newKind;
        Arrays.fill(pseudo, NONE);
        host = NONE;
        firstRegular = NONE;
        contentLength = -1;
        media = Media.OTHER;
        typed = false;
        failedCall = false;
        coding = Coding.IDENTITY;
        coded = false;
        messageCoding = Coding.IDENTITY;
        messagesCoded = false;
        show();
    }

    private void show() {
        text.window(section.text(), 0, section.text().length());
    }

    /** Reads the whole section; says what is wrong with it. The authority is then read as Host too, as HTTP/1 has it. */
    @Nullable
    Http2Anomaly read(Section newKind) {
        begin(newKind);
        for (var field = 0; field < section.count(); field++) {
            var wrong = read(field, section.nameFrom(field), section.nameTo(field));
            if (wrong != null) {
                return wrong;
            }
        }
        regularFrom = firstRegular == NONE ? text.length() : section.nameFrom(firstRegular);
        if (has(Pseudo.AUTHORITY) && host == NONE) {
            section.addCopy(HOST, at(Pseudo.AUTHORITY));
            show();
        }
        return null;
    }

    private @Nullable Http2Anomaly read(int field, int from, int to) {
        if (!isClean(section.valueFrom(field), section.valueTo(field))) {
            return Http2Anomaly.INVALID_FIELD_VALUE;
        }
        if (from < to && text.get(from) == ':') {
            return readPseudo(field, from, to) ? null : Http2Anomaly.INVALID_PSEUDO_FIELD;
        }
        if (firstRegular == NONE) {
            firstRegular = field;
        }
        for (var index = from; index < to; index++) {
            var letter = text.get(index);
            if (!Octets.isToken(letter) || Octets.lower(letter) != letter) {
                return Http2Anomaly.INVALID_FIELD_NAME;
            }
        }
        return from == to
                ? Http2Anomaly.INVALID_FIELD_NAME
                : regular(field, from, to, section.valueFrom(field), section.valueTo(field));
    }

    /** No control byte but tabs inside, no blank at either end (section 8.2.1). */
    private boolean isClean(int from, int to) {
        if (from == to) {
            return true;
        }
        if (Octets.isBlank(text.get(from)) || Octets.isBlank(text.get(to - 1))) {
            return false;
        }
        for (var at = text.indexOfControl(from, to); at >= 0; at = text.indexOfControl(at + 1, to)) {
            if (text.get(at) != '\t') {
                return false;
            }
        }
        return true;
    }

    /** A pseudo-field stands before all others, in the right section, once. */
    private boolean readPseudo(int field, int from, int to) {
        for (var place = 0; place < PSEUDO_NAMES.length; place++) {
            if (Octets.exactly(text, from, to, PSEUDO_NAMES[place])) {
                var section = place == Pseudo.STATUS.place ? Section.RESPONSE : Section.REQUEST;
                var right = firstRegular == NONE && section == kind && pseudo[place] == NONE;
                pseudo[place] = field;
                return right;
            }
        }
        return false;
    }

    /* Each name of interest is found by its length, as in HTTP/1. */
    private @Nullable Http2Anomaly regular(int field, int from, int to, int valueFrom, int valueTo) {
        return switch (to - from) {
            case 2 ->
                is(from, to, TE) && !Octets.same(text, valueFrom, valueTo, TRAILERS)
                        ? Http2Anomaly.CONNECTION_FIELD
                        : null;
            case 4 -> is(from, to, HOST) ? host(field) : null;
            case 7 -> is(from, to, UPGRADE) ? Http2Anomaly.CONNECTION_FIELD : null;
            case 10 -> is(from, to, CONNECTION) || is(from, to, KEEP_ALIVE) ? Http2Anomaly.CONNECTION_FIELD : null;
            case 11 -> is(from, to, GRPC_STATUS) ? grpcStatus(valueFrom, valueTo) : null;
            case 12 -> is(from, to, CONTENT_TYPE) ? contentType(valueFrom, valueTo) : null;
            case 13 -> is(from, to, GRPC_ENCODING) ? messageCoding(valueFrom, valueTo) : null;
            case 14 -> is(from, to, CONTENT_LENGTH) ? contentLength(valueFrom, valueTo) : null;
            case 16 -> sixteen(from, to, valueFrom, valueTo);
            case 24 -> is(from, to, CONNECT_ENCODING) ? messageCoding(valueFrom, valueTo) : null;
            case 17 -> is(from, to, TRANSFER_ENCODING) ? Http2Anomaly.CONNECTION_FIELD : null;
            default -> null;
        };
    }

    private boolean is(int from, int to, byte[] name) {
        return Octets.exactly(text, from, to, name);
    }

    private @Nullable Http2Anomaly sixteen(int from, int to, int valueFrom, int valueTo) {
        if (is(from, to, PROXY_CONNECTION)) {
            return Http2Anomaly.CONNECTION_FIELD;
        }
        return is(from, to, CONTENT_ENCODING) ? coding(valueFrom, valueTo) : null;
    }

    private @Nullable Http2Anomaly host(int field) {
        if (kind == Section.TRAILERS) {
            return Http2Anomaly.INVALID_TRAILERS;
        }
        var repeated = host != NONE;
        host = field;
        return repeated ? Http2Anomaly.INVALID_AUTHORITY : null;
    }

    private @Nullable Http2Anomaly grpcStatus(int from, int to) {
        failedCall |= to - from != 1 || text.get(from) != '0';
        return null;
    }

    private @Nullable Http2Anomaly contentType(int from, int to) {
        media = typed ? Media.OTHER : FieldValues.media(text, from, to);
        // Of two the receiver may take either: neither is what policy is told then.
        typeFrom = typed ? to : from;
        typeTo = to;
        typed = true;
        return null;
    }

    private @Nullable Http2Anomaly coding(int from, int to) {
        coding = coded ? Coding.UNKNOWN : FieldValues.coding(text, from, to);
        coded = true;
        return null;
    }

    private @Nullable Http2Anomaly messageCoding(int from, int to) {
        messageCoding = messagesCoded ? Coding.UNKNOWN : FieldValues.messageCoding(text, from, to);
        messagesCoded = true;
        return null;
    }

    /** A second one is refused even when it says the same, as in HTTP/1. */
    private @Nullable Http2Anomaly contentLength(int from, int to) {
        if (kind == Section.TRAILERS) {
            return Http2Anomaly.INVALID_TRAILERS;
        }
        var repeated = contentLength >= 0;
        contentLength = FieldValues.length(text, from, to);
        return repeated || contentLength < 0 ? Http2Anomaly.CONTENT_LENGTH : null;
    }

    /** Which field of the section it is, or {@link #NONE}. */
    int at(Pseudo which) {
        return pseudo[which.place];
    }

    boolean has(Pseudo which) {
        return at(which) != NONE;
    }

    /** Which field is Host, or {@link #NONE}. */
    int host() {
        return host;
    }

    /** Whether Host is made of what hosts are made of, and names the same as :authority where that is given. */
    boolean hostAgrees() {
        var from = section.valueFrom(host);
        var to = section.valueTo(host);
        var authority = at(Pseudo.AUTHORITY);
        if (authority != NONE && section.valueTo(authority) - section.valueFrom(authority) != to - from) {
            return false;
        }
        for (var index = from; index < to; index++) {
            var letter = text.get(index);
            if (!Octets.isHost(letter)
                    || (authority != NONE && letter != text.get(section.valueFrom(authority) + index - from))) {
                return false;
            }
        }
        return true;
    }

    /** The whole section as text; valid until the next one. */
    ByteView text() {
        return text;
    }

    int valueFrom(Pseudo which) {
        return section.valueFrom(at(which));
    }

    int valueTo(Pseudo which) {
        return section.valueTo(at(which));
    }

    /** Where the lines of the fields that are no pseudo-fields begin in the text. */
    int regularFrom() {
        return regularFrom;
    }

    /** Copies what the fields say to policy. */
    void describe(RequestFacts facts) {
        var named = has(Pseudo.AUTHORITY) ? at(Pseudo.AUTHORITY) : host;
        if (named != NONE) {
            facts.host(text, section.valueFrom(named), section.valueTo(named));
        }
        if (typed) {
            facts.contentType(text, typeFrom, typeTo);
        }
    }

    /** Content-Length, or -1 without one. */
    long contentLength() {
        return contentLength;
    }

    Media media() {
        return media;
    }

    /** The coding of the body, or of each message in it that says it is compressed. */
    Coding coding() {
        return media.enveloped() ? messageCoding : coding;
    }

    /** Whether a {@code grpc-status} other than 0 says that the call has failed. */
    boolean failedCall() {
        return failedCall;
    }

    boolean grpc() {
        return media == Media.GRPC || media == Media.GRPC_JSON;
    }
}
