package io.bulwark.proxy.demo;

import io.bulwark.proxy.demo.Http2Frames.Frame;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The service of the demo that speaks HTTP/2: {@code orders.v1.Orders} over gRPC, where asking for order 13 leaks a card number, and
 * the pages of {@link Shop} for every other request.
 */
public final class OrderDesk implements AutoCloseable {
    static final String SERVICE = "/orders.v1.Orders/";

    private final ServerSocket socket;

    private OrderDesk(ServerSocket socket) {
        this.socket = socket;
    }

    public static OrderDesk open() throws IOException {
        var desk = new OrderDesk(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().name("order-desk").start(desk::accept);
        return desk;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException _) {
                // Closed, or a client that has gone already.
            }
        }
    }

    private static void serve(Socket connection) {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream());
            in.readNBytes(Http2Frames.PREFACE.length);
            new Talk(in, connection.getOutputStream()).run();
        } catch (IOException _) {
            // The client has gone: so does the connection.
        }
    }

    /** One connection: answers each request when it is complete. */
    private static final class Talk {
        private final InputStream in;
        private final OutputStream out;
        private final Http2Frames frames = new Http2Frames();
        private final Map<Integer, Map<String, String>> heads = new HashMap<>();

        private Talk(InputStream in, OutputStream out) {
            this.in = in;
            this.out = out;
        }

        private void run() throws IOException {
            send(new Frame(Http2Frames.SETTINGS, 0, 0, new byte[0]));
            while (true) {
                var frame = Http2Frames.read(in);
                switch (frame.type()) {
                    case Http2Frames.HEADERS -> heads.put(frame.stream(), frames.fields(frame));
                    case Http2Frames.SETTINGS, Http2Frames.PING -> acknowledge(frame);
                    case Http2Frames.RST_STREAM -> heads.remove(frame.stream());
                    default -> {}
                }
                if (frame.endsStream()) {
                    answer(frame.stream(), heads.remove(frame.stream()));
                }
            }
        }

        private void acknowledge(Frame frame) throws IOException {
            if (frame.flags() != Http2Frames.ACK) {
                var payload = frame.type() == Http2Frames.PING ? frame.payload() : new byte[0];
                send(new Frame(frame.type(), Http2Frames.ACK, 0, payload));
            }
        }

        private void answer(int stream, @Nullable Map<String, String> head) throws IOException {
            if (head == null) {
                return;
            }
            var path = head.getOrDefault(":path", "/");
            if (path.startsWith(SERVICE)) {
                answerCall(stream, path.substring(SERVICE.length()));
            } else {
                var page = Shop.page(path.split("\\?", 2)[0]).getBytes(StandardCharsets.UTF_8);
                send(Http2Frames.headers(stream, false, Map.of(":status", "200")));
                send(Http2Frames.data(stream, true, page));
            }
        }

        private void answerCall(int stream, String method) throws IOException {
            var head = new LinkedHashMap<String, String>();
            head.put(":status", "200");
            head.put("content-type", "application/grpc");
            send(Http2Frames.headers(stream, false, head));
            var answer = method.equals("Get") ? "card 4111 1111 1111 1111" : "placed";
            send(Http2Frames.data(stream, false, GrpcMessage.of(answer)));
            send(Http2Frames.headers(stream, true, Map.of("grpc-status", "0")));
        }

        private void send(Frame frame) throws IOException {
            out.write(frame.bytes());
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
