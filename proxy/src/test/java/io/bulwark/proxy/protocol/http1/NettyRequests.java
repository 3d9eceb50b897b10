package io.bulwark.proxy.protocol.http1;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How Netty cuts bytes into requests. */
final class NettyRequests {
    private static final int LIMIT = 1 << 20;

    private NettyRequests() {}

    /** The complete requests as target and body, up to the first that Netty does not take. */
    static List<String> in(byte[] bytes) {
        var config = new HttpDecoderConfig().setMaxInitialLineLength(LIMIT).setMaxHeaderSize(LIMIT);
        var channel = new EmbeddedChannel(new HttpRequestDecoder(config));
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
        var requests = new ArrayList<String>();
        var request = new StringBuilder();
        var sound = true;
        for (HttpObject part = channel.readInbound(); part != null; part = channel.readInbound()) {
            sound &= part.decoderResult().isSuccess();
            if (part instanceof HttpRequest head) {
                request.setLength(0);
                request.append(head.uri()).append(' ');
            }
            if (part instanceof HttpContent content) {
                request.append(content.content().toString(StandardCharsets.ISO_8859_1));
            }
            if (sound && part instanceof LastHttpContent) {
                requests.add(request.toString());
            }
            ReferenceCountUtil.release(part);
        }
        channel.finishAndReleaseAll();
        return requests;
    }
}
