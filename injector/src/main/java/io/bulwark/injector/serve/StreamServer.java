package io.bulwark.injector.serve;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** The HTTPS server that proxies connect to: {@code POST /v1/stream}, lines of JSON both ways for as long as it lasts. */
public final class StreamServer implements AutoCloseable {
    private static final int MAX_LINE = 1024;
    private static final int MAX_HEADERS = 32_768;
    private static final int ALIVE_SECONDS = 15;
    private static final int MAX_CONNECTIONS = 20_000;
    private static final int MAX_STRANGERS = 512;
    private static final int LOOPS = 2;

    private final EventLoopGroup loops;
    private final Channel listener;

    private StreamServer(EventLoopGroup loops, Channel listener) {
        this.loops = loops;
        this.listener = listener;
    }

    /**
     * Binds and begins to serve.
     *
     * @param tls whose key manager knows the certificate of the moment
     */
    public static StreamServer start(
            InetSocketAddress address,
            SSLContext tls,
            TokenReviews tokens,
            Distribution distribution,
            LearnedSink learned)
            throws IOException {
        return start(address, tls, tokens, distribution, learned, StreamHandler.PATIENCE);
    }

    static StreamServer start(
            InetSocketAddress address,
            SSLContext tls,
            TokenReviews tokens,
            Distribution distribution,
            LearnedSink learned,
            Duration patience)
            throws IOException {
        var loops = new MultiThreadIoEventLoopGroup(
                LOOPS, new DefaultThreadFactory("bulwark-stream", true), NioIoHandler.newFactory());
        var open = new AtomicInteger();
        var door = new Door(MAX_STRANGERS);
        var bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32_768, 65_536))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (open.incrementAndGet() > MAX_CONNECTIONS) {
                            var _ = channel.close();
                        }
                        var _ = channel.closeFuture().addListener(_ -> open.decrementAndGet());
                        var known = door.enter(channel);
                        var _ = channel.closeFuture().addListener(_ -> known.run());
                        var engine = tls.createSSLEngine();
                        engine.setUseClientMode(false);
                        engine.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                        var bounds = new HttpDecoderConfig()
                                .setMaxInitialLineLength(MAX_LINE)
                                .setMaxHeaderSize(MAX_HEADERS);
                        channel.pipeline()
                                .addLast(
                                        new SslHandler(engine),
                                        new HttpServerCodec(bounds),
                                        new IdleStateHandler(0, ALIVE_SECONDS, 0, TimeUnit.SECONDS),
                                        new StreamHandler(tokens, distribution, learned, patience, known));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException("the stream cannot listen on " + address, bound.cause());
        }
        return new StreamServer(loops, bound.channel());
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public void close() {
        var _ = listener.close().awaitUninterruptibly();
        var _ = loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
