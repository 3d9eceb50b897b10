package io.bulwark.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The JSON Schema (2020-12) of each kind of document, for editors and for checks before a file gets here. */
public final class DocumentSchema {
    /* What the parser takes, a schema takes. The reverse does not hold: a schema can't say that ids are unique, that a block has no
     * host bits, or that templates overlap too much. */

    /** The kinds that have a schema. */
    public static final List<String> KINDS =
            List.of(ServiceAllowlist.KIND, InspectionPolicy.KIND, PeerIdentities.KIND, "LearnedProfile");

    private DocumentSchema() {}

    /** The schema of a kind as JSON text. */
    public static String of(String kind) {
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException("kind must be one of " + String.join(", ", KINDS) + ", was " + kind);
        }
        try (var in = DocumentSchema.class.getResourceAsStream("schema/" + kind + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the schema of " + kind + " is missing from the build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
