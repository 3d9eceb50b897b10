package io.bulwark.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;

/**
 * One of our images, unpacked. Any number of containers share it, since none may write to it.
 *
 * @param root its layers, laid over each other
 * @param entrypoint the program, with its first arguments
 * @param environment variables as {@code NAME=VALUE}
 */
public record Image(Path root, JsonNode entrypoint, JsonNode environment) {
    private static final ObjectMapper JSON = new ObjectMapper();

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
