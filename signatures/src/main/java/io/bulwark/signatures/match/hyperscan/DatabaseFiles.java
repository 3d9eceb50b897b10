package io.bulwark.signatures.match.hyperscan;

import io.bulwark.signatures.Field;
import io.bulwark.signatures.Signature;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What the build does with databases: checks each pattern, and makes every database that a start may need. */
public final class DatabaseFiles {
    private DatabaseFiles() {}

    /** Why the engine refuses this signature's pattern; empty when it takes it. */
    public static Optional<String> refusal(Signature signature) {
        return switch (Database.compile(HyperscanMatcher.key(List.of(signature), Platform.BASELINE, Mode.BLOCK))) {
            case Database.Compiled.Refused refused -> Optional.of(refused.reason());
            case Database.Compiled.Done(var database) -> {
                database.free();
                yield Optional.empty();
            }
        };
    }

    /** How many bytes any match of this signature has at least; empty when the engine can't tell. */
    public static OptionalInt minimumWidth(Signature signature) {
        return switch (Database.minimumWidth(Expression.of(signature))) {
            case Database.Width.AtLeast(var bytes) -> OptionalInt.of(bytes);
            case Database.Width.Unknown _ -> OptionalInt.empty();
        };
    }

    /**
     * Every database that a start may need, for each platform, field and mode, by the names that sources know.
     *
     * @throws IllegalArgumentException where the engine refuses the set
     */
    public static Map<String, byte[]> compile(List<Signature> signatures) {
        var files = new TreeMap<String, byte[]>();
        for (var platform : Platform.values()) {
            for (var field : Field.values()) {
                var readers = signatures.stream()
                        .filter(signature -> signature.fields().contains(field))
                        .toList();
                for (var mode : readers.isEmpty() ? List.<Mode>of() : HyperscanMatcher.modes(field)) {
                    var key = HyperscanMatcher.key(readers, platform, mode);
                    files.computeIfAbsent(key.fileName(), _ -> compile(key));
                }
            }
        }
        return files;
    }

    private static byte[] compile(DatabaseKey key) {
        return switch (Database.compile(key)) {
            case Database.Compiled.Refused refused -> throw new IllegalArgumentException(refused.reason());
            case Database.Compiled.Done(var database) -> {
                var bytes = database.serialise();
                database.free();
                yield bytes;
            }
        };
    }

    /** The engine's version, which every database depends on. */
    public static String engineVersion() {
        return HyperscanDatabases.version();
    }
}
