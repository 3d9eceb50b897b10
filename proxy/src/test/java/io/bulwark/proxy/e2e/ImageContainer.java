package io.bulwark.proxy.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A container of one of our images, run by runc as the kubelet's runtime would: not root, no new privileges, read-only root, only the
 * capabilities that are given, and a seccomp profile that refuses io_uring as RuntimeDefault does.
 */
final class ImageContainer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Path folder;
    private final String id;
    private final ObjectNode config;

    /**
     * Unpacks an image.
     *
     * @param image the tar file that the build wrote
     * @param namespace whose network the container has
     */
    ImageContainer(Path image, Namespace namespace, int uid, Deque<AutoCloseable> resources) throws Exception {
        id = "bw-" + Long.toString(ProcessHandle.current().pid(), 36) + "-" + COUNTER.incrementAndGet();
        folder = Folders.create(resources);
        var reference = unpack(image);
        config = JSON.createObjectNode().put("ociVersion", "1.0.2").put("hostname", "pod");
        config.putObject("root").put("path", "rootfs").put("readonly", true);
        var process = config.putObject("process").put("cwd", "/").put("noNewPrivileges", true);
        process.putObject("user").put("uid", uid).put("gid", uid);
        process.set("args", reference.path("config").path("Entrypoint").deepCopy());
        process.set("env", reference.path("config").path("Env").deepCopy());
        process.putObject("capabilities");
        mounts();
        sandbox(namespace);
        resources.push(() -> Command.run("runc", "delete", "--force", id));
    }

    /** Lays the image's layers over each other; returns its configuration. */
    private com.fasterxml.jackson.databind.JsonNode unpack(Path image) throws IOException {
        var layout = Files.createDirectory(folder.resolve("layout"));
        var root = Files.createDirectory(folder.resolve("rootfs"));
        Command.run("tar", "-C", layout.toString(), "-xf", image.toString()).expectSuccess();
        var index = JSON.readTree(layout.resolve("index.json").toFile());
        var manifest = JSON.readTree(
                blob(layout, index.at("/manifests/0/digest").asText()).toFile());
        for (var layer : manifest.path("layers")) {
            Command.run(
                            "tar",
                            "-C",
                            root.toString(),
                            "--xattrs",
                            "--xattrs-include=*",
                            "-xzf",
                            blob(layout, layer.path("digest").asText()).toString())
                    .expectSuccess();
        }
        return JSON.readTree(
                blob(layout, manifest.at("/config/digest").asText()).toFile());
    }

    private static Path blob(Path layout, String digest) {
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    private void mounts() {
        config.putArray("mounts");
        mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev");
        mount("/dev", "tmpfs", "tmpfs", "nosuid", "mode=755", "size=64k");
        mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro");
    }

    private ImageContainer mount(String destination, String type, String source, String... options) {
        var mount = ((com.fasterxml.jackson.databind.node.ArrayNode) config.path("mounts")).addObject();
        mount.put("destination", destination).put("type", type).put("source", source);
        var list = mount.putArray("options");
        List.of(options).forEach(list::add);
        return this;
    }

    private void sandbox(Namespace namespace) {
        var linux = config.putObject("linux").put("cgroupsPath", "/" + id);
        var namespaces = linux.putArray("namespaces");
        for (var type : List.of("pid", "ipc", "uts", "mount")) {
            namespaces.addObject().put("type", type);
        }
        namespaces.addObject().put("type", "network").put("path", "/var/run/netns/" + namespace.name());
        var seccomp = linux.putObject("seccomp").put("defaultAction", "SCMP_ACT_ALLOW");
        seccomp.putArray("architectures").add("SCMP_ARCH_X86_64");
        var refused = seccomp.putArray("syscalls")
                .addObject()
                .put("action", "SCMP_ACT_ERRNO")
                .put("errnoRet", 1);
        refused.putArray("names").add("io_uring_setup").add("io_uring_enter").add("io_uring_register");
    }

    /** An empty folder in memory, which everybody may write to. */
    ImageContainer withMemory(String path) {
        return mount(path, "tmpfs", "tmpfs", "nosuid", "nodev", "mode=1777", "size=16m");
    }

    /** A file of the machine's in place of one of the image's. */
    ImageContainer withFile(String path, Path file) {
        return mount(path, "bind", file.toString(), "bind", "ro");
    }

    ImageContainer withArguments(String... arguments) {
        var args = (com.fasterxml.jackson.databind.node.ArrayNode) config.at("/process/args");
        List.of(arguments).forEach(args::add);
        return this;
    }

    ImageContainer withEnvironment(Map<String, String> variables) {
        var env = (com.fasterxml.jackson.databind.node.ArrayNode) config.at("/process/env");
        variables.forEach((name, value) -> env.add(name + "=" + value));
        return this;
    }

    /** As with {@code capabilities.add} of a container whose user is not root: it may have them, but no program is given them. */
    ImageContainer withCapabilities(String... capabilities) {
        var all = (ObjectNode) config.at("/process/capabilities");
        for (var set : List.of("bounding", "effective", "permitted")) {
            var list = all.putArray(set);
            List.of(capabilities).forEach(list::add);
        }
        return this;
    }

    ImageContainer withMemoryLimit(long bytes) {
        ((ObjectNode) config.path("linux"))
                .putObject("resources")
                .putObject("memory")
                .put("limit", bytes);
        return withEnvironment(Map.of("BULWARK_MEMORY_LIMIT", Long.toString(bytes)));
    }

    /** Runs it to its end. */
    Command.Result run() throws IOException {
        var command = command();
        return Command.run("", command);
    }

    /** Runs it until it ends; what it writes is in {@link #output}. */
    Process start() throws IOException {
        return new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
    }

    private List<String> command() throws IOException {
        JSON.writeValue(folder.resolve("config.json").toFile(), config);
        return new ArrayList<>(List.of("runc", "run", "--bundle", folder.toString(), id));
    }

    /** Asks its first process to end, and returns how it did. */
    static int end(Process process) throws Exception {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the container did not end");
        }
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(folder.resolve("out"));
    }
}
