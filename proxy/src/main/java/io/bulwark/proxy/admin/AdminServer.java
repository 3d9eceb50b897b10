package io.bulwark.proxy.admin;

import io.bulwark.policy.learn.Profile;
import io.bulwark.proxy.control.PolicySource;
import io.bulwark.proxy.event.RecentEvents;
import io.bulwark.proxy.telemetry.Meters;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The HTTP server of the admin pages, with one thread of its own. */
public final class AdminServer implements AutoCloseable {
    /*
     * Netty's codec, not the JDK's own server: its bounds on a request's head are process-wide system properties, and it
     * reads a head with a blocking thread for each connection, so that one slow client in front of its one thread would
     * make the Pod look dead. Netty's classes are loaded for the data plane anyway.
     */
    private static final int MAX_LINE = 4096;
    private static final int MAX_HEADERS = 4096;
    private static final int MAX_CONNECTIONS = 64;

    private final EventLoopGroup loop;
    private final Channel listener;

    private AdminServer(EventLoopGroup loop, Channel listener) {
        this.loop = loop;
        this.listener = listener;
    }

    /** The address to listen on where nothing else is asked for. */
    public static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Listens, and serves until it is closed. Port 0 takes a free one. */
    public static AdminServer start(
            InetSocketAddress address, Meters meters, RecentEvents recent, PolicySource policy, Lifecycle lifecycle)
            throws IOException {
        return start(address, new Pages(meters, recent, policy, lifecycle, Profile::none));
    }

    /** The same with pages about what was learned. */
    public static AdminServer start(
            InetSocketAddress address,
            Meters meters,
            RecentEvents recent,
            PolicySource policy,
            Lifecycle lifecycle,
            Supplier<Profile> learned)
            throws IOException {
        return start(address, new Pages(meters, recent, policy, lifecycle, learned));
    }

    private static AdminServer start(InetSocketAddress address, Pages pages) throws IOException {
        var loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("bulwark-admin", true), NioIoHandler.newFactory());
        var bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new Connections(pages))
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException("admin cannot listen on " + address, bound.cause());
        }
        return new AdminServer(loop, bound.channel());
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public void close() {
        var _ = listener.close().awaitUninterruptibly();
        var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Sets up each connection, and turns away those beyond the bound. Confined to the one loop. */
    private static final class Connections extends ChannelInitializer<SocketChannel> {
        private final Pages pages;
        private int open;

        Connections(Pages pages) {
            this.pages = pages;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            if (open >= MAX_CONNECTIONS) {
                var _ = channel.close();
                return;
            }
            open++;
            var _ = channel.closeFuture().addListener(_ -> open--);
            var bounds =
                    new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_HEADERS);
            channel.pipeline().addLast(new HttpServerCodec(bounds), new AdminHandler(pages));
        }
    }
}
