package io.bulwark.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** Folders that live as long as a test. */
public final class Folders {
    private static final List<String> IPTABLES = List.of("", "-restore", "-save");

    private Folders() {}

    /** A new folder that every user may read; deleted when {@code resources} are closed. */
    public static Path create(Deque<AutoCloseable> resources) throws IOException {
        var folder = Files.createTempDirectory("bulwark-e2e");
        resources.push(() -> delete(folder));
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A folder of programs that lacks nft and whose iptables is the one of old kernels. */
    public static Path withLegacyIptables(Deque<AutoCloseable> resources) throws IOException {
        var folder = create(resources);
        for (var family : List.of("iptables", "ip6tables")) {
            for (var tool : IPTABLES) {
                Files.createSymbolicLink(
                        folder.resolve(family + tool), Path.of("/usr/sbin/" + family + "-legacy" + tool));
            }
        }
        return folder;
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
