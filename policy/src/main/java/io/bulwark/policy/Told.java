package io.bulwark.policy;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/** Rules and calls as short, printable text for those who are told of a denial. */
final class Told {

    private static final int MAX_TEXT = 128;
    private static final int MAX_LISTED = 4;

    private Told() {}

    static String text(Bytes bytes) {
        return Printable.of(bytes, MAX_TEXT);
    }

    static String text(String text) {
        return text(bytes(text));
    }

    static Bytes bytes(String text) {
        return new ArrayBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    static String listed(Collection<?> expected) {
        var some = expected.stream().limit(MAX_LISTED).map(Object::toString).collect(Collectors.joining(", "));
        return text(expected.size() > MAX_LISTED ? some + ", ..." : some);
    }
}
