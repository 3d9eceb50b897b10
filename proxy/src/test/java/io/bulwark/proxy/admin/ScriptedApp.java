package io.bulwark.proxy.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An application that answers each connection with the next of the planned bytes, whatever was asked, and closes it. */
final class ScriptedApp implements AutoCloseable {
    private static final int MAX_REQUEST = 8192;

    private final ServerSocket listener;
    private final Thread server;
    private final Deque<String> plan = new ArrayDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String always = "";
    private volatile boolean silent;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();

    ScriptedApp() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server = Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    void answers(String... answers) {
        synchronized (plan) {
            plan.addAll(List.of(answers));
        }
    }

    void answersForEver(String answer) {
        always = answer;
    }

    void saysNothing() {
        silent = true;
    }

    List<String> requests() {
        return requests;
    }

    /** Connections so far. */
    int accepted() {
        return accepted.get();
    }

    /** Connections that nobody has closed. */
    int open() {
        return open.get();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                open.incrementAndGet();
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException _) {
                return; // the test is over
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            var in = socket.getInputStream();
            if (silent) {
                var _ = in.readAllBytes();
                return;
            }
            var request = new byte[MAX_REQUEST];
            var length = in.read(request);
            requests.add(new String(request, 0, Math.max(0, length), StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(next().getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            var _ = in.readAllBytes();
        } catch (IOException _) {
            // The proxy has heard enough.
        } finally {
            open.decrementAndGet();
        }
    }

    private String next() {
        synchronized (plan) {
            return plan.isEmpty() ? always : plan.removeFirst();
        }
    }

    /** The port is free only when nobody waits on it any more. */
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            server.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
