package io.bulwark.proxy.net;

import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.PeerAddress;
import io.bulwark.proxy.relay.Admission;
import io.bulwark.proxy.relay.Flow;
import io.bulwark.proxy.relay.FlowTools;
import io.bulwark.proxy.relay.Permit;
import io.bulwark.proxy.stream.Direction;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Turns an accepted connection into a flow: finds where it was meant to go, asks for admission, and dials the server at once,
 * on the same loop, while the client's first bytes are already being read.
 */
final class Acceptor extends ChannelInitializer<Channel> {
    private final ListenerSpec listener;
    private final Worker worker;
    private final NetParts parts;

    Acceptor(ListenerSpec listener, Worker worker, NetParts parts) {
        this.listener = listener;
        this.worker = worker;
        this.parts = parts;
    }

    @Override
    protected void initChannel(Channel client) {
        switch (admit(client)) {
            case Admission.Answer.Admitted(var permit) -> open(client, permit);
            case Admission.Answer.Refused(var reason) -> {
                parts.meters().refused(listener.side(), reason);
                new ChannelEndpoint(client).reset();
            }
        }
    }

    private Admission.Answer admit(Channel client) {
        if (worker.draining()) {
            return new Admission.Answer.Refused(Admission.Reason.DRAINING);
        }
        if (worker.openFlows() >= parts.maxFlowsPerLoop()) {
            return new Admission.Answer.Refused(Admission.Reason.TOO_MANY_FLOWS);
        }
        if (!(client.remoteAddress() instanceof InetSocketAddress remote)) {
            return new Admission.Answer.Refused(Admission.Reason.NO_DESTINATION);
        }
        var peer = parts.identities().resolve(new PeerAddress(remote.getAddress(), remote.getPort()));
        return switch (listener.route()) {
            case ListenerSpec.Route.Fixed(var destination) ->
                parts.admission().admitExplicit(peer, destination, listener.side());
            case ListenerSpec.Route.Intercepted() ->
                intended(client)
                        .map(destination -> parts.admission().admitIntercepted(peer, destination, listener.side()))
                        .orElse(new Admission.Answer.Refused(Admission.Reason.NO_DESTINATION));
        };
    }

    /** Without a record of a redirection the connection came straight to us: its local address is where it was meant to go. */
    private static Optional<Destination> intended(Channel client) {
        return OriginalDestination.of(client)
                .or(() -> client.localAddress() instanceof InetSocketAddress local
                        ? Optional.of(new Destination(local.getAddress(), local.getPort()))
                        : Optional.empty());
    }

    private void open(Channel client, Permit permit) {
        var info = permit.flow(parts.ids().next());
        var judges = worker.judges();
        var server = newServerChannel(client, judges.limits().connectTimeout());
        var flow = new Flow(
                info,
                new ChannelEndpoint(client),
                new ChannelEndpoint(server),
                listener.detector(info.destination().port(), parts.protocols()),
                judges,
                new FlowTools(worker.ticker(), parts.meters().flows(listener.side())));
        worker.opened(flow);
        parts.meters().admitted(listener.side());
        var _ = client.closeFuture().addListener(_ -> worker.closed(flow));
        client.pipeline().addLast(new RelayHandler(flow, Direction.TO_SERVER));
        server.pipeline().addLast(new RelayHandler(flow, Direction.TO_CLIENT));
        dial(server, flow, info.destination());
    }

    /** Both sockets of a flow are made alike: the same pool of buffers, the same water marks. */
    private Channel newServerChannel(Channel client, Duration timeout) {
        var server = parts.transport().newChannel();
        var config = server.config();
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        config.setOption(ChannelOption.TCP_NODELAY, true);
        config.setAllocator(client.alloc());
        config.setWriteBufferWaterMark(client.config().getWriteBufferWaterMark());
        config.setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis());
        return server;
    }

    private void dial(Channel server, Flow flow, Destination destination) {
        var _ = worker.loop().register(server);
        var _ = server.connect(new InetSocketAddress(destination.address(), destination.port()))
                .addListener(outcome -> {
                    if (outcome.isSuccess()) {
                        flow.serverConnected();
                    } else {
                        flow.serverUnreachable();
                    }
                });
    }
}
