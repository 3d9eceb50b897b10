package io.bulwark.proxy.admin;

import io.bulwark.proxy.config.AppProbe.Question;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One question to the application, with all the connections that it takes and one deadline for them. */
final class Asking {
    private static final int MAX_LINE = 8192;
    private static final int MAX_HEADERS = 65_536;
    private static final int MAX_REDIRECTS = 10;

    private final EventLoop loop;
    private final InetAddress app;
    private final Set<Integer> ownPorts;
    private final Consumer<AppOutcome> then;
    private final Future<?> deadline;
    private @Nullable Channel channel;
    private int redirects;
    private boolean over;

    Asking(EventLoop loop, InetAddress app, Set<Integer> ownPorts, Duration timeout, Consumer<AppOutcome> then) {
        this.loop = loop;
        this.app = app;
        this.ownPorts = ownPorts;
        this.then = then;
        deadline = loop.schedule(
                () -> end(new AppOutcome.Unreached("no answer in " + timeout.toSeconds() + "s")),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    void ask(Question question) {
        if (ownPorts.contains(question.port())) {
            end(new AppOutcome.Unreached("port " + question.port() + " is the proxy's own"));
            return;
        }
        var target = new InetSocketAddress(app, question.port());
        var bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline().addLast(handlers(question, made));
                    }
                });
        var connecting = bootstrap.connect(target);
        channel = connecting.channel();
        var _ = connecting.addListener(outcome -> {
            if (!outcome.isSuccess()) {
                end(new AppOutcome.Unreached("port " + question.port() + " cannot be reached"));
            }
        });
    }

    private ChannelHandler[] handlers(Question question, Channel made) {
        return switch (question) {
            case Question.Tcp _ -> new ChannelHandler[] {new Connected()};
            case Question.Grpc grpc -> new ChannelHandler[] {new GrpcAsking(this, grpc, app)};
            case Question.Http http -> {
                var bounds = new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_LINE)
                        .setMaxHeaderSize(MAX_HEADERS);
                var codec = new HttpClientCodec(bounds, false, false);
                var asking = new HttpAsking(this, http, app);
                yield http.tls()
                        ? new ChannelHandler[] {AnyCertificate.handler(made), codec, asking}
                        : new ChannelHandler[] {codec, asking};
            }
        };
    }

    /** A redirection within the Pod is followed. */
    void follow(Question.Http next) {
        redirects++;
        if (redirects >= MAX_REDIRECTS) {
            end(new AppOutcome.Unreached("stopped after " + MAX_REDIRECTS + " redirects"));
            return;
        }
        close();
        ask(next);
    }

    /** Whoever wanted to know is gone: there are never more questions than connections that ask them. */
    void giveUp() {
        end(new AppOutcome.Unreached("nobody waits for the answer"));
    }

    /** Only the first end counts. */
    void end(AppOutcome outcome) {
        if (!over) {
            over = true;
            deadline.cancel(false);
            close();
            then.accept(outcome);
        }
    }

    /** A connection went away. One that a redirection has left behind does not matter. */
    void lost(Channel which) {
        if (which.equals(channel)) {
            end(new AppOutcome.Unreached("no answer that can be understood"));
        }
    }

    private void close() {
        var last = channel;
        channel = null;
        if (last != null) {
            var _ = last.close();
        }
    }

    /** A TCP probe wants no more than this. */
    private final class Connected extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(io.netty.channel.ChannelHandlerContext context) {
            end(new AppOutcome.Well());
        }
    }
}
