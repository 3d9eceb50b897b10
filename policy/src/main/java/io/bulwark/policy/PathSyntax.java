package io.bulwark.policy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The grammar of path patterns: says what is wrong with one, as the end of a sentence that begins with its key. */
final class PathSyntax {

    /** The longest pattern, in bytes. */
    static final int MAX_BYTES = 2048;

    /** The most segments that a template may have. */
    static final int MAX_SEGMENTS = 64;

    private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]{0,62})(?::([a-z]{1,8}))?}");
    private static final Pattern PERCENT_CODED = Pattern.compile("%[0-9A-Fa-f]{2}");

    private PathSyntax() {}

    static Optional<String> faultInExact(String text) {
        return text.equals("*") ? Optional.empty() : faultInAny(text).or(() -> faultInDots(segments(text)));
    }

    static Optional<String> faultInPrefix(String text) {
        return faultInAny(text).or(() -> {
            var segments = segments(text);
            // The last piece may be the beginning of a longer segment: "/." has "/.well-known".
            return faultInDots(segments.subList(0, segments.size() - 1));
        });
    }

    static Optional<String> faultInTemplate(String text) {
        return faultInAny(text).or(() -> {
            var segments = segments(text);
            if (segments.size() > MAX_SEGMENTS) {
                return Optional.of("must have at most " + MAX_SEGMENTS + " segments, had " + segments.size());
            }
            return faultInDots(segments).or(() -> faultInVariables(segments));
        });
    }

    /** Whether the text looks like a percent-encoded path, which a decoded one hardly ever equals. */
    static boolean looksEncoded(String text) {
        return PERCENT_CODED.matcher(text).find();
    }

    static boolean isVariable(String segment) {
        return segment.startsWith("{") && !segment.startsWith("{{");
    }

    /** What a segment of a template that is no variable stands for: braces of its own are doubled there. */
    static String literal(String segment) {
        return segment.replace("{{", "{").replace("}}", "}");
    }

    /** How a template writes text that stands for itself. */
    static String escaped(String text) {
        return text.replace("{", "{{").replace("}", "}}");
    }

    /** What a variable stands for: <code>{int}</code> and <code>{id:int}</code> for a number, <code>{id}</code> for anything. */
    static SegmentType typeOf(String variable) {
        var type = typeWord(variable);
        return typeNamed(type.isEmpty() ? nameOf(variable) : type).orElse(SegmentType.ANY);
    }

    /** Whether a variable is its type and has no name. */
    static boolean isTypeAlone(String variable) {
        return typeWord(variable).isEmpty() && typeNamed(nameOf(variable)).isPresent();
    }

    static String nameOf(String variable) {
        int colon = variable.indexOf(':');
        return variable.substring(1, colon < 0 ? variable.length() - 1 : colon);
    }

    private static String typeWord(String variable) {
        int colon = variable.indexOf(':');
        return colon < 0 ? "" : variable.substring(colon + 1, variable.length() - 1);
    }

    private static Optional<SegmentType> typeNamed(String word) {
        return Stream.of(SegmentType.values())
                .filter(type -> type.word().equals(word))
                .findFirst();
    }

    static List<String> segments(String text) {
        return List.of(text.substring(1).split("/", -1));
    }

    static void require(Optional<String> fault, String text) {
        if (fault.isPresent()) {
            throw new IllegalArgumentException("path " + fault.get() + ", was " + Printable.quoted(text));
        }
    }

    private static Optional<String> faultInAny(String text) {
        if (!text.startsWith("/")) {
            return Optional.of("must begin with \"/\"");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return Optional.of("must be at most " + MAX_BYTES + " bytes long");
        }
        if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            return Optional.of("must not hold \"?\" or \"#\": the query is not part of the path");
        }
        if (text.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            return Optional.of("must not hold control characters");
        }
        return Optional.empty();
    }

    private static Optional<String> faultInDots(List<String> segments) {
        return segments.contains(".") || segments.contains("..")
                ? Optional.of("must not hold \".\" or \"..\" segments: paths are compared normalised")
                : Optional.empty();
    }

    private static boolean hasNoBraceAlone(String segment) {
        var rest = segment.replace("{{", "").replace("}}", "");
        return rest.indexOf('{') < 0 && rest.indexOf('}') < 0;
    }

    static Optional<String> faultInVariables(List<String> segments) {
        Set<String> names = new HashSet<>();
        for (var segment : segments) {
            if (!isVariable(segment) && hasNoBraceAlone(segment)) {
                continue;
            }
            if (!VARIABLE.matcher(segment).matches()) {
                return Optional.of("must have variables that are a whole segment, such as {id}");
            }
            var type = typeWord(segment);
            if (!type.isEmpty() && typeNamed(type).isEmpty()) {
                return Optional.of(
                        "must have variables of the types int, uuid, date, hash, slug, token or any, had " + segment);
            }
            var name = nameOf(segment);
            if (!isTypeAlone(segment) && !names.add(name)) {
                return Optional.of("must not name the variable {" + name + "} twice");
            }
        }
        return Optional.empty();
    }
}
