package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.Notation;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.AsciiString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Header blocks out of the words of a transcript, each field in the form that its mark asks for (RFC 7541 section 6). */
final class HeaderNotation {
    /** The entries of the static table that transcripts use without asking. */
    private static final Map<String, Integer> STATIC = Map.ofEntries(
            Map.entry(":authority", 1),
            Map.entry(":method GET", 2),
            Map.entry(":method POST", 3),
            Map.entry(":method", 2),
            Map.entry(":path /", 4),
            Map.entry(":path", 4),
            Map.entry(":scheme http", 6),
            Map.entry(":scheme", 6),
            Map.entry(":status 200", 8),
            Map.entry(":status 204", 9),
            Map.entry(":status 304", 11),
            Map.entry(":status", 8),
            Map.entry("content-length", 28),
            Map.entry("content-type", 31));

    private static final int INDEXED = 0x80;
    private static final int INDEXING = 0x40;
    private static final int SIZE_UPDATE = 0x20;
    private static final int NEVER_INDEXED = 0x10;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private HeaderNotation() {}

    /** The block of fields that are written with bars between them. */
    static byte[] block(String fields) {
        var notation = new HeaderNotation();
        for (var field : fields.split(" \\| ", -1)) {
            notation.field(field);
        }
        return notation.out.toByteArray();
    }

    private void field(String field) {
        if (field.isEmpty()) {
            return;
        }
        switch (field.charAt(0)) {
            case '<' -> shorthand(field.substring(1, field.length() - 1));
            case '$' -> out.writeBytes(Notation.unescape(field.substring(1)));
            case '@' -> integer(SIZE_UPDATE, SIZE_UPDATE - 1, Integer.parseInt(field.substring(1)));
            default -> marked(field);
        }
    }

    private void shorthand(String text) {
        var space = text.indexOf(' ');
        if (space < 0) {
            field(":status " + text);
            return;
        }
        var verb = text.substring(0, space);
        var grpc = verb.equals("grpc");
        field(":method " + (grpc ? "POST" : verb));
        field(":scheme http");
        field(":path " + text.substring(space + 1));
        field(":authority a");
        if (grpc) {
            field("content-type application/grpc");
            field("te trailers");
        }
    }

    private void marked(String field) {
        var at = 0;
        var indexing = false;
        var never = false;
        var huffman = false;
        for (; "+!~".indexOf(field.charAt(at)) >= 0; at++) {
            indexing |= field.charAt(at) == '+';
            never |= field.charAt(at) == '!';
            huffman |= field.charAt(at) == '~';
        }
        var told = field.substring(at);
        var space = told.indexOf(' ');
        var name = space < 0 ? told : told.substring(0, space);
        var value = space < 0 ? "" : told.substring(space + 1);
        if (told.startsWith("#") && space < 0) {
            integer(INDEXED, INDEXED - 1, Integer.parseInt(told.substring(1)));
            return;
        }
        var pair = indexing || never || huffman ? null : STATIC.get(told);
        if (pair != null && space >= 0) {
            integer(INDEXED, INDEXED - 1, pair);
            return;
        }
        var index = name.startsWith("#") ? Integer.parseInt(name.substring(1)) : STATIC.getOrDefault(name, 0);
        literal(index, indexing, never);
        if (index == 0) {
            string(name, huffman);
        }
        string(value, huffman);
    }

    private void literal(int index, boolean indexing, boolean never) {
        if (indexing) {
            integer(INDEXING, INDEXING - 1, index);
        } else {
            integer(never ? NEVER_INDEXED : 0, NEVER_INDEXED - 1, index);
        }
    }

    private void string(String text, boolean huffman) {
        var bytes = Notation.unescape(text);
        if (huffman) {
            out.writeBytes(huffman(bytes));
        } else {
            integer(0, 0x7F, bytes.length);
            out.writeBytes(bytes);
        }
    }

    /** Section 5.1. */
    private void integer(int pattern, int mask, int value) {
        if (value < mask) {
            out.write(pattern | value);
            return;
        }
        out.write(pattern | mask);
        var rest = value - mask;
        for (; rest >= 0x80; rest >>>= 7) {
            out.write((rest & 0x7F) | 0x80);
        }
        out.write(rest);
    }

    /** The string as Netty codes it: the value of a field that is never indexed, behind its first byte and its name. */
    private static byte[] huffman(byte[] bytes) {
        var encoder = new DefaultHttp2HeadersEncoder((name, value) -> true, true, 16, 0);
        var headers = new DefaultHttp2Headers(false).add(new AsciiString("x"), new AsciiString(bytes));
        var block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(1, headers, block);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
        var coded = ByteBufUtil.getBytes(block);
        return Arrays.copyOfRange(coded, 3, coded.length);
    }

    static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
