package io.bulwark.proxy.protocol.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What Netty reads out of the bytes of a client, and what it finds wrong with them. */
final class NettyServer extends Http2EventAdapter {
    private static final int PLENTY = 1 << 20;

    private final List<String> read = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    private NettyServer() {}

    /** A whole server, which also has an eye on what may follow what. */
    static NettyServer of(byte[] bytes) {
        var server = new NettyServer();
        var handler = new Http2ConnectionHandlerBuilder()
                .server(true)
                .frameListener(server)
                .initialSettings(new Http2Settings().maxHeaderListSize(PLENTY))
                .decoderEnforceMaxConsecutiveEmptyDataFrames(0)
                .decoderEnforceMaxRstFramesPerWindow(0, 0)
                .encoderEnforceMaxRstFramesPerWindow(0, 0)
                .gracefulShutdownTimeoutMillis(0)
                .build();
        var channel = new EmbeddedChannel(handler);
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
        channel.finish();
        var out = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            out.writeBytes(part);
            part.release();
        }
        server.said.addAll(new FramePrinter("netty", new ArrayDeque<>()).frames(ByteBufUtil.getBytes(out)));
        out.release();
        return server;
    }

    /** The heads and bodies in the frames of a client, one by one, up to the first that ends the connection. */
    static List<String> frames(byte[] bytes) {
        var server = new NettyServer();
        var reader = new DefaultHttp2FrameReader(new DefaultHttp2HeadersDecoder(false, PLENTY));
        var channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        var buffer = Unpooled.copiedBuffer(bytes).skipBytes(PrefaceProbe.PREFACE.length);
        var sound = true;
        while (sound && buffer.isReadable()) {
            try {
                reader.readFrame(channel.pipeline().firstContext(), buffer, server);
                sound = false;
            } catch (Http2Exception e) {
                sound = Http2Exception.isStreamError(e);
            }
        }
        reader.close();
        buffer.release();
        channel.finish();
        return server.read;
    }

    /** The heads, bodies and trailers that it read, in order. */
    List<String> messages() {
        return read;
    }

    /** What it says of the connection, or of one of its streams, being wrong. */
    List<String> complaints() {
        return said.stream()
                .filter(line -> line.contains(" RST_STREAM ") || line.contains(" GOAWAY "))
                .filter(line -> !line.contains("NO_ERROR"))
                .toList();
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean end) {
        read.add("DATA " + stream + " " + end + " " + data.toString(StandardCharsets.ISO_8859_1));
        return data.readableBytes() + padding;
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean end) {
        read.add("HEADERS " + stream + " " + end + " " + fields(headers));
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end) {
        onHeadersRead(context, stream, headers, padding, end);
    }

    /** Sorted, because a server that checks them changes their order. */
    private static List<String> fields(Http2Headers headers) {
        var fields = new ArrayList<String>();
        headers.forEach(field -> fields.add(field.getKey() + ": " + field.getValue()));
        Collections.sort(fields);
        return fields;
    }
}
