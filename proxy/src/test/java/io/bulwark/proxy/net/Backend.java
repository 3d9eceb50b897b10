package io.bulwark.proxy.net;

import io.bulwark.proxy.identity.Destination;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/** A server on loopback that serves each connection on a thread of its own. */
final class Backend implements AutoCloseable {
    /** What is done with one connection, which is closed afterwards. */
    @FunctionalInterface
    interface Service {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket listening;

    private Backend(ServerSocket listening) {
        this.listening = listening;
    }

    static Backend serving(Service service) throws IOException {
        var listening = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> acceptAll(listening, service));
        return new Backend(listening);
    }

    /** Sends back what it gets, and a FIN for a FIN. */
    static Backend echo() throws IOException {
        return serving(socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
    }

    private static void acceptAll(ServerSocket listening, Service service) {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket, service));
            } catch (IOException _) {
                return;
            }
        }
    }

    private static void serve(Socket socket, Service service) {
        try (socket) {
            service.serve(socket);
        } catch (IOException _) {
            // The test looks at what the client saw.
        }
    }

    /** Makes the next close of this socket a reset. */
    static void resetOnClose(Socket socket) throws SocketException {
        socket.setSoLinger(true, 0);
    }

    /** Closes with a reset. */
    static void reset(Socket socket) throws IOException {
        resetOnClose(socket);
        socket.close();
    }

    Destination destination() {
        return new Destination(listening.getInetAddress(), listening.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
