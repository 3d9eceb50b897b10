package io.bulwark.proxy.net;

import io.bulwark.proxy.relay.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;

/** A socket as the relay sees it. */
final class ChannelEndpoint implements Endpoint {
    private final Channel channel;

    ChannelEndpoint(Channel channel) {
        this.channel = channel;
    }

    @Override
    public void write(ByteBuf bytes) {
        var _ = channel.write(bytes, channel.voidPromise());
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public long unsent() {
        var queue = channel.unsafe().outboundBuffer();
        return queue == null ? 0 : queue.totalPendingWriteBytes();
    }

    @Override
    public void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    @Override
    public void endOutput() {
        channel.writeAndFlush(channel.alloc().buffer(0, 0)).addListener(_ -> {
            if (channel.isActive()) {
                var _ = ((DuplexChannel) channel).shutdownOutput();
            }
        });
    }

    @Override
    public void close() {
        if (channel.isActive()) {
            channel.writeAndFlush(channel.alloc().buffer(0, 0)).addListener(ChannelFutureListener.CLOSE);
        } else {
            var _ = channel.close();
        }
    }

    /** With a linger time of zero the kernel sends RST instead of FIN. */
    @Override
    public void reset() {
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        var _ = channel.close();
    }
}
