package io.bulwark.signatures.compile;

import io.bulwark.signatures.match.hyperscan.DatabaseFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Remembers beside the output what it was made from, so that an unchanged catalogue isn't compiled again. */
final class Stamp {
    private final Path file;
    private final String digest;

    Stamp(Path output, Map<String, String> files) throws IOException {
        file = output.resolveSibling("signatures.stamp");
        digest = digest(output, files);
    }

    boolean isFresh() throws IOException {
        return Files.exists(file) && Files.readString(file).equals(digest);
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    void write() throws IOException {
        Files.writeString(file, digest);
    }

    /* The rules are code: another class file may refuse what this one took. */
    private static String digest(Path output, Map<String, String> files) throws IOException {
        try (var classes = Files.walk(output)) {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(DatabaseFiles.engineVersion().getBytes(StandardCharsets.UTF_8));
            for (var path : classes.filter(path -> path.toString().endsWith(".class"))
                    .sorted()
                    .toList()) {
                digest.update(Files.readAllBytes(path));
            }
            for (var entry : files.entrySet()) {
                digest.update((entry.getKey() + '\0' + entry.getValue() + '\0').getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
