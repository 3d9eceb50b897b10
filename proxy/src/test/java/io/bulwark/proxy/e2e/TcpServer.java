package io.bulwark.proxy.e2e;

import io.bulwark.testbed.Namespace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP server inside a namespace, as plain as a conversation allows. It runs as the user of the tests. */
final class TcpServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Conversation conversation;
    private final List<byte[]> received = new CopyOnWriteArrayList<>();

    /** What the server does with one connection; the socket is closed afterwards. */
    @FunctionalInterface
    interface Conversation {
        /** Returns what the client sent. */
        byte[] with(Socket socket) throws IOException;
    }

    TcpServer(Namespace namespace, InetSocketAddress address, Conversation conversation) throws Exception {
        this.conversation = conversation;
        listener = namespace.call(() -> {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(address);
            return socket;
        });
        Thread.ofVirtual().start(this::accept);
    }

    /** A server on every address of the namespace. */
    static TcpServer onEveryAddress(Namespace namespace, int port, Conversation conversation) throws Exception {
        return new TcpServer(namespace, new InetSocketAddress("::", port), conversation);
    }

    /** Reads one HTTP request and answers with these very bytes. */
    static Conversation answering(byte[] response) {
        return socket -> {
            var request = Http.readMessage(socket.getInputStream());
            socket.getOutputStream().write(response);
            return request;
        };
    }

    /** Answers every HTTP request with its own name. */
    static Conversation saying(String name) {
        return answering(Http.response(name));
    }

    /** Speaks first, then sends back whatever comes, to the end. */
    static Conversation greeting(String greeting) {
        return socket -> {
            socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
            var all = new ByteArrayOutputStream();
            var buffer = new byte[4096];
            int count;
            while ((count = socket.getInputStream().read(buffer)) >= 0) {
                all.write(buffer, 0, count);
                socket.getOutputStream().write(buffer, 0, count);
            }
            return all.toByteArray();
        };
    }

    /** What clients sent, one entry a connection that is over. */
    List<byte[]> received() {
        return List.copyOf(received);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException _) {
                // The listener was closed, or a client gave up before it was accepted.
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            received.add(conversation.with(socket));
        } catch (IOException _) {
            // The client went away.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
