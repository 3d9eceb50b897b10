package io.bulwark.proxy.net;

import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.stream.Ticker;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The running data plane: a fixed number of event loops, each with its own socket for every listener (SO_REUSEPORT), so that a
 * connection stays on the loop that accepted it. Methods are callable from any thread.
 */
public final class DataPlane implements AutoCloseable {
    private static final int BACKLOG = 1024;

    /** How much may wait in a socket's queue before the sender is paused. */
    private static final WriteBufferWaterMark WRITE_AHEAD = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private static final PooledByteBufAllocator BUFFERS = PooledByteBufAllocator.DEFAULT;

    private final NetParts parts;
    private final List<EventLoopGroup> groups = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private final List<Channel> listening = new ArrayList<>();
    private final ByteBufAllocator allocator = BUFFERS;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Ticker ticker;

    private DataPlane(NetParts parts, Ticker ticker) {
        this.parts = parts;
        this.ticker = ticker;
    }

    /**
     * Starts the loops and binds all listeners.
     *
     * @param judges makes the judges of one loop; called once for each
     * @throws IOException where a listener cannot be bound, with its name and address; nothing is left running then
     */
    public static DataPlane start(
            DataPlaneSpec spec, List<ListenerSpec> listeners, Supplier<Judges> judges, Ticker ticker)
            throws IOException {
        var plane = new DataPlane(spec.parts(), ticker);
        try {
            plane.requireNativeMemory();
            for (var index = 0; index < spec.loops(); index++) {
                plane.addLoop(index, judges.get());
            }
            for (var listener : listeners) {
                plane.bind(listener);
            }
            plane.workers.forEach(Worker::start);
            return plane;
        } catch (IOException | RuntimeException failure) {
            plane.close();
            throw failure;
        }
    }

    /** The matching engine reads payload by address. Without that access nothing could be inspected. */
    private void requireNativeMemory() throws IOException {
        var probe = allocator.directBuffer(1);
        try {
            if (!probe.hasMemoryAddress()) {
                throw new IOException("Netty gives no native addresses in this JVM; start it with"
                        + " --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED");
            }
        } finally {
            probe.release();
        }
    }

    private void addLoop(int index, Judges judges) {
        var group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("bulwark-loop-" + index, true),
                parts.transport().handlers());
        groups.add(group);
        workers.add(new Worker((EventLoop) group.next(), judges, ticker, parts.meters()));
    }

    private void bind(ListenerSpec listener) throws IOException {
        var address = listener.address();
        for (var worker : workers) {
            var bound = bootstrap(listener, worker).bind(address).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                throw new IOException(
                        "listener " + listener.name() + " cannot listen on " + address + ": "
                                + bound.cause().getMessage(),
                        bound.cause());
            }
            listening.add(bound.channel());
            if (address.getPort() == 0) {
                address = (InetSocketAddress) bound.channel().localAddress();
            }
        }
    }

    private ServerBootstrap bootstrap(ListenerSpec listener, Worker worker) {
        var bootstrap = new ServerBootstrap()
                .group(worker.loop())
                .channelFactory(parts.transport()::newServerChannel)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_AHEAD)
                .childHandler(new Acceptor(listener, worker, parts));
        return parts.transport() == Transport.NIO
                ? bootstrap.option(
                        io.netty.channel.socket.nio.NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true)
                : bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
    }

    /** Native memory that the buffer pool has taken. */
    public static long bufferBytes() {
        return BUFFERS.metric().usedDirectMemory();
    }

    /** Where the listeners listen, in the order of their specifications, each once. */
    public List<InetSocketAddress> addresses() {
        return listening.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .distinct()
                .toList();
    }

    /**
     * Takes no more connections, lets messages under way end, and closes what is idle. Returns when no flow is left or the time is
     * over; what is left then is for {@link #close}.
     */
    public void drain(Duration atMost) throws InterruptedException {
        for (var channel : listening) {
            channel.close().sync();
        }
        workers.forEach(worker -> worker.loop().execute(worker::drain));
        var deadline = ticker.read() + atMost.toNanos();
        for (var worker : workers) {
            if (!worker.awaitDrained(Math.max(0, deadline - ticker.read()))) {
                return;
            }
        }
    }

    /** Ends all flows and stops the loops. May be called again. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        for (var channel : listening) {
            channel.close().awaitUninterruptibly();
        }
        for (var worker : workers) {
            worker.loop().submit(worker::abort).awaitUninterruptibly();
        }
        for (var group : groups) {
            var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
