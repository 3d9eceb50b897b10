package io.bulwark.signatures.match.hyperscan;

import io.bulwark.signatures.Field;
import io.bulwark.signatures.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the build does with databases: checks each pattern, and writes every database that a start may need. */
public final class DatabaseFiles {
    private DatabaseFiles() {}

    /** Why the engine refuses this signature's pattern; empty when it takes it. */
    public static Optional<String> refusal(Signature signature) {
        for (var mode : Mode.values()) {
            var key = HyperscanMatcher.key(List.of(signature), Platform.BASELINE, mode);
            switch (Database.compile(key)) {
                case Database.Compiled.Refused refused -> {
                    return Optional.of(refused.reason());
                }
                case Database.Compiled.Done(var database) -> database.free();
            }
        }
        return Optional.empty();
    }

    /** Compiles for each platform, field and mode into an empty folder; gives the files' sizes by their names. */
    public static Map<String, Long> write(List<Signature> signatures, Path folder) throws IOException {
        var sizes = new TreeMap<String, Long>();
        Files.createDirectories(folder);
        for (var platform : Platform.values()) {
            for (var field : Field.values()) {
                var readers = signatures.stream()
                        .filter(signature -> signature.fields().contains(field))
                        .toList();
                for (var mode : readers.isEmpty() ? List.<Mode>of() : HyperscanMatcher.modes(field)) {
                    var key = HyperscanMatcher.key(readers, platform, mode);
                    if (!sizes.containsKey(key.fileName())) {
                        sizes.put(key.fileName(), write(key, folder));
                    }
                }
            }
        }
        return sizes;
    }

    private static long write(DatabaseKey key, Path folder) throws IOException {
        return switch (Database.compile(key)) {
            case Database.Compiled.Refused refused -> throw new IllegalArgumentException(refused.reason());
            case Database.Compiled.Done(var database) -> {
                var bytes = database.serialise();
                database.free();
                Files.write(folder.resolve(key.fileName()), bytes);
                yield (long) bytes.length;
            }
        };
    }

    /** The engine's version, which every database depends on. */
    public static String engineVersion() {
        return HyperscanDatabases.version();
    }
}
