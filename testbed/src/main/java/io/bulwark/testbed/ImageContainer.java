package io.bulwark.testbed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
public final class ImageContainer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Path folder;
    private final String id;
    private final ObjectNode config;

    /**
     * A container, not yet run; deleted when {@code resources} are closed.
     *
     * @param namespace whose network the container has
     */
    public ImageContainer(Image image, Namespace namespace, long uid, Deque<AutoCloseable> resources)
            throws IOException {
        id = "bw-" + Long.toString(ProcessHandle.current().pid(), 36) + "-" + COUNTER.incrementAndGet();
        folder = Folders.create(resources);
        config = JSON.createObjectNode().put("ociVersion", "1.0.2").put("hostname", "pod");
        config.putObject("root").put("path", image.root().toString()).put("readonly", true);
        var process = config.putObject("process").put("cwd", "/").put("noNewPrivileges", true);
        process.putObject("user").put("uid", uid).put("gid", uid);
        process.set("args", image.entrypoint().deepCopy());
        process.set("env", image.environment().deepCopy());
        process.putObject("capabilities");
        mounts();
        sandbox(namespace);
        resources.push(() -> Command.run("runc", "delete", "--force", id));
    }

    private void mounts() {
        config.putArray("mounts");
        mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev");
        mount("/dev", "tmpfs", "tmpfs", "nosuid", "mode=755", "size=64k");
        mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro");
    }

    private ImageContainer mount(String destination, String type, String source, String... options) {
        var mount = ((ArrayNode) config.path("mounts")).addObject();
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
    public ImageContainer withMemory(String path) {
        return mount(path, "tmpfs", "tmpfs", "nosuid", "nodev", "mode=1777", "size=16m");
    }

    /** A file of the machine's in place of one of the image's. */
    public ImageContainer withFile(String path, Path file) {
        return mount(path, "bind", file.toString(), "bind", "ro");
    }

    /** A folder of the machine's in place of one of the image's, as a volume that outlives the container. */
    public ImageContainer withFolder(String path, Path folder, boolean readOnly) {
        return mount(path, "bind", folder.toString(), "bind", readOnly ? "ro" : "rw");
    }

    public ImageContainer withArguments(String... arguments) {
        var args = (ArrayNode) config.at("/process/args");
        List.of(arguments).forEach(args::add);
        return this;
    }

    public ImageContainer withEnvironment(Map<String, String> variables) {
        var env = (ArrayNode) config.at("/process/env");
        variables.forEach((name, value) -> env.add(name + "=" + value));
        return this;
    }

    /** As with {@code capabilities.add} of a container whose user is not root: it may have them, but no program is given them. */
    public ImageContainer withCapabilities(String... capabilities) {
        var all = (ObjectNode) config.at("/process/capabilities");
        for (var set : List.of("bounding", "effective", "permitted")) {
            var list = all.putArray(set);
            List.of(capabilities).forEach(list::add);
        }
        return this;
    }

    public ImageContainer withMemoryLimit(long bytes) {
        ((ObjectNode) config.path("linux"))
                .putObject("resources")
                .putObject("memory")
                .put("limit", bytes);
        return withEnvironment(Map.of("BULWARK_MEMORY_LIMIT", Long.toString(bytes)));
    }

    /** Runs it to its end. */
    public Command.Result run() throws IOException {
        var command = command();
        return Command.run("", command);
    }

    /** Runs it until it ends; what it writes is in {@link #output}. */
    public Process start() throws IOException {
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
    public static int end(Process process) throws Exception {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the container did not end");
        }
        return process.exitValue();
    }

    public String output() throws IOException {
        return Files.readString(folder.resolve("out"));
    }
}
