package io.bulwark.testbed;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** A network namespace of the machine. Closing it ends every process inside. */
public final class Namespace implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(15);

    private final String name;

    public Namespace(String name) {
        this.name = name;
        Command.run("ip", "netns", "add", name).expectSuccess();
        ip("link", "set", "lo", "up");
    }

    public String name() {
        return name;
    }

    /** Runs {@code ip} on this namespace. */
    public void ip(String... arguments) {
        var command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(Arrays.asList(arguments));
        Command.run("", command).expectSuccess();
    }

    /** Runs a program inside. */
    public Command.Result run(String... command) {
        return Command.run("", inside(command));
    }

    /** Starts a program inside, its output in {@code log}. */
    public Process start(Path log, List<String> command) throws IOException {
        return new ProcessBuilder(inside(command.toArray(String[]::new)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private List<String> inside(String... command) {
        var whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(Arrays.asList(command));
        return whole;
    }

    /** What {@code task} returns when its sockets are made inside. */
    public <T> T call(Callable<T> task) throws Exception {
        return NamespaceThread.call(name, task);
    }

    /** A connection made from inside. */
    public Socket connect(InetSocketAddress to) throws Exception {
        return connect(to, 0);
    }

    /** A connection made from inside from a port of one's own choice; 0 for any. */
    public Socket connect(InetSocketAddress to, int fromPort) throws Exception {
        return call(() -> {
            var socket = new Socket();
            socket.setReuseAddress(true);
            if (fromPort != 0) {
                socket.bind(new InetSocketAddress(fromPort));
            }
            try {
                socket.connect(to, (int) CONNECT_TIMEOUT.toMillis());
            } catch (IOException e) {
                socket.close();
                throw e;
            }
            socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
            return socket;
        });
    }

    /** Waits until a TCP listener on this port is there. */
    public void awaitListener(int port, int count) throws Exception {
        Poll.until(
                count + " listener(s) on port " + port,
                () -> run("ss", "-ltnH", "sport = :" + port).expectSuccess().out(),
                out -> out.lines().count() >= count);
    }

    @Override
    public void close() {
        Command.run("ip", "netns", "pids", name)
                .out()
                .lines()
                .forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
        Command.run("ip", "netns", "del", name).expectSuccess();
    }
}
