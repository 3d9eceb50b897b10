package io.bulwark.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bulwark.proxy.testing.Deadline;
import io.bulwark.proxy.testing.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The proxy before one server, in a process of its own, whose memory and files are nobody else's. */
public final class ProxyInOwnProcess implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final Path folder;
    private final InetSocketAddress address;
    private final int admin;

    private ProxyInOwnProcess(Process process, Path folder, InetSocketAddress address, int admin) {
        this.process = process;
        this.folder = folder;
        this.address = address;
        this.admin = admin;
    }

    /**
     * Starts it with one event loop.
     *
     * @param heap the most that its heap and its direct buffers may take, each, as in {@code 64m}
     */
    public static ProxyInOwnProcess before(InetSocketAddress server, String policy, Path folder, String heap)
            throws IOException {
        var port = Programs.freePort();
        var admin = Programs.freePort();
        Files.writeString(folder.resolve("policy.yaml"), policy);
        var config = Files.writeString(folder.resolve("config.yaml"), """
                listeners:
                  - {name: test, side: ingress, mode: explicit, address: 127.0.0.1, port: %d, destination: "127.0.0.1:%d"}
                admin: {port: %d}
                policy: policy.yaml
                events: events.ndjson
                loops: 1
                maxFlows: 16384
                """.formatted(port, server.getPort(), admin));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xmx" + heap,
                        "-XX:MaxDirectMemorySize=" + heap,
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dio.netty.noUnsafe=false",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.bulwark.proxy.Bulwark",
                        "proxy",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
        var proxy = new ProxyInOwnProcess(
                process, folder, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), admin);
        Deadline.await("the proxy listens", proxy::listens);
        return proxy;
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("the proxy has ended: " + output());
        }
        try (var _ = new Socket(address.getAddress(), address.getPort())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it wrote to standard output and error. */
    public String output() {
        return read("output.log");
    }

    /** All events that have been written so far. */
    public List<JsonNode> events() {
        var text = read("events.ndjson");
        var all = new ArrayList<JsonNode>();
        // The last line may still be in the making.
        text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> all.add(tree(line)));
        return all;
    }

    /** What the admin page says of all meters. */
    public String metrics() throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + admin + "/metrics");
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private static JsonNode tree(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException broken) {
            throw new AssertionError(line, broken);
        }
    }

    private String read(String file) {
        try {
            var path = folder.resolve(file);
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Bytes of memory that the process has at hand, whatever they are used for. */
    public long residentBytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
