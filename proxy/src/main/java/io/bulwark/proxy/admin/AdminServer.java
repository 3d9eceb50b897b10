package io.bulwark.proxy.admin;

import io.bulwark.proxy.config.StatusConfig;
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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The HTTP server of the admin pages and of the status page, with one thread of its own. */
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
    private final Health health;
    private final Pages pages;
    private final List<Channel> more = new ArrayList<>(1);

    private AdminServer(EventLoopGroup loop, Channel listener, Health health, Pages pages) {
        this.loop = loop;
        this.listener = listener;
        this.health = health;
        this.pages = pages;
    }

    /** The address to listen on where nothing else is asked for. */
    public static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Listens, and serves until it is closed. Port 0 takes a free one. */
    public static AdminServer start(
            InetSocketAddress address, Meters meters, RecentEvents recent, PolicySource policy, Lifecycle lifecycle)
            throws IOException {
        return start(address, meters, recent, policy, lifecycle, Studied.nothing());
    }

    /** The same with pages about what was learned. */
    public static AdminServer start(
            InetSocketAddress address,
            Meters meters,
            RecentEvents recent,
            PolicySource policy,
            Lifecycle lifecycle,
            Studied studied)
            throws IOException {
        var pages = new Pages(meters, recent, policy, lifecycle, studied);
        var loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("bulwark-admin", true), NioIoHandler.newFactory());
        try {
            var listener = bind(loop, "admin", address, pages);
            return new AdminServer(loop, listener, new Health(meters, lifecycle), pages);
        } catch (IOException failure) {
            pages.close();
            var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw failure;
        }
    }

    private static Channel bind(EventLoopGroup loop, String name, InetSocketAddress address, Site site)
            throws IOException {
        var bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new Connections(site))
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(name + " cannot listen on " + address, bound.cause());
        }
        return bound.channel();
    }

    /**
     * Serves the status page as well, which others than operators may reach; returns where.
     *
     * @param ownPorts ports of the proxy, at which the application is not to be asked
     */
    public InetSocketAddress openStatus(StatusConfig status, Set<Integer> ownPorts) throws IOException {
        var app = new AppAsker(loop.next(), status.app(), ownPorts);
        var opened = bind(loop, "status", status.address(), new StatusPages(health, status.probes(), app));
        more.add(opened);
        return (InetSocketAddress) opened.localAddress();
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public void close() {
        more.forEach(opened -> opened.close().awaitUninterruptibly());
        var _ = listener.close().awaitUninterruptibly();
        pages.close();
        var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /**
     * Sets up each connection. One beyond the bound takes the place of the oldest: an honest request takes a moment, and clients that say
     * nothing cannot keep it out. Confined to the one loop.
     */
    private static final class Connections extends ChannelInitializer<SocketChannel> {
        private final Site site;
        private final Set<SocketChannel> open = new LinkedHashSet<>();
        private final BodyRoom bodies = new BodyRoom();

        Connections(Site site) {
            this.site = site;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            if (open.size() >= MAX_CONNECTIONS) {
                var _ = open.iterator().next().close();
            }
            open.add(channel);
            var _ = channel.closeFuture().addListener(_ -> open.remove(channel));
            var bounds =
                    new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_HEADERS);
            channel.pipeline().addLast(new HttpServerCodec(bounds), new AdminHandler(site, bodies));
        }
    }
}
