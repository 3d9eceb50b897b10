package io.bulwark.proxy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bulwark.proxy.e2e.PodNetwork.Family;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The real proxy, in a process of its own inside the Pod, as the user whom the packet rules let through. */
final class ProxyProcess implements AutoCloseable {
    static final int UID = 1337;
    static final int INBOUND_PORT = 15006;
    static final int OUTBOUND_PORT = 15001;

    private static final int ADMIN_PORT = 15000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONFIG = """
            admin: {address: 127.0.0.1, port: 15000}
            listeners:
              - {name: inbound, side: ingress, mode: transparent, address: "::", port: 15006}
              - {name: outbound, side: egress, mode: transparent, address: "127.0.0.1", port: 15001}
              - {name: outbound6, side: egress, mode: transparent, address: "::1", port: 15001}
            policy: %1$s/policy.yaml
            events: %1$s/events.ndjson
            loops: 2
            """;
    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: e2e}
            spec: {mode: Enforce}
            """;

    private final Namespace pod;
    private final Path folder;
    private final Process process;

    /** Starts the proxy and waits until it listens everywhere. */
    ProxyProcess(Namespace pod, Deque<AutoCloseable> resources) throws Exception {
        this.pod = pod;
        folder = Folders.create(resources);
        Files.writeString(folder.resolve("config.yaml"), CONFIG.formatted(folder));
        Files.writeString(folder.resolve("policy.yaml"), POLICY);
        var classPath = readableClassPath(folder.resolve("lib"));
        Command.run("chown", "-R", UID + ":" + UID, folder.toString()).expectSuccess();
        process = pod.start(folder.resolve("proxy.out"), command(classPath));
        resources.push(this);
        awaitListeners();
    }

    private List<String> command(String classPath) {
        return List.of(
                "setpriv",
                "--reuid",
                "" + UID,
                "--regid",
                "" + UID,
                "--clear-groups",
                "--no-new-privs",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Djava.io.tmpdir=" + folder,
                "-Dio.netty.leakDetection.level=paranoid",
                "-cp",
                classPath,
                "io.bulwark.proxy.Bulwark",
                "proxy",
                "--config",
                folder.resolve("config.yaml").toString());
    }

    /** The class path of the tests, copied to where the proxy's user may read it. */
    private static String readableClassPath(Path lib) throws IOException {
        Files.createDirectory(lib);
        var entries = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            var source = Path.of(entry);
            if (!Files.exists(source) || source.endsWith("test-classes")) {
                continue;
            }
            var target = lib.resolve(entries.size() + "-" + source.getFileName());
            copy(source, target);
            entries.add(target.toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void copy(Path source, Path target) throws IOException {
        try (var paths = Files.walk(source)) {
            for (var path : paths.toList()) {
                try {
                    Files.copy(path, target.resolve(source.relativize(path).toString()));
                } catch (FileAlreadyExistsException _) {
                    // A folder that was made on the way.
                }
            }
        }
    }

    private void awaitListeners() throws Exception {
        for (var port : new int[] {INBOUND_PORT, OUTBOUND_PORT, ADMIN_PORT}) {
            Poll.until(
                    "listening on port " + port,
                    () -> listeners(port),
                    count -> count >= (port == OUTBOUND_PORT ? 2 : 1));
        }
    }

    private long listeners(int port) throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("the proxy ended with " + process.exitValue() + "\n" + output());
        }
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
        var metrics = Http.text(Http.exchange(pod, Family.V4.loopback(ADMIN_PORT), Http.get("/metrics")));
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(
                        line.substring(line.indexOf("} ") + 2).strip()))
                .sum();
    }

    /** Ends the proxy as a crash would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the proxy outlived its kill");
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
