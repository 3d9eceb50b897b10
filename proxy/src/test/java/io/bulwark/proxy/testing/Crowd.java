package io.bulwark.proxy.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Many connections to one address that are open at once, and what each of them does. */
public final class Crowd implements AutoCloseable {
    /** What one connection does. */
    @FunctionalInterface
    public interface Step {
        void run(int number, Socket socket) throws IOException;
    }

    private static final int WANTED = 10_000;
    private static final int AT_ONCE = 64;
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int OTHER_FILES = 500;

    private final List<Socket> sockets = new ArrayList<>();

    private Crowd() {}

    /** How many there are: 10,000, or as many as a proxy with two open files for each may have on this machine. */
    public static int size() {
        try (var limits = Files.lines(Path.of("/proc/self/limits"))) {
            var files = limits.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.trim().split("\\s+", -1)[4])
                    .findFirst()
                    .orElseThrow();
            var most = files.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(files);
            return Math.min(WANTED, (most - OTHER_FILES) / 2);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Opens them all; {@code first} is what each does at once. */
    public static Crowd gather(InetSocketAddress address, Step first) throws InterruptedException {
        var crowd = new Crowd();
        for (var number = 0; number < size(); number++) {
            crowd.sockets.add(new Socket());
        }
        crowd.each((number, socket) -> {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(address, TIMEOUT_MILLIS);
            first.run(number, socket);
        });
        return crowd;
    }

    public int count() {
        return sockets.size();
    }

    /** Has each do something, a few at the same time; all stay open. */
    public void each(Step step) throws InterruptedException {
        var turns = new Semaphore(AT_ONCE);
        List<Callable<Void>> tasks = new ArrayList<>();
        for (var number = 0; number < sockets.size(); number++) {
            var mine = number;
            tasks.add(() -> {
                turns.acquire();
                try {
                    step.run(mine, sockets.get(mine));
                } finally {
                    turns.release();
                }
                return null;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(tasks)) {
                check(done);
            }
        }
    }

    private static void check(Future<Void> done) throws InterruptedException {
        try {
            done.get();
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        }
    }

    @Override
    public void close() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
    }
}
