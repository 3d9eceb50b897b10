package io.bulwark.proxy.admin;

import io.bulwark.proxy.config.AppProbe.Question;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * One GET to the application, judged as the kubelet judges: 200..399 is success, a redirection within the Pod is followed, and of the
 * body 10 KiB are read and forgotten.
 */
final class HttpAsking extends SimpleChannelInboundHandler<HttpObject> {
    private static final int MAX_BODY = 10 * 1024;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final Asking asking;
    private final Question.Http question;
    private final InetAddress app;
    private int status;
    private String location = "";
    private long bodyLength;

    HttpAsking(Asking asking, Question.Http question, InetAddress app) {
        this.asking = asking;
        this.question = question;
        this.app = app;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!question.tls()) {
            send(context.channel());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            send(context.channel());
        }
    }

    private void send(Channel channel) {
        var _ = channel.writeAndFlush(request());
    }

    private HttpRequest request() {
        var request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.GET, question.target(), Unpooled.EMPTY_BUFFER);
        var headers = request.headers();
        for (var header : question.headers()) {
            headers.add(header.name(), header.value());
        }
        unlessTold(headers, HttpHeaderNames.HOST, host() + ":" + question.port());
        unlessTold(headers, HttpHeaderNames.USER_AGENT, "kube-probe/bulwark");
        unlessTold(headers, HttpHeaderNames.ACCEPT, "*/*");
        headers.set(HttpHeaderNames.CONNECTION, "close");
        return request;
    }

    private static void unlessTold(HttpHeaders headers, CharSequence name, String value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }

    private String host() {
        var text = NetUtil.toAddressString(app);
        return text.contains(":") ? "[" + text + "]" : text;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            asking.lost(context.channel());
            return;
        }
        if (message instanceof HttpResponse response && response.status().code() >= 200) {
            status = response.status().code();
            location = response.headers().get(HttpHeaderNames.LOCATION, "");
        }
        if (message instanceof HttpContent content && status != 0) {
            bodyLength += content.content().readableBytes();
            if (message instanceof LastHttpContent || bodyLength >= MAX_BODY) {
                judge();
            }
        }
    }

    private void judge() {
        switch (status) {
            case 301, 302, 303, 307, 308 -> redirected();
            default -> rule();
        }
    }

    private void rule() {
        asking.end(status < 400 ? new AppOutcome.Well() : new AppOutcome.Unwell("status " + status));
    }

    /** A redirection out of the Pod is not followed, and is an answer like any other. */
    private void redirected() {
        try {
            var to = new URI(location);
            var scheme = question.tls() ? "https" : "http";
            var here = URI.create(scheme + "://" + host() + ":" + question.port() + "/")
                    .resolve(path());
            var next = here.resolve(to);
            if (location.isEmpty() || !host().equalsIgnoreCase(next.getHost())) {
                rule();
            } else {
                asking.follow(at(next, to.isAbsolute()));
            }
        } catch (URISyntaxException | IllegalArgumentException _) {
            asking.end(new AppOutcome.Unreached("a redirection that cannot be understood"));
        }
    }

    private String path() {
        var query = question.target().indexOf('?');
        return query < 0 ? question.target() : question.target().substring(0, query);
    }

    /** Where another place is named in full, a Host of the probe's own does not belong there. */
    private Question.Http at(URI next, boolean named) {
        var tls = "https".equalsIgnoreCase(next.getScheme());
        var usual = tls ? HTTPS_PORT : HTTP_PORT;
        var path = next.getRawPath().isEmpty() ? "/" : next.getRawPath();
        var target = next.getRawQuery() == null ? path : path + "?" + next.getRawQuery();
        var headers = question.headers().stream()
                .filter(header -> !named || !header.name().equalsIgnoreCase("host"))
                .toList();
        return new Question.Http(next.getPort() < 0 ? usual : next.getPort(), tls, target, headers);
    }

    /** Where the server's own closing ends the body, the codec has told of its end before this. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        asking.lost(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        asking.lost(context.channel());
    }
}
