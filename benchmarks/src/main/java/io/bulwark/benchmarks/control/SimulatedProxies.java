package io.bulwark.benchmarks.control;

import io.bulwark.policy.handout.ControlMessage;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.ProxyMessage;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/** Many proxies in one process: each connects, and says of every change that it is in force, without reading what it means. */
final class SimulatedProxies {
    private static final int AT_ONCE = 8;

    private SimulatedProxies() {}

    /** Arguments: the port on loopback, and how many. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        var loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        SslContext tls = SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .protocols("TLSv1.3")
                .endpointIdentificationAlgorithm("")
                .build();
        var connecting = new Semaphore(AT_ONCE);
        for (int i = 0; i < count; i++) {
            var uid = "pod-" + i;
            connecting.acquire();
            var _ = new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline()
                                    .addLast(
                                            tls.newHandler(channel.alloc()),
                                            new HttpClientCodec(),
                                            new Proxy(uid, connecting));
                        }
                    })
                    .connect("127.0.0.1", port);
        }
        loop.terminationFuture().await();
    }

    private static final class Proxy extends SimpleChannelInboundHandler<HttpObject> {
        private final String uid;
        private final Semaphore connecting;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private boolean linked;

        Proxy(String uid, Semaphore connecting) {
            this.uid = uid;
            this.connecting = connecting;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/v1/stream");
            request.headers()
                    .set(HttpHeaderNames.HOST, "control")
                    .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + uid)
                    .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            var _ = context.write(request, context.voidPromise());
            say(context, new ProxyMessage.Hello(Handout.nothing().version()));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
            if (!linked) {
                linked = true;
                connecting.release();
            }
            if (message instanceof HttpContent content) {
                read(context, content.content());
            }
        }

        private void read(ChannelHandlerContext context, ByteBuf bytes) {
            while (bytes.isReadable()) {
                int end = bytes.bytesBefore((byte) '\n');
                var piece = new byte[end < 0 ? bytes.readableBytes() : end];
                bytes.readBytes(piece);
                line.writeBytes(piece);
                if (end >= 0) {
                    bytes.skipBytes(1);
                    var text = line.toString(StandardCharsets.UTF_8);
                    line.reset();
                    if (ControlMessage.read(text) instanceof ControlMessage.Change(var change)) {
                        say(context, new ProxyMessage.Applied(change.version()));
                    }
                }
            }
        }

        private static void say(ChannelHandlerContext context, ProxyMessage message) {
            var bytes = Unpooled.copiedBuffer(message.line() + "\n", StandardCharsets.UTF_8);
            var _ = context.writeAndFlush(new DefaultHttpContent(bytes), context.voidPromise());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            System.err.println(uid + " lost its connection");
        }
    }
}
