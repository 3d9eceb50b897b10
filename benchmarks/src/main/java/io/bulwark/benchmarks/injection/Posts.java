package io.bulwark.benchmarks.injection;

import io.bulwark.benchmarks.Latencies;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/**
 * Posts at a fixed rate over connections that are kept, as an API server does, and measures each answer from the moment when its request
 * should have been sent: a server that stalls cannot hide the requests that had to wait for it.
 */
final class Posts {
    private final int port;
    private final List<byte[]> bodies;
    private final long endNanos;
    private final long intervalNanos;
    private final int stride;
    private final Latencies latencies = new Latencies();
    private long failed;

    private Posts(int port, List<byte[]> bodies, long endNanos, long intervalNanos, int stride) {
        this.port = port;
        this.bodies = bodies;
        this.endNanos = endNanos;
        this.intervalNanos = intervalNanos;
        this.stride = stride;
    }

    /** Posts the bodies in turn. */
    static Posts run(int port, int connections, List<byte[]> bodies, int rate, int seconds)
            throws InterruptedException {
        long second = TimeUnit.SECONDS.toNanos(1);
        long start = System.nanoTime() + second / 5;
        long end = start + seconds * second;
        long interval = second * connections / rate;
        List<Posts> all = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            var posts = new Posts(port, bodies, end, interval, connections);
            long first = start + interval * i / connections;
            int from = i;
            all.add(posts);
            threads.add(Thread.ofPlatform().start(() -> posts.run(first, from)));
        }
        var sum = new Posts(port, bodies, end, interval, connections);
        for (int i = 0; i < connections; i++) {
            threads.get(i).join();
            sum.latencies.addAll(all.get(i).latencies);
            sum.failed += all.get(i).failed;
        }
        return sum;
    }

    Latencies latencies() {
        return latencies;
    }

    long failed() {
        return failed;
    }

    private void run(long firstNanos, int from) {
        try (var socket = tls().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream(), 65_536);
            int next = from;
            for (long intended = firstNanos; intended - endNanos < 0; intended += intervalNanos) {
                for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                socket.getOutputStream().write(request(bodies.get(next % bodies.size())));
                if (!isAnswer(in)) {
                    failed++;
                }
                latencies.add(System.nanoTime() - intended);
                next += stride;
            }
        } catch (IOException | GeneralSecurityException failure) {
            failed++;
            System.err.println("post: " + failure);
        }
    }

    private static SSLContext tls() throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLSv1.3");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return context;
    }

    private static byte[] request(byte[] body) {
        var head = ("POST /mutate HTTP/1.1\r\nHost: webhook\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        var all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    /** Reads an answer to its end; whether it is a success. */
    private static boolean isAnswer(InputStream in) throws IOException {
        var status = line(in);
        int length = 0;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        if (in.readNBytes(length).length < length) {
            throw new IOException("the connection was closed");
        }
        return status.startsWith("HTTP/1.1 200");
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
