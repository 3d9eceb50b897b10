package io.bulwark.proxy.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a site: one request, one answer, then it is closed.
 *
 * <p>So there is nothing to be pipelined, and a client that sends or reads slowly is gone after {@link #LIFE}, not counting the time
 * that the answer itself may take.
 */
final class AdminHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final Duration LIFE = Duration.ofSeconds(10);
    private static final int MAX_PARAMETERS = 8;

    private final Site site;
    private final BodyRoom room;
    private @Nullable Future<?> end;
    private @Nullable HttpRequest pending;
    private BodyRoom.Body body = new BodyRoom.Body();
    private boolean answered;

    AdminHandler(Site site, BodyRoom room) {
        this.site = site;
        this.room = room;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        live(context, LIFE);
        var _ = context.channel().closeFuture().addListener(_ -> live(context, Duration.ZERO));
        context.fireChannelActive();
    }

    /** Ends the connection after this time, whatever was to end it before. */
    private void live(ChannelHandlerContext context, Duration time) {
        if (end != null) {
            end.cancel(false);
        }
        end = time.isZero()
                ? null
                : context.executor().schedule(() -> close(context), time.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message instanceof HttpRequest request && !answered) {
            answered = true;
            begin(context, request);
        } else if (message instanceof HttpContent content && pending != null) {
            collect(context, pending, content);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        var refusal = refusal(request);
        if (refusal.isPresent()) {
            finish(context, refusal.get());
        } else if (!brings(request)) {
            context.channel().config().setAutoRead(false);
            ask(context, request, "");
        } else if (!site.takesBody(path(request)) || !isLocal(context)) {
            finish(context, Answer.line(413, "requests must have no body"));
        } else if (!room.enter()) {
            finish(context, Answer.line(503, "too many documents at once"));
        } else {
            var _ = context.channel().closeFuture().addListener(_ -> room.leave());
            pending = request;
            if (HttpUtil.is100ContinueExpected(request)) {
                var _ = context.writeAndFlush(new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
            }
        }
    }

    private void collect(ChannelHandlerContext context, HttpRequest request, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            finish(context, Answer.line(400, "this is not HTTP/1.1"));
        } else if (!body.add(content.content())) {
            finish(context, Answer.line(413, "a document must be at most " + BodyRoom.MAX_BYTES + " bytes"));
        } else if (content instanceof LastHttpContent) {
            pending = null;
            context.channel().config().setAutoRead(false);
            ask(context, request, body.text());
            body = new BodyRoom.Body();
        }
    }

    private void finish(ChannelHandlerContext context, Answer answer) {
        pending = null;
        context.channel().config().setAutoRead(false);
        send(context, answer);
    }

    private static boolean brings(HttpRequest request) {
        var headers = request.headers();
        return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0");
    }

    private static String path(HttpRequest request) {
        return query(request.uri()).map(Query::path).orElse("");
    }

    /** Why the request is not even looked at. */
    private static Optional<Answer> refusal(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(unreadable(request.decoderResult().cause()));
        }
        var headers = request.headers();
        if (!HostGuard.admits(headers.getAll(HttpHeaderNames.HOST))) {
            return Optional.of(Answer.line(403, "Host must be localhost or an IP address"));
        }
        if (headers.contains(HttpHeaderNames.ORIGIN)) {
            return Optional.of(Answer.line(403, "requests from web pages are refused"));
        }
        return Optional.empty();
    }

    private void ask(ChannelHandlerContext context, HttpRequest request, String text) {
        var query = query(request.uri());
        if (query.isEmpty()) {
            send(context, Answer.line(400, "the query is not percent-encoded UTF-8"));
            return;
        }
        var path = query.get().path();
        live(context, LIFE.plus(site.patience(path)));
        var ask = new Ask(request.method().name(), path, query.get().parameters(), isLocal(context), text);
        site.answer(ask, new Site.Reply() {
            @Override
            public void send(Answer answer) {
                AdminHandler.send(context, answer);
            }

            @Override
            public void cut() {
                close(context);
            }

            @Override
            public void whenGone(Runnable cleanup) {
                var _ = context.channel().closeFuture().addListener(_ -> cleanup.run());
            }
        });
    }

    private static Answer unreadable(Throwable why) {
        return switch (why) {
            case TooLongHttpLineException _ -> Answer.line(414, "the request line is too long");
            case TooLongHttpHeaderException _ -> Answer.line(431, "the headers are too long");
            default -> Answer.line(400, "this is not HTTP/1.1");
        };
    }

    /** The two halves of a request target. */
    private record Query(String path, Map<String, List<String>> parameters) {}

    private static Optional<Query> query(String target) {
        try {
            var decoder = new QueryStringDecoder(target, StandardCharsets.UTF_8, true, MAX_PARAMETERS);
            return Optional.of(new Query(decoder.rawPath(), decoder.parameters()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isLocal(ChannelHandlerContext context) {
        return context.channel().localAddress() instanceof InetSocketAddress address
                && address.getAddress() != null
                && address.getAddress().isLoopbackAddress();
    }

    private static void send(ChannelHandlerContext context, Answer answer) {
        var body = Unpooled.copiedBuffer(answer.text(), StandardCharsets.UTF_8);
        var response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.mediaType())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("x-content-type-options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (!answer.allow().isEmpty()) {
            response.headers().set(HttpHeaderNames.ALLOW, answer.allow());
        }
        var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** A client that goes away is nothing to tell of. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(context);
    }

    private static void close(ChannelHandlerContext context) {
        var _ = context.close();
    }
}
