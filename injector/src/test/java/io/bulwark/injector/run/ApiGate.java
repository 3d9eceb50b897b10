package io.bulwark.injector.run;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Stands before the mock API server, and does to requests what networks and busy servers do to them. */
final class ApiGate implements AutoCloseable {
    /* One connection carries one request, so that each is decided on by itself; watches, which are WebSockets here, go on until they are cut. */

    private static final int MAX_HEAD = 65_536;
    private static final Path RECORDED = Path.of("src/test/resources/watches/pods-410-gone.ndjson");
    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: (\\S+)");
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 0x81;
    private static final int SIXTEEN_BITS = 126;

    private final MockCluster cluster;
    private final int target;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Function<String, Reaction> rule = _ -> new Reaction.Pass();
    private ServerSocket listener;
    private boolean hangs;

    /** What becomes of a request. */
    sealed interface Reaction {
        record Pass() implements Reaction {}

        record Answer(int status, String body) implements Reaction {}

        /** A watch begins, says that its version is too old, and ends: what a real API server was seen to do. */
        record Gone() implements Reaction {}

        /** There is no answer, for as long as the client waits. */
        record Silence() implements Reaction {}

        /** The answer ends behind so many bytes. */
        record Cut(int bytes) implements Reaction {}
    }

    private ApiGate(MockCluster cluster) throws IOException {
        this.cluster = cluster;
        target = URI.create(cluster.url()).getPort();
        listener = listen(0);
        port = listener.getLocalPort();
    }

    static ApiGate before(MockCluster cluster) throws IOException {
        return new ApiGate(cluster);
    }

    /** A client that goes through here, and does not try for long. */
    KubernetesClient client() {
        var config = new ConfigBuilder(cluster.client().getConfiguration())
                .withMasterUrl("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port)
                .withHttp2Disable(true)
                .withRequestTimeout(2000)
                .withConnectionTimeout(1000)
                .withRequestRetryBackoffLimit(1)
                .withRequestRetryBackoffInterval(50)
                .withWatchReconnectInterval(100)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Nothing stands in the way any more. */
    void pass() throws IOException {
        rule = _ -> new Reaction.Pass();
        if (listener.isClosed()) {
            listener = listen(port);
        }
        hang(false);
    }

    /** Nobody listens, and what was open is cut. */
    void vanish() throws IOException {
        listener.close();
        cut();
    }

    /** Requests are taken and not answered, and watches are silent. */
    void hang() {
        hang(true);
    }

    /** Requests, such as {@code GET /api/v1/pods}, meet with this from now on. */
    void react(Function<String, Reaction> next) {
        rule = next;
    }

    /** All that is open ends, watches too. */
    void cut() {
        open.forEach(ApiGate::close);
    }

    /** How many requests were not let through. */
    int refused() {
        return refused.get();
    }

    static Reaction status(int code, String reason, String message) {
        return new Reaction.Answer(code, """
                {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": %d, "reason": "%s", "message": "%s"}
                """.formatted(code, reason, message));
    }

    private ServerSocket listen(int at) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    var accepted = socket.accept();
                    Thread.ofVirtual().start(() -> serve(accepted));
                }
            } catch (IOException _) {
                // It was closed.
            }
        });
        return socket;
    }

    private void serve(Socket client) {
        open.add(client);
        try (client;
                var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(server);
            var head = head(client.getInputStream());
            awaitPassage();
            var line = head.substring(0, Math.max(0, head.indexOf(" HTTP/1.1\r\n")));
            switch (rule.apply(line)) {
                case Reaction.Pass() -> relay(client, server, head, Integer.MAX_VALUE);
                case Reaction.Silence() -> {
                    refused.incrementAndGet();
                    var _ = client.getInputStream().readAllBytes();
                }
                case Reaction.Gone() -> {
                    refused.incrementAndGet();
                    gone(client, head);
                }
                case Reaction.Cut(var bytes) -> {
                    refused.incrementAndGet();
                    relay(client, server, head, bytes);
                }
                case Reaction.Answer(var status, var body) -> {
                    refused.incrementAndGet();
                    answer(client, status, body);
                }
            }
            open.remove(server);
        } catch (IOException _) {
            // One of both has closed, or was cut.
        } finally {
            open.remove(client);
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int end = 0;
        while (end < 4) {
            var next = in.read();
            if (next < 0 || head.size() == MAX_HEAD) {
                throw new IOException("no head");
            }
            head.write(next);
            end = next == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private void relay(Socket client, Socket server, String head, int most) throws IOException {
        var one = head.contains("pgrade: ") ? head : head.substring(0, head.length() - 2) + "Connection: close\r\n\r\n";
        server.getOutputStream().write(one.getBytes(StandardCharsets.ISO_8859_1));
        var request = Thread.ofVirtual().start(() -> {
            try {
                pump(client, server, Integer.MAX_VALUE);
            } catch (IOException _) {
                close(server);
            }
        });
        pump(server, client, most);
        close(client);
        request.interrupt();
    }

    private void pump(Socket from, Socket to, int most) throws IOException {
        var buffer = new byte[8192];
        int left = most;
        for (int n = from.getInputStream().read(buffer);
                n >= 0 && left > 0;
                n = from.getInputStream().read(buffer)) {
            awaitPassage();
            to.getOutputStream().write(Arrays.copyOf(buffer, Math.min(n, left)));
            left -= n;
        }
    }

    /** One frame of a WebSocket (RFC 6455). */
    private static void gone(Socket client, String head) throws IOException {
        var key = KEY.matcher(head);
        if (!key.find()) {
            throw new IOException("no watch");
        }
        var accept = Base64.getEncoder().encodeToString(sha1(key.group(1) + MAGIC));
        var event = Files.readAllBytes(RECORDED);
        var out = new ByteArrayOutputStream();
        out.writeBytes(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.write(TEXT);
        out.write(SIXTEEN_BITS);
        out.write(event.length >> 8);
        out.write(event.length);
        out.writeBytes(event);
        client.getOutputStream().write(out.toByteArray());
        var _ = client.getInputStream().readAllBytes();
    }

    private static byte[] sha1(String text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void answer(Socket client, int status, String body) throws IOException {
        var head =
                "HTTP/1.1 " + status + " No\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                        + body.length() + "\r\n\r\n";
        client.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
        client.shutdownOutput();
        // What the client still sends is read, so that it reads the answer before it learns of the end.
        var _ = client.getInputStream().readAllBytes();
    }

    private synchronized void hang(boolean whether) {
        hangs = whether;
        notifyAll();
    }

    private synchronized void awaitPassage() throws IOException {
        try {
            while (hangs) {
                wait();
            }
        } catch (InterruptedException failure) {
            throw new IOException(failure);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed as far as we are concerned.
        }
    }

    @Override
    public void close() throws IOException {
        hang(false);
        vanish();
    }
}
