package io.bulwark.proxy.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The real Redis server of the demo, if one is installed; keeps nothing on disk. */
public final class RedisBox implements AutoCloseable {
    private static final List<Path> FOLDERS =
            List.of(Path.of("/usr/bin"), Path.of("/usr/local/bin"), Path.of("/opt/homebrew/bin"));
    private static final int TRIES = 200;
    private static final long PAUSE_NANOS = 25_000_000;

    private final Process process;
    private final InetSocketAddress address;

    private RedisBox(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Starts the server; empty when none is installed, or it does not start. */
    public static Optional<RedisBox> open(Path folder) throws IOException {
        var program = FOLDERS.stream()
                .map(place -> place.resolve("redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty()) {
            return Optional.empty();
        }
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        var process = new ProcessBuilder(
                        program.get().toString(),
                        "--port",
                        String.valueOf(address.getPort()),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        var box = new RedisBox(process, address);
        if (box.listens()) {
            return Optional.of(box);
        }
        box.close();
        return Optional.empty();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        for (var attempt = 0; attempt < TRIES && process.isAlive(); attempt++) {
            try (var _ = new Socket(address.getAddress(), address.getPort())) {
                return true;
            } catch (IOException _) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return false;
    }

    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
