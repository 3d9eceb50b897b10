package io.bulwark.proxy.net;

import io.bulwark.proxy.relay.Flow;
import io.bulwark.proxy.stream.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/** The one handler of each channel of a flow: hands what happens on the socket to the {@link Flow}. */
final class RelayHandler extends ChannelInboundHandlerAdapter {
    private final Flow flow;
    private final Direction direction;

    /** @param direction the way that bytes take which are read from this channel */
    RelayHandler(Flow flow, Direction direction) {
        this.flow = flow;
        this.direction = direction;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        flow.received(direction, (ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        flow.readComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        flow.writable();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            flow.ended(direction);
        }
    }

    /** The socket is gone without a FIN before it, or after both sides have ended. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        flow.broken(direction);
    }

    /** A socket error, such as a reset by the peer. Nothing that a peer can cause belongs in the log. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof java.io.IOException) {
            flow.broken(direction);
        } else {
            Faults.report(flow, cause);
        }
    }
}
