package io.bulwark.proxy.grpc;

import io.bulwark.proxy.InProcessProxy;
import io.bulwark.proxy.testing.Deadline;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of orders, a client with one channel, and Bulwark between them or not. */
final class GrpcRig {
    private static final int MAX_MESSAGE = 16 * 1024 * 1024;
    /** The shortest that gRPC takes. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(10);
    private static final int PATIENCE_SECONDS = 20;

    private static final String INSPECT = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: orders}
            spec: {mode: Enforce}
            """;

    final OrdersService service = new OrdersService();
    final MetadataEcho metadata = new MetadataEcho();
    final ServerTransports transports = new ServerTransports();
    final Server server;
    final ManagedChannel channel;
    private final GrpcClient client;
    private final InetSocketAddress address;
    private final Optional<InProcessProxy> proxy;
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();

    GrpcRig(Route route, GrpcClient client, Path folder) throws IOException {
        this(route, client, folder, INSPECT);
    }

    GrpcRig(Route route, GrpcClient client, Path folder, String policy) throws IOException {
        this.client = client;
        server = serve();
        var own = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
        proxy = switch (route) {
            case DIRECT -> Optional.empty();
            case THROUGH_BULWARK -> Optional.of(InProcessProxy.before(own, policy, folder));
        };
        proxy.ifPresent(closing::push);
        address = proxy.map(InProcessProxy::address).orElse(own);
        channel = connect();
    }

    private Server serve() throws IOException {
        var threads = Executors.newFixedThreadPool(4);
        closing.push(threads);
        var health = new HealthStatusManager();
        health.setStatus(Orders.SERVICE, ServingStatus.SERVING);
        var started = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .executor(threads)
                .maxInboundMessageSize(MAX_MESSAGE)
                .keepAliveTime(KEEP_ALIVE.toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)
                .addService(service.definition())
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .addTransportFilter(transports)
                .intercept(metadata)
                .build()
                .start();
        closing.push(() -> started.shutdownNow().awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return started;
    }

    /** A channel with a connection of its own. */
    ManagedChannel connect() {
        var made = client.connect(address);
        closing.push(() -> made.shutdownNow().awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return made;
    }

    InProcessProxy proxy() {
        return proxy.orElseThrow();
    }

    Order unary(MethodDescriptor<Order, Order> method, Order order) {
        return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, order);
    }

    /** Starts a call whose one request is this order. */
    void start(MethodDescriptor<Order, Order> method, Order order, Replies replies) {
        var call = channel.newCall(method, CallOptions.DEFAULT);
        if (method.getType().serverSendsOneMessage()) {
            ClientCalls.asyncUnaryCall(call, order, replies);
        } else {
            ClientCalls.asyncServerStreamingCall(call, order, replies);
        }
    }

    /** Starts a call whose requests follow. */
    StreamObserver<Order> start(MethodDescriptor<Order, Order> method, Replies replies) {
        var call = channel.newCall(method, CallOptions.DEFAULT);
        return method.getType().serverSendsOneMessage()
                ? ClientCalls.asyncClientStreamingCall(call, replies)
                : ClientCalls.asyncBidiStreamingCall(call, replies);
    }

    void awaitWaiting(int calls) {
        Deadline.await(calls + " calls wait at the server", () -> service.waiting.get() == calls);
    }

    String health() {
        var question =
                HealthCheckRequest.newBuilder().setService(Orders.SERVICE).build();
        return HealthGrpc.newBlockingStub(channel).check(question).getStatus().name();
    }

    /** Waits until the number has moved and then stands still for a while; returns it. */
    static int awaitStandstill(AtomicInteger number) {
        var last = new long[] {0, System.nanoTime()};
        Deadline.await("nothing moves any more", () -> {
            if (number.get() != last[0]) {
                last[0] = number.get();
                last[1] = System.nanoTime();
            }
            return last[0] > 0 && System.nanoTime() - last[1] > TimeUnit.MILLISECONDS.toNanos(400);
        });
        return number.get();
    }

    /** Ends client, proxy and server, in this order. */
    void close() throws Exception {
        while (!closing.isEmpty()) {
            closing.pop().close();
        }
    }
}
