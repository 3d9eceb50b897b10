package io.bulwark.injector.serve;

import io.bulwark.policy.handout.ControlMessage;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.ProxyMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import java.nio.charset.StandardCharsets;

/** The conversation with one proxy, on the loop of its connection. */
final class ProxyStream implements Recipient {
    /* One change is on its way at a time: the next one starts from what the proxy says that it has. Meanwhile only the newest
     * handout is kept, so a slow proxy costs one reference, and catches up in one step.
     *
     * A change of peers alone is quiet: the proxy answers it only when it refuses, and is taken to have it meanwhile. If it does refuse, what
     * it has is not known, and it is told everything next; a change that was on its way already makes the proxy come anew by itself. */

    private final Channel channel;
    private final Caller caller;
    private final Distribution distribution;
    private final LearnedSink learned;
    private final LineBuffer lines = new LineBuffer(ProxyMessage.MAX_LINE);
    private boolean greeted;
    private Handout has = Handout.nothing();
    private Handout latest = Handout.nothing();
    private Handout underway = Handout.nothing();
    private boolean sure;
    private boolean waiting;
    private boolean offered;
    private String refused = "";
    private String quiet = "";

    ProxyStream(Channel channel, Caller caller, Distribution distribution, LearnedSink learned) {
        this.channel = channel;
        this.caller = caller;
        this.distribution = distribution;
        this.learned = learned;
    }

    /** Reads a piece of what the proxy says. */
    void read(ByteBuf piece) {
        try {
            if (!lines.read(piece, this::line)) {
                end();
            }
        } catch (IllegalArgumentException _) {
            end();
        }
    }

    private void line(String line) {
        if (line.isEmpty()) {
            return;
        }
        switch (ProxyMessage.read(line)) {
            case ProxyMessage.Hello(var version) -> hello(version);
            case ProxyMessage.Applied(var version) -> {
                if (waiting && version.equals(underway.version())) {
                    has = underway;
                    quiet = "";
                    sure = true;
                    waiting = false;
                    distribution.applied(caller.uid(), this, version);
                    pump();
                }
            }
            case ProxyMessage.Refused(var version, var reason) -> {
                if (waiting && version.equals(underway.version())) {
                    waiting = false;
                    refused(version, reason);
                } else if (version.equals(quiet)) {
                    has = Handout.nothing();
                    sure = false;
                    refused(version, reason);
                }
            }
            case ProxyMessage.Learned(var profile) -> {
                if (greeted) {
                    distribution.heard(caller.uid(), this);
                    learned.learned(caller, profile);
                }
            }
            case ProxyMessage.Denied denied -> {
                if (greeted) {
                    distribution.denied(caller.uid(), this, denied);
                }
            }
        }
    }

    private void refused(String version, String reason) {
        refused = version;
        quiet = "";
        distribution.refused(caller.uid(), this, version, reason);
        pump();
    }

    private void hello(String version) {
        if (greeted) {
            return;
        }
        greeted = true;
        if (!distribution.authorities().isEmpty()) {
            send(new ControlMessage.Authorities(distribution.authorities()));
        }
        distribution.lately(caller.uid(), version).ifPresent(known -> {
            has = known;
            sure = true;
        });
        distribution.join(caller.uid(), this);
        distribution.applied(caller.uid(), this, version);
    }

    @Override
    public void offer(Handout handout) {
        channel.eventLoop().execute(() -> {
            latest = handout;
            offered = true;
            pump();
        });
    }

    /** Sends what is new, if nothing is underway and there is room. */
    void pump() {
        var settled = latest.version().equals(refused) || (sure && latest.equals(has));
        if (!offered || waiting || settled || !channel.isWritable()) {
            return;
        }
        var line = distribution.line(has, latest);
        if (sure && line.quiet()) {
            has = latest;
            quiet = latest.version();
        } else {
            underway = latest;
            waiting = true;
        }
        send(line.bytes());
    }

    /** Shows the proxy that the connection lives. */
    void alive() {
        send(new ControlMessage.Alive());
    }

    private void send(ControlMessage message) {
        send((message.line() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void send(byte[] line) {
        var _ = channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(line)), channel.voidPromise());
    }

    /** The connection is closed. */
    void closed() {
        distribution.left(caller.uid(), this);
    }

    @Override
    public void end() {
        var _ = channel.writeAndFlush(new DefaultLastHttpContent()).addListener(ChannelFutureListener.CLOSE);
    }
}
