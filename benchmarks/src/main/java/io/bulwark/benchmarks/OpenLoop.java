package io.bulwark.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends GETs at a fixed rate over connections that are kept, and measures each answer from the moment when its request should
 * have been sent: a server that stalls cannot hide the requests that had to wait for it.
 */
public final class OpenLoop {
    private static final int BUFFER = 64 * 1024;
    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.ISO_8859_1);

    private final InetSocketAddress server;
    private final long startNanos;
    private final long countFromNanos;
    private final long endNanos;
    private final long intervalNanos;
    private final Latencies latencies = new Latencies();
    private final ByteBuffer request =
            ByteBuffer.allocateDirect(Messages.GET.length).put(Messages.GET);
    private final ByteBuffer answer = ByteBuffer.allocateDirect(BUFFER);
    private long failed;

    /** What one connection does: a request every {@code intervalNanos}, counted from {@code countFromNanos} on. */
    private OpenLoop(InetSocketAddress server, long startNanos, Times times) {
        this.server = server;
        this.startNanos = startNanos;
        countFromNanos = startNanos + times.warmUpNanos();
        endNanos = countFromNanos + times.nanos();
        intervalNanos = times.intervalNanos();
    }

    private record Times(long warmUpNanos, long nanos, long intervalNanos) {}

    /** Arguments: port, requests a second, connections, seconds of warm-up, seconds. Prints one line of tab-separated figures. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 5) {
            System.err.println("Usage: OpenLoop PORT RATE CONNECTIONS WARM-UP-SECONDS SECONDS");
            System.exit(2);
        }
        var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        var rate = Integer.parseInt(arguments[1]);
        var connections = Integer.parseInt(arguments[2]);
        var second = TimeUnit.SECONDS.toNanos(1);
        var seconds = Integer.parseInt(arguments[4]);
        var times = new Times(Integer.parseInt(arguments[3]) * second, seconds * second, second * connections / rate);
        var clients = new ArrayList<OpenLoop>();
        var threads = new ArrayList<Thread>();
        var start = System.nanoTime() + second / 5;
        for (var index = 0; index < connections; index++) {
            var client = new OpenLoop(server, start + times.intervalNanos() * index / connections, times);
            clients.add(client);
            threads.add(Thread.ofPlatform().start(client::run));
        }
        for (var thread : threads) {
            thread.join();
        }
        print(clients, seconds);
    }

    /** Requests, failures, achieved rate, then p50, p99, p99.9 in microseconds. */
    private static void print(List<OpenLoop> clients, int seconds) {
        var all = new Latencies();
        var failed = 0L;
        for (var client : clients) {
            all.addAll(client.latencies);
            failed += client.failed;
        }
        System.out.printf(
                Locale.ROOT,
                "%d\t%d\t%.0f\t%.1f\t%.1f\t%.1f%n",
                all.total(),
                failed,
                (double) all.total() / seconds,
                all.percentile(0.5) / 1e3,
                all.percentile(0.99) / 1e3,
                all.percentile(0.999) / 1e3);
    }

    private void run() {
        var intended = startNanos;
        try (var channel = SocketChannel.open()) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(server);
            while (intended - endNanos < 0 && System.nanoTime() - endNanos < 0) {
                sleepUntil(intended);
                exchange(channel);
                if (intended - countFromNanos >= 0) {
                    latencies.add(System.nanoTime() - intended);
                }
                intended += intervalNanos;
            }
        } catch (IOException failure) {
            failed++;
            System.err.println("open loop: " + failure);
        }
    }

    private static void sleepUntil(long nanos) {
        for (var left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void exchange(SocketChannel channel) throws IOException {
        request.clear();
        while (request.hasRemaining()) {
            channel.write(request);
        }
        answer.clear();
        var missing = Integer.MAX_VALUE;
        while (missing > 0) {
            if (channel.read(answer) < 0) {
                throw new IOException("the connection was closed");
            }
            missing = missing(answer);
        }
        for (var index = 0; index < OK.length; index++) {
            if (answer.get(index) != OK[index]) {
                failed++;
                return;
            }
        }
    }

    /** How many bytes of the answer are still to come. */
    private static int missing(ByteBuffer bytes) {
        var length = bytes.position();
        for (var index = 3; index < length; index++) {
            if (bytes.get(index) == '\n' && bytes.get(index - 2) == '\n') {
                return index + 1 + contentLength(bytes, index) - length;
            }
        }
        return Integer.MAX_VALUE;
    }

    /** The length of the body; servers differ in the case of the header's name. */
    private static int contentLength(ByteBuffer bytes, int headEnd) {
        var name = "content-length:";
        for (var line = 0; line < headEnd; line++) {
            if (bytes.get(line) == '\n' && named(bytes, line + 1, name)) {
                var value = 0;
                for (var index = line + 1 + name.length(); bytes.get(index) != '\r'; index++) {
                    value = bytes.get(index) == ' ' ? value : value * 10 + bytes.get(index) - '0';
                }
                return value;
            }
        }
        throw new IllegalStateException("an answer without Content-Length");
    }

    private static boolean named(ByteBuffer bytes, int from, String name) {
        for (var index = 0; index < name.length(); index++) {
            if (from + index >= bytes.position() || (bytes.get(from + index) | 0x20) != (name.charAt(index) | 0x20)) {
                return false;
            }
        }
        return true;
    }
}
