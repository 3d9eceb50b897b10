package io.bulwark.signatures.match.hyperscan;

import java.util.Optional;

/** Where databases that were compiled at build time are found by the name of their key. */
@FunctionalInterface
public interface DatabaseSource {
    /** A source that has none, so that everything is compiled in the process. */
    DatabaseSource NONE = _ -> Optional.empty();

    /** The folder of the class path into which the build writes databases. */
    String FOLDER = "/io/bulwark/signatures/databases/";

    /** The databases that ship with this module. */
    DatabaseSource CLASS_PATH = name -> {
        try (var in = DatabaseSource.class.getResourceAsStream(FOLDER + name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (java.io.IOException _) {
            return Optional.empty();
        }
    };

    /** The serialised database, if it is there. */
    Optional<byte[]> find(String name);
}
