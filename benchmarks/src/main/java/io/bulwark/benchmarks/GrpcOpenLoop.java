package io.bulwark.benchmarks;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts unary calls at a fixed rate over connections that are kept, and measures each answer from the moment when its call should
 * have been started. All rows are measured by one process, in turns, so that they find it equally warm.
 */
public final class GrpcOpenLoop {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int PATIENCE_SECONDS = 30;

    /** So many times faster calls go while a row warms up: virtual machines compile by the number of calls. */
    private static final int WARM_UP_FACTOR = 4;

    private static final long FAILED = -1;

    private final int rate;

    private GrpcOpenLoop(int rate) {
        this.rate = rate;
    }

    private record Row(String name, List<ManagedChannel> channels) {
        static Row of(String argument, int connections) {
            var parts = argument.split("=", 2);
            var channels = new ArrayList<ManagedChannel>();
            for (var index = 0; index < connections; index++) {
                channels.add(connect(Integer.parseInt(parts[1])));
            }
            return new Row(parts[0], channels);
        }
    }

    /**
     * Arguments: {@code check} and a port, to print how a good and a hostile call end; or rate, connections, seconds of warm-up,
     * rounds, seconds, and any number of {@code ROW=PORT}, to print one line of tab-separated figures a row and round.
     */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length == 2 && arguments[0].equals("check")) {
            check(Integer.parseInt(arguments[1]));
        } else if (arguments.length > 5) {
            measure(arguments);
        } else {
            System.err.println(
                    "Usage: GrpcOpenLoop check PORT | RATE CONNECTIONS WARM-UP-SECONDS ROUNDS SECONDS ROW=PORT...");
            System.exit(2);
        }
    }

    private static ManagedChannel connect(int port) {
        return NettyChannelBuilder.forAddress(
                        InetAddress.getLoopbackAddress().getHostAddress(), port, InsecureChannelCredentials.create())
                .directExecutor()
                .build();
    }

    private static void check(int port) {
        var channel = connect(port);
        System.out.println(ending(channel, GrpcOrders.ORDER) + " " + ending(channel, GrpcOrders.ATTACK));
        channel.shutdownNow();
    }

    private static Status.Code ending(Channel channel, byte[] order) {
        try {
            var answer = ClientCalls.blockingUnaryCall(channel, GrpcOrders.PLACE, CallOptions.DEFAULT, order);
            return Arrays.equals(answer, GrpcOrders.ANSWER) ? Status.Code.OK : Status.Code.DATA_LOSS;
        } catch (StatusRuntimeException failure) {
            return failure.getStatus().getCode();
        }
    }

    private static void measure(String[] arguments) throws InterruptedException {
        var loop = new GrpcOpenLoop(Integer.parseInt(arguments[0]));
        var connections = Integer.parseInt(arguments[1]);
        var warmUp = Integer.parseInt(arguments[2]);
        var rounds = Integer.parseInt(arguments[3]);
        var seconds = Integer.parseInt(arguments[4]);
        var rows = Arrays.stream(arguments)
                .skip(5)
                .map(argument -> Row.of(argument, connections))
                .toList();
        var brisk = new GrpcOpenLoop(WARM_UP_FACTOR * loop.rate);
        for (var row : rows) {
            brisk.run(row, warmUp);
        }
        for (var round = 0; round < rounds; round++) {
            for (var row : rows) {
                System.out.println(loop.run(row, seconds));
            }
        }
        rows.forEach(row -> row.channels().forEach(ManagedChannel::shutdownNow));
    }

    /** Calls for this long; returns row, rate, calls, failures, achieved rate, then p50, p99, p99.9 in microseconds. */
    private String run(Row row, int seconds) throws InterruptedException {
        var count = rate * seconds;
        var nanos = new AtomicLongArray(count);
        var left = new CountDownLatch(count);
        var start = System.nanoTime() + SECOND / 5;
        for (var index = 0; index < count; index++) {
            var intended = start + SECOND * index / rate;
            sleepUntil(intended);
            var call = row.channels().get(index % row.channels().size()).newCall(GrpcOrders.PLACE, CallOptions.DEFAULT);
            ClientCalls.asyncUnaryCall(call, GrpcOrders.ORDER, new Timing(nanos, index, intended, left));
        }
        var complete = left.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        var took = Math.max(System.nanoTime() - start, SECOND * seconds);
        var latencies = new Latencies();
        for (var index = 0; complete && index < count; index++) {
            if (nanos.get(index) != FAILED) {
                latencies.add(nanos.get(index));
            }
        }
        return String.format(
                Locale.ROOT,
                "open\t%s\t%d\t%d\t%d\t%.0f\t%.1f\t%.1f\t%.1f",
                row.name(),
                rate,
                count,
                count - latencies.total(),
                latencies.total() * (double) SECOND / took,
                latencies.percentile(0.5) / 1e3,
                latencies.percentile(0.99) / 1e3,
                latencies.percentile(0.999) / 1e3);
    }

    private static void sleepUntil(long nanos) {
        for (var left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Writes down how long one call took. */
    private record Timing(AtomicLongArray nanos, int index, long intended, CountDownLatch left)
            implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] answer) {}

        @Override
        public void onError(Throwable failure) {
            nanos.set(index, FAILED);
            left.countDown();
        }

        @Override
        public void onCompleted() {
            nanos.set(index, System.nanoTime() - intended);
            left.countDown();
        }
    }
}
