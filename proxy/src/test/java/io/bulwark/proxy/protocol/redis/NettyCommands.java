package io.bulwark.proxy.protocol.redis;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.redis.ArrayRedisMessage;
import io.netty.handler.codec.redis.FullBulkStringRedisMessage;
import io.netty.handler.codec.redis.RedisArrayAggregator;
import io.netty.handler.codec.redis.RedisBulkStringAggregator;
import io.netty.handler.codec.redis.RedisDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How Netty cuts bytes into commands. */
final class NettyCommands {
    private NettyCommands() {}

    /** The complete commands, their arguments joined by blanks, up to the first thing that Netty does not take for one. */
    static List<String> in(byte[] bytes) {
        var channel = new EmbeddedChannel(
                new RedisDecoder(), new RedisBulkStringAggregator(), new RedisArrayAggregator(1 << 20, 128));
        var commands = new ArrayList<String>();
        try {
            channel.writeInbound(Unpooled.copiedBuffer(bytes));
        } catch (CodecException _) {
            // What came before it counts.
        }
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof ArrayRedisMessage array && !array.children().isEmpty()) {
                commands.add(text(array));
            }
            ReferenceCountUtil.release(message);
        }
        try {
            channel.finishAndReleaseAll();
        } catch (CodecException _) {
            // The same fault again, or a command that is cut short.
        }
        return commands;
    }

    private static String text(ArrayRedisMessage array) {
        var words = new ArrayList<String>();
        for (var child : array.children()) {
            if (child instanceof FullBulkStringRedisMessage string) {
                words.add(string.content().toString(StandardCharsets.ISO_8859_1));
            }
        }
        return String.join(" ", words);
    }
}
