package io.bulwark.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The grammar of key patterns: says what is wrong with one, as the end of a sentence that begins with its key. */
final class KeySyntax {

    /** What parts the segments of a key. */
    static final char SEPARATOR = ':';

    /** The longest pattern, in bytes. */
    static final int MAX_BYTES = 512;

    private KeySyntax() {}

    static Optional<String> faultInAny(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > MAX_BYTES) {
            return Optional.of("must be 1.." + MAX_BYTES + " bytes long");
        }
        return text.chars().anyMatch(c -> c < 0x20 || c == 0x7f)
                ? Optional.of("must not hold control characters")
                : Optional.empty();
    }

    static Optional<String> faultInTemplate(String text) {
        return faultInAny(text).or(() -> {
            var segments = segments(text);
            return segments.size() > PathSyntax.MAX_SEGMENTS
                    ? Optional.of("must have at most " + PathSyntax.MAX_SEGMENTS + " segments, had " + segments.size())
                    : PathSyntax.faultInVariables(segments);
        });
    }

    /** The pieces between colons; a colon inside of braces is part of a variable. Doubled braces are no variable's. */
    static List<String> segments(String text) {
        List<String> segments = new ArrayList<>();
        int from = 0;
        boolean inVariable = false;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (!inVariable && next == '{' && text.startsWith("{{", i)) {
                i++;
                continue;
            }
            inVariable = next == '{' || (inVariable && next != '}');
            if (next == SEPARATOR && !inVariable) {
                segments.add(text.substring(from, i));
                from = i + 1;
            }
        }
        segments.add(text.substring(from));
        return segments;
    }

    static void require(Optional<String> fault, String text) {
        if (fault.isPresent()) {
            throw new IllegalArgumentException("key " + fault.get() + ", was " + Printable.quoted(text));
        }
    }
}
