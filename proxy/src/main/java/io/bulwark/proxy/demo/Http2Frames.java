package io.bulwark.proxy.demo;

import io.bulwark.proxy.protocol.http2.hpack.HeaderText;
import io.bulwark.proxy.protocol.http2.hpack.HpackDecoder;
import io.bulwark.proxy.protocol.http2.hpack.HpackEncoder;
import io.bulwark.proxy.stream.ByteView;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** As much of HTTP/2 (RFC 9113) as the demo's client and service speak: small messages, one header frame each, no padding. */
final class Http2Frames {
    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;

    static final int END_STREAM = 1;
    static final int ACK = 1;

    private static final int END_HEADERS = 4;
    private static final int MAX_LENGTH = 16_384;
    private static final int MAX_FIELDS = 64;

    private final HeaderText section = new HeaderText(MAX_LENGTH, MAX_LENGTH, MAX_FIELDS);
    private final HpackDecoder decoder = new HpackDecoder(MAX_LENGTH);

    /** One frame. */
    static final class Frame {
        private final int type;
        private final int flags;
        private final int stream;
        private final byte[] payload;

        Frame(int type, int flags, int stream, byte[] payload) {
            this.type = type;
            this.flags = flags;
            this.stream = stream;
            this.payload = payload;
        }

        int type() {
            return type;
        }

        int flags() {
            return flags;
        }

        int stream() {
            return stream;
        }

        byte[] payload() {
            return payload;
        }

        boolean endsStream() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }

        byte[] bytes() {
            var out = new ByteArrayOutputStream();
            writeWord(out, payload.length << 8 | type);
            out.write(flags);
            writeWord(out, stream);
            out.writeBytes(payload);
            return out.toByteArray();
        }

        private static void writeWord(ByteArrayOutputStream out, int word) {
            for (var shift = 24; shift >= 0; shift -= 8) {
                out.write(word >>> shift);
            }
        }
    }

    static Frame read(InputStream in) throws IOException {
        var data = new DataInputStream(in);
        var word = data.readInt();
        var length = word >>> 8;
        if (length > MAX_LENGTH) {
            throw new ProtocolException("a frame of " + length + " bytes");
        }
        var flags = data.readUnsignedByte();
        var stream = data.readInt() & Integer.MAX_VALUE;
        return new Frame(word & 0xFF, flags, stream, data.readNBytes(length));
    }

    /** A header section in a frame of its own. */
    static Frame headers(int stream, boolean endStream, Map<String, String> fields) {
        var block = new HpackEncoder();
        fields.forEach(block::add);
        return new Frame(HEADERS, END_HEADERS | (endStream ? END_STREAM : 0), stream, block.take());
    }

    static Frame data(int stream, boolean endStream, byte[] payload) {
        return new Frame(DATA, endStream ? END_STREAM : 0, stream, payload);
    }

    /** The fields of a header frame; the frames of a connection have to be decoded in order. */
    Map<String, String> fields(Frame headers) throws IOException {
        section.clear();
        decoder.begin(section);
        try (var arena = Arena.ofConfined()) {
            var block = arena.allocateFrom(ValueLayout.JAVA_BYTE, headers.payload());
            var length = headers.payload().length;
            var view = new ByteView().wrap(block.address(), length, 0);
            if (decoder.read(view, 0, length) != null || decoder.end() != null) {
                throw new ProtocolException("a header block that does not decode");
            }
        }
        var fields = new LinkedHashMap<String, String>();
        var text = text(section.text());
        for (var field = 0; field < section.count(); field++) {
            fields.put(
                    text.substring(section.nameFrom(field), section.nameTo(field)),
                    text.substring(section.valueFrom(field), section.valueTo(field)));
        }
        return fields;
    }

    private static String text(ByteView view) {
        var bytes = new byte[view.length()];
        view.copyTo(0, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
