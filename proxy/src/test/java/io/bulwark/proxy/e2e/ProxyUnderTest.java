package io.bulwark.proxy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bulwark.proxy.e2e.PodNetwork.Family;
import io.bulwark.testbed.Command;
import io.bulwark.testbed.Folders;
import io.bulwark.testbed.Namespace;
import io.bulwark.testbed.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The real proxy, in a process of its own inside the Pod, as the user whom the packet rules let through. */
final class ProxyUnderTest implements AutoCloseable {
    static final int UID = 1337;
    static final int INBOUND_PORT = 15006;
    static final int OUTBOUND_PORT = 15001;

    private static final int ADMIN_PORT = 15000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: e2e}
            spec: {mode: Enforce}
            """;

    private static final String TRANSPARENT = """
              - {name: inbound, side: ingress, mode: transparent, address: "::", port: 15006}
              - {name: outbound, side: egress, mode: transparent, address: "127.0.0.1", port: 15001}
              - {name: outbound6, side: egress, mode: transparent, address: "::1", port: 15001}
            """;

    private final Namespace pod;
    private final Path folder;
    private final Process process;

    /** Starts the proxy on both sides of a Pod whose packets come to it, and waits until it listens everywhere. */
    ProxyUnderTest(Namespace pod, Deque<AutoCloseable> resources) throws Exception {
        this(pod, resources, TRANSPARENT, Map.of(INBOUND_PORT, 1, OUTBOUND_PORT, 2));
    }

    private ProxyUnderTest(
            Namespace pod, Deque<AutoCloseable> resources, String listeners, Map<Integer, Integer> expected)
            throws Exception {
        this.pod = pod;
        folder = Folders.create(resources);
        Files.writeString(folder.resolve("config.yaml"), config(listeners));
        Files.writeString(folder.resolve("policy.yaml"), POLICY);
        copyDist();
        Command.run("chown", "-R", UID + ":" + UID, folder.toString()).expectSuccess();
        process = pod.start(folder.resolve("proxy.out"), command());
        resources.push(this);
        awaitListeners(ADMIN_PORT, 1);
        for (var listener : expected.entrySet()) {
            awaitListeners(listener.getKey(), listener.getValue());
        }
    }

    /** Starts the proxy with one listener for each of these ports, before the port of the Pod that it maps to. */
    static ProxyUnderTest explicit(Namespace pod, Deque<AutoCloseable> resources, Map<Integer, Integer> servers)
            throws Exception {
        var listeners = new StringBuilder();
        var expected = new TreeMap<Integer, Integer>();
        servers.forEach((port, server) -> {
            listeners.append(
                    "  - {name: to-%d, side: ingress, mode: explicit, address: \"::\", port: %d, destination: \"127.0.0.1:%d\"}\n"
                            .formatted(server, port, server));
            expected.put(port, 1);
        });
        return new ProxyUnderTest(pod, resources, listeners.toString(), expected);
    }

    /** What the launcher runs, apart from its start-up cache. */
    private List<String> command() {
        var dist = folder.resolve("dist");
        return List.of(
                "setpriv",
                "--reuid=" + UID,
                "--regid=" + UID,
                "--clear-groups",
                "--no-new-privs",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx48m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dio.netty.noUnsafe=false",
                "-Dio.netty.leakDetection.level=paranoid",
                "-Djava.io.tmpdir=" + folder,
                "-Djava.library.path=" + dist.resolve("native"),
                "-Dbulwark.native.dir=" + dist.resolve("native"),
                "-cp",
                dist.resolve("lib") + "/*",
                "io.bulwark.proxy.Bulwark",
                "proxy",
                "--config",
                folder.resolve("config.yaml").toString());
    }

    /** The build's result, copied to where the proxy's user may read it. */
    private void copyDist() {
        var dist = Path.of("target", "dist").toAbsolutePath();
        if (!Files.isDirectory(dist.resolve("lib"))) {
            throw new AssertionError(dist + " is missing: it is made in Maven's package phase, run verify");
        }
        Command.run("cp", "-r", dist.toString(), folder.resolve("dist").toString())
                .expectSuccess();
    }

    private void awaitListeners(int port, int expected) throws Exception {
        Poll.until("listening on port " + port, () -> listeners(port), count -> count >= expected);
    }

    private long listeners(int port) throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("the proxy ended with " + process.exitValue() + "\n" + output());
        }
        return listening(port);
    }

    private long listening(int port) {
        return pod.run("ss", "-ltnH", "sport = :" + port)
                .expectSuccess()
                .out()
                .lines()
                .count();
    }

    /** What the proxy wrote to its standard output and error. */
    String output() throws IOException {
        return Files.readString(folder.resolve("proxy.out"));
    }

    /** The first event that satisfies {@code wanted}, once it has been written. */
    JsonNode event(Predicate<JsonNode> wanted) throws Exception {
        var found = Poll.until(
                "the expected event", this::events, events -> events.stream().anyMatch(wanted));
        return found.stream().filter(wanted).findFirst().orElseThrow();
    }

    /** All events so far. */
    List<JsonNode> events() throws IOException {
        var file = folder.resolve("events.ndjson");
        var events = new ArrayList<JsonNode>();
        if (!Files.exists(file)) {
            return events;
        }
        var text = Files.readString(file);
        // The last line may still be in the making.
        for (var line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            events.add(JSON.readTree(line));
        }
        return events;
    }

    /** The sum of all samples of this meter whose labels hold {@code label}, such as {@code reason="tls"}. */
    double meter(String name, String label) throws Exception {
        // The admin listener answers only to its own name.
        var request =
                Http.bytes("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:" + ADMIN_PORT + "\r\nConnection: close\r\n\r\n");
        var response = Http.exchange(pod, Family.V4.loopback(ADMIN_PORT), request);
        if (Http.status(response) != 200) {
            throw new AssertionError("no metrics: " + Http.text(response));
        }
        var metrics = Http.text(response);
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(
                        line.substring(line.indexOf("} ") + 2).strip()))
                .sum();
    }

    /** Ends the proxy as a crash would, and waits until the kernel has let go of its listeners: io_uring's go a little later. */
    void kill() throws Exception {
        close();
        for (var port : new int[] {INBOUND_PORT, OUTBOUND_PORT}) {
            Poll.until("no listener on port " + port, () -> listening(port), count -> count == 0);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private String config(String listeners) {
        return """
            admin: {address: 127.0.0.1, port: 15000}
            policy: %1$s/policy.yaml
            events: %1$s/events.ndjson
            loops: 2
            listeners:
            """.formatted(folder) + listeners;
    }
}
