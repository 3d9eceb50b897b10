package io.bulwark.proxy.redis;

import io.bulwark.proxy.testing.Deadline;
import io.bulwark.proxy.testing.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real redis-server on loopback, with nothing kept on disk. */
public final class RedisServer implements AutoCloseable {

    private final Process process;
    private final InetSocketAddress address;

    private RedisServer(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Starts one; without the program the test fails in continuous integration, and is left out elsewhere. */
    public static RedisServer start(Path folder, String... settings) throws IOException {
        var port = Programs.freePort();
        var command = new ArrayList<>(List.of(
                program("redis-server"),
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                folder.toString(),
                "--enable-debug-command",
                "yes"));
        command.addAll(List.of(settings));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis-" + port + ".log").toFile())
                .start();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        Deadline.await("redis-server listens", () -> answers(address));
        return new RedisServer(process, address);
    }

    /** The path of a program of Redis. */
    static String program(String name) {
        return Programs.path(name, name.equals("redis-server") ? "redis-server" : "redis-tools");
    }

    private static boolean answers(InetSocketAddress address) {
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException _) {
            return false;
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
