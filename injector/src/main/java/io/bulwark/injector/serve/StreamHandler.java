package io.bulwark.injector.serve;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One connection of a proxy: its request, whose it is, and then the stream. On the connection's loop. */
final class StreamHandler extends ChannelInboundHandlerAdapter {
    /** Where the stream is. */
    static final String PATH = "/v1/stream";

    private static final String BEARER = "Bearer ";
    /** How long whoever connects may take to say who speaks, and then the API server to vouch for it. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MAX_EARLY = 16_384;

    /* The kubelet renews a token before it ends after an hour; a connection must not outlive the token that it began with. */
    private static final int LIFE_MINUTES = 40;
    private static final int LIFE_SPREAD_SECONDS = 900;

    /** Questions to the API server at once; others wait. */
    private static final Semaphore QUESTIONS = new Semaphore(64);

    private final TokenReviews tokens;
    private final Distribution distribution;
    private final LearnedSink learned;
    private Optional<ProxyStream> stream = Optional.empty();
    private final ByteArrayOutputStream early = new ByteArrayOutputStream(0);
    private final Runnable known;
    private final Duration patience;
    private boolean asked;
    private boolean answered;

    /**
     * Serves one connection.
     *
     * @param patience with the API server
     * @param known is run when it is known whose proxy this is
     */
    StreamHandler(
            TokenReviews tokens, Distribution distribution, LearnedSink learned, Duration patience, Runnable known) {
        this.tokens = tokens;
        this.patience = patience;
        this.distribution = distribution;
        this.learned = learned;
        this.known = known;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        var _ = context.executor()
                .schedule(
                        () -> {
                            if (!asked) {
                                var _ = context.close();
                            }
                        },
                        PATIENCE.toMillis(),
                        TimeUnit.MILLISECONDS);
        context.fireChannelActive();
    }

    private void comeAgain(ChannelHandlerContext context, String why) {
        tokens.unanswered(why);
        refuse(context, HttpResponseStatus.SERVICE_UNAVAILABLE, why);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                request(context, request);
            }
            if (message instanceof HttpContent content) {
                content(context, content.content());
            }
            if (message instanceof LastHttpContent) {
                stream.ifPresent(ProxyStream::end);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** What came together with the head waits until it is known who speaks. */
    private void content(ChannelHandlerContext context, ByteBuf bytes) {
        if (stream.isPresent()) {
            stream.get().read(bytes);
        } else if (early.size() + bytes.readableBytes() <= MAX_EARLY) {
            early.writeBytes(ByteBufUtil.getBytes(bytes));
        } else {
            var _ = context.close();
        }
    }

    private void request(ChannelHandlerContext context, HttpRequest request) {
        var token = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
        if (asked || request.decoderResult().isFailure()) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, "one request a connection");
        } else if (!request.uri().equals(PATH)) {
            refuse(context, HttpResponseStatus.NOT_FOUND, "there is only " + PATH);
        } else if (!request.method().equals(HttpMethod.POST)) {
            refuse(context, HttpResponseStatus.METHOD_NOT_ALLOWED, "POST only");
        } else if (!token.startsWith(BEARER)) {
            refuse(context, HttpResponseStatus.UNAUTHORIZED, "there is no token");
        } else {
            asked = true;
            // Nothing more is read before it is known who speaks.
            context.channel().config().setAutoRead(false);
            ask(context, token.substring(BEARER.length()));
        }
    }

    private void ask(ChannelHandlerContext context, String token) {
        var _ = context.executor()
                .schedule(
                        () -> {
                            if (!answered && context.channel().isActive()) {
                                comeAgain(context, "the API server has not said in time whose proxy this is");
                            }
                        },
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
        Thread.ofVirtual().name("bulwark-token").start(() -> {
            QUESTIONS.acquireUninterruptibly();
            TokenCheck check;
            try {
                // While the API server is away proxies come again and again: only those that still wait are asked
                // about.
                check = context.channel().isActive()
                        ? tokens.check(token)
                        : new TokenCheck.Unknown("the proxy has not waited");
            } finally {
                QUESTIONS.release();
            }
            context.executor().execute(() -> answer(context, check));
        });
    }

    private void answer(ChannelHandlerContext context, TokenCheck check) {
        if (answered || !context.channel().isActive()) {
            // It did not wait for the answer, or was told to come again: what is opened now would never be closed.
            return;
        }
        switch (check) {
            case TokenCheck.Refused(var why) -> refuse(context, HttpResponseStatus.UNAUTHORIZED, why);
            case TokenCheck.Unknown(var why) -> comeAgain(context, why);
            case TokenCheck.Genuine(var caller) -> {
                answered = true;
                var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
                response.headers()
                        .set(HttpHeaderNames.CONTENT_TYPE, "application/x-ndjson")
                        .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
                var _ = context.writeAndFlush(response, context.voidPromise());
                var opened = new ProxyStream(context.channel(), caller, distribution, learned);
                stream = Optional.of(opened);
                known.run();
                opened.read(Unpooled.wrappedBuffer(early.toByteArray()));
                early.reset();
                context.channel().config().setAutoRead(true);
                var life = TimeUnit.MINUTES.toSeconds(LIFE_MINUTES)
                        + ThreadLocalRandom.current().nextInt(LIFE_SPREAD_SECONDS);
                var end = context.executor().schedule(opened::end, life, TimeUnit.SECONDS);
                var _ = context.channel().closeFuture().addListener(_ -> end.cancel(false));
            }
        }
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus status, String why) {
        answered = true;
        var body = Unpooled.copiedBuffer(why + "\n", StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        stream.ifPresent(ProxyStream::pump);
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            stream.ifPresent(ProxyStream::alive);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stream.ifPresent(ProxyStream::closed);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
        if (!(fault instanceof IOException || fault instanceof DecoderException)) {
            System.getLogger(StreamHandler.class.getName())
                    .log(System.Logger.Level.ERROR, "a connection of a proxy failed", fault);
        }
        var _ = context.close();
    }
}
