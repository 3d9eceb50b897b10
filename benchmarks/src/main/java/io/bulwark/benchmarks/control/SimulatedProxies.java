package io.bulwark.benchmarks.control;

import io.bulwark.policy.handout.ControlMessage;
import io.bulwark.policy.handout.Handout;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
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
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Many proxies in one process: each connects, and says of every change that it is in force, without reading what it means. */
final class SimulatedProxies {
    /* They come back after a break as proxies do: after half a second to half a minute, half of it chance. But all of them share one
     * thread here, so that no more than some shake hands at once; the others wait. */

    private static final int FIRST_PAUSE = 500;
    private static final int LONGEST_PAUSE = 30_000;
    private static final int MOST_LINES = 4096;
    private static final int AT_ONCE = 64;
    private static final int SILENCE_SECONDS = 60;

    private final int port;
    private final Heard heard;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Random chance = new Random(2);
    private final SslContext tls;
    private final Deque<Proxy> waiting = new ArrayDeque<>();
    private int underway;

    /** Proxies of one workload are sent the same lines; what a line says is read once. */
    private final Map<String, Told> told = new LinkedHashMap<>();

    /** @param version that a line leads to; empty when it leads nowhere */
    private record Told(String version, boolean quiet) {
        private static final Told NOTHING = new Told("", true);
    }

    private SimulatedProxies(int port, Path heard) throws Exception {
        this.port = port;
        this.heard = new Heard(heard);
        tls = SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .protocols("TLSv1.3")
                .endpointIdentificationAlgorithm("")
                .build();
    }

    /** Arguments: the port on loopback, how many, and the file in which it is counted how many changes they were told. */
    public static void main(String[] arguments) throws Exception {
        var all = new SimulatedProxies(Integer.parseInt(arguments[0]), Path.of(arguments[2]));
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            var proxy = all.new Proxy("pod-" + i);
            all.loop.execute(() -> proxy.comeBack());
        }
        // They end with whoever started them.
        var _ = System.in.readAllBytes();
        System.exit(0);
    }

    private void next() {
        while (underway < AT_ONCE && !waiting.isEmpty()) {
            underway++;
            waiting.removeFirst().connect();
        }
    }

    private Told told(String line) {
        var known = told.get(line);
        if (known == null) {
            known = ControlMessage.read(line) instanceof ControlMessage.Change(var change, var quiet)
                    ? new Told(change.version(), quiet)
                    : Told.NOTHING;
            if (told.size() >= MOST_LINES) {
                told.remove(told.keySet().iterator().next());
            }
            told.put(line, known);
        }
        return known;
    }

    private final class Proxy {
        private final String uid;
        private String version = Handout.nothing().version();
        private int pause = FIRST_PAUSE;
        private boolean shaking;

        Proxy(String uid) {
            this.uid = uid;
        }

        void comeBack() {
            int half = pause / 2;
            pause = Math.min(2 * pause, LONGEST_PAUSE);
            var _ = loop.schedule(
                    () -> {
                        waiting.add(this);
                        next();
                    },
                    half + chance.nextInt(half + 1),
                    TimeUnit.MILLISECONDS);
        }

        /** The handshake is over, or will never be. */
        private void settled() {
            if (shaking) {
                shaking = false;
                underway--;
                next();
            }
        }

        private void connect() {
            shaking = true;
            var _ = new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            var handler = tls.newHandler(channel.alloc());
                            handler.setHandshakeTimeout(60, TimeUnit.SECONDS);
                            channel.pipeline()
                                    .addLast(
                                            handler,
                                            new ReadTimeoutHandler(SILENCE_SECONDS),
                                            new HttpClientCodec(),
                                            new Link(Proxy.this));
                            var _ = handler.handshakeFuture().addListener(_ -> settled());
                            var _ = channel.closeFuture().addListener(_ -> {
                                settled();
                                comeBack();
                            });
                        }
                    })
                    .connect("127.0.0.1", port);
        }
    }

    private final class Link extends SimpleChannelInboundHandler<HttpObject> {
        private final Proxy proxy;
        private ByteArrayOutputStream line = new ByteArrayOutputStream(0);

        Link(Proxy proxy) {
            this.proxy = proxy;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/v1/stream");
            request.headers()
                    .set(HttpHeaderNames.HOST, "control")
                    .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + proxy.uid)
                    .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            var _ = context.write(request, context.voidPromise());
            say(context, "{\"hello\":\"" + proxy.version + "\"}\n");
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
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
                    line(context, line.toString(StandardCharsets.UTF_8));
                    line = new ByteArrayOutputStream(0);
                }
            }
        }

        private void line(ChannelHandlerContext context, String text) {
            var told = told(text);
            if (!told.version().isEmpty()) {
                proxy.version = told.version();
                proxy.pause = FIRST_PAUSE;
                heard.add();
                if (!told.quiet()) {
                    say(context, "{\"applied\":\"" + told.version() + "\"}\n");
                }
            }
        }

        private static void say(ChannelHandlerContext context, String line) {
            var bytes = Unpooled.copiedBuffer(line, StandardCharsets.UTF_8);
            var _ = context.writeAndFlush(new DefaultHttpContent(bytes), context.voidPromise());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
            var _ = context.close();
        }
    }
}
