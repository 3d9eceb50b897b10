package io.bulwark.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One of our images, unpacked. Any number of containers share it, since none may write to it.
 *
 * @param root its layers, laid over each other
 * @param entrypoint the program, with its first arguments
 * @param environment variables as {@code NAME=VALUE}
 */
public record Image(Path root, JsonNode entrypoint, JsonNode environment) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What each is made of, in the folder of the whole project. */
    private static final Map<String, List<String>> SOURCES = Map.of(
            "proxy", List.of("k8s/images", "proxy/target/dist"),
            "init", List.of("k8s/images", "injector/src/main/interception"),
            "control-plane", List.of("k8s/images", "proxy/target/dist", "injector/target/dist"));

    /**
     * Builds those images that are older than what they are made of, which is packaged already, as tar files in {@code target/images}.
     *
     * @param top the folder of the whole project
     * @param names of images, as the script has them
     */
    public static void build(Path top, String... names) throws Exception {
        var command = new ArrayList<>(List.of(top.resolve("k8s/images/build").toString()));
        for (var name : names) {
            if (!isFresh(top, name)) {
                command.add(name);
            }
        }
        if (command.size() == 1) {
            return;
        }
        var log = Files.createTempFile("bulwark-images", ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("BULWARK_JDK", System.getProperty("java.home"));
        if (builder.start().waitFor() != 0) {
            throw new AssertionError(Files.readString(log));
        }
        Files.delete(log);
    }

    private static boolean isFresh(Path top, String name) throws IOException {
        var tar = top.resolve("target/images/bulwark-" + name + ".tar").toFile();
        for (var source : Objects.requireNonNull(SOURCES.get(name), name)) {
            try (var files = Files.walk(top.resolve(source))) {
                if (files.anyMatch(file -> file.toFile().lastModified() > tar.lastModified())) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Unpacks an image; deleted when {@code resources} are closed.
     *
     * @param tar the file that the build wrote
     */
    public static Image unpack(Path tar, Deque<AutoCloseable> resources) throws IOException {
        var folder = Folders.create(resources);
        var layout = Files.createDirectory(folder.resolve("layout"));
        var root = Files.createDirectory(folder.resolve("rootfs"));
        Command.run("tar", "-C", layout.toString(), "-xf", tar.toString()).expectSuccess();
        var index = JSON.readTree(layout.resolve("index.json").toFile());
        var manifest = read(layout, index.at("/manifests/0/digest"));
        for (var layer : manifest.path("layers")) {
            var packed = blob(layout, layer.path("digest")).toString();
            Command.run("tar", "-C", root.toString(), "--xattrs", "--xattrs-include=*", "-xzf", packed)
                    .expectSuccess();
        }
        var config = read(layout, manifest.at("/config/digest")).path("config");
        return new Image(root, config.path("Entrypoint"), config.path("Env"));
    }

    private static JsonNode read(Path layout, JsonNode digest) throws IOException {
        return JSON.readTree(blob(layout, digest).toFile());
    }

    private static Path blob(Path layout, JsonNode digest) {
        return layout.resolve("blobs").resolve(digest.asText().replace(':', '/'));
    }
}
