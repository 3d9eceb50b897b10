package io.bulwark.signatures;

import io.bulwark.signatures.validate.Validator;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Small signatures for tests of the machinery. */
public final class TestSignatures {
    private TestSignatures() {}

    /** A signature without samples that matches this pattern in these fields, bytes as they are. */
    public static Signature signature(String id, String pattern, Field... fields) {
        return signature(id, pattern, Validator.NONE, 1, Set.of(), Set.of(), fields);
    }

    public static Signature signature(
            String id,
            String pattern,
            Validator validator,
            int threshold,
            Set<Transform> transforms,
            Set<String> headers,
            Field... fields) {
        return new Signature(
                "test-" + id,
                "test",
                "Test " + id,
                Severity.LOW,
                Confidence.LOW,
                new Tactic("initial-access", "T1190"),
                Set.copyOf(Arrays.asList(fields)),
                headers,
                transforms,
                pattern,
                validator,
                threshold,
                List.of(),
                List.of());
    }
}
