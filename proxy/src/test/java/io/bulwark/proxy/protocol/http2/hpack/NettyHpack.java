package io.bulwark.proxy.protocol.http2.hpack;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Both ends of a direction of a connection, as Netty has them. Names and values are Latin-1. */
final class NettyHpack {
    private static final int PLENTY = 1 << 24;
    private static final int STREAM = 1;

    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, PLENTY);
    private final DefaultHttp2HeadersEncoder encoder;

    /** Values that are shorter than {@code huffmanFrom} bytes are written plainly; fields named {@code secret…} are never indexed. */
    NettyHpack(int huffmanFrom) {
        encoder = new DefaultHttp2HeadersEncoder(
                (name, value) -> name.toString().startsWith("secret"), true, 16, huffmanFrom);
    }

    void tableOfEncoder(int bytes) {
        try {
            encoder.maxHeaderTableSize(bytes);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    void tableOfDecoder(int bytes) {
        try {
            decoder.maxHeaderTableSize(bytes);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    byte[] encode(List<Map.Entry<String, String>> fields) {
        var headers = new DefaultHttp2Headers(false);
        for (var field : fields) {
            headers.add(ascii(field.getKey()), ascii(field.getValue()));
        }
        var block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(STREAM, headers, block);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
        return ByteBufUtil.getBytes(block);
    }

    /** The fields as {@code name: value}, those with a colon in front first; null when Netty does not take the block. */
    @Nullable
    List<String> decode(byte[] block) {
        Http2Headers headers;
        try {
            headers = decoder.decodeHeaders(STREAM, Unpooled.wrappedBuffer(block));
        } catch (Http2Exception e) {
            return null;
        }
        var fields = new ArrayList<String>();
        for (var field : headers) {
            fields.add(field.getKey() + ": " + field.getValue());
        }
        return fields;
    }

    private static AsciiString ascii(String latin1) {
        return new AsciiString(latin1.getBytes(StandardCharsets.ISO_8859_1), false);
    }
}
