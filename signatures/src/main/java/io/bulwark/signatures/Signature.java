package io.bulwark.signatures;

import io.bulwark.signatures.validate.Validator;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One thing to look for: where, how, how grave it is, and the samples that prove it. */
public record Signature(
        String id,
        String group,
        String title,
        Severity severity,
        Confidence confidence,
        Tactic tactic,
        Set<Field> fields,
        Set<String> headers,
        Set<Transform> transforms,
        String pattern,
        Validator validator,
        int threshold,
        List<Sample> match,
        List<Sample> nomatch) {
    public static final int MAX_THRESHOLD = 1_000;
    public static final int MAX_PATTERN_LENGTH = 8_192;

    /** No match in a string of a message has fewer bytes, so that a shorter string needs no look. */
    public static final int MIN_STRING_MATCH = 3;

    /** An escape of a control byte other than the blanks, or of one beyond ASCII. */
    private static final Pattern BINARY = Pattern.compile("\\\\x(?:0[0-8ef]|1|7f|[89a-f])", Pattern.CASE_INSENSITIVE);

    private static final Pattern KEBAB = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern HEADER = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");

    public Signature {
        fields = Set.copyOf(fields);
        headers = Set.copyOf(headers);
        transforms = Set.copyOf(transforms);
        match = List.copyOf(match);
        nomatch = List.copyOf(nomatch);
        requireNames(id, group, title);
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("fields must name one or more of " + Field.allowed() + ", was empty");
        }
        requireHeaders(headers, fields);
        requirePattern(pattern);
        if (threshold < 1 || threshold > MAX_THRESHOLD) {
            throw new IllegalArgumentException("threshold must be 1.." + MAX_THRESHOLD + ", was " + threshold);
        }
        requireSampleFields(fields, match);
        requireSampleFields(fields, nomatch);
    }

    private static void requireNames(String id, String group, String title) {
        if (!KEBAB.matcher(group).matches()) {
            throw new IllegalArgumentException("group must be kebab-case, was '" + group + "'");
        }
        if (!KEBAB.matcher(id).matches() || !id.startsWith(group + "-")) {
            throw new IllegalArgumentException(
                    "id must be kebab-case and start with '" + group + "-', was '" + id + "'");
        }
        if (title.isBlank()) {
            throw new IllegalArgumentException("title must not be blank, was '" + title + "'");
        }
    }

    private static void requirePattern(String pattern) {
        if (pattern.isEmpty() || pattern.length() > MAX_PATTERN_LENGTH) {
            throw new IllegalArgumentException(
                    "pattern must have 1.." + MAX_PATTERN_LENGTH + " characters, was " + pattern.length());
        }
        int odd = pattern.chars().filter(c -> c < ' ' || c > '~').findFirst().orElse(-1);
        if (odd >= 0) {
            throw new IllegalArgumentException(
                    "pattern must be printable ASCII (write other bytes as \\xHH), was U+%04X in it".formatted(odd));
        }
    }

    private static void requireHeaders(Collection<String> headers, Collection<Field> fields) {
        if (!headers.isEmpty() && !fields.stream().allMatch(Field::isHeaderBlock)) {
            throw new IllegalArgumentException("headers is allowed only where every field is http.header or "
                    + "http.response.header, was " + ids(fields));
        }
        for (var header : headers) {
            if (!HEADER.matcher(header).matches()) {
                throw new IllegalArgumentException("headers must be lower-case header names, was '" + header + "'");
            }
        }
    }

    private static void requireSampleFields(Set<Field> fields, List<Sample> samples) {
        for (var sample : samples) {
            if (!fields.containsAll(sample.fields())) {
                throw new IllegalArgumentException("field of a sample must be one of the signature's fields ("
                        + ids(fields) + "), was " + ids(sample.fields()));
            }
        }
    }

    private static String ids(Collection<Field> fields) {
        return fields.stream().sorted().map(Field::id).collect(Collectors.joining(", "));
    }

    /** Whether this signature reads that view of its fields. */
    public boolean reads(View view) {
        return switch (view) {
            case RAW -> true;
            case PERCENT -> transforms.contains(Transform.PERCENT);
        };
    }

    /** Whether it looks for bytes that no text has, so that binary values are of interest to it. */
    public boolean isBinary() {
        return BINARY.matcher(pattern).find();
    }

    /** Whether the first match decides, so that the engine need not report the others. */
    public boolean firstMatchDecides() {
        return threshold == 1 && validator == Validator.NONE && headers.isEmpty();
    }
}
