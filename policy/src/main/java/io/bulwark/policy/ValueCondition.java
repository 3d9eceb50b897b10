package io.bulwark.policy;

import java.nio.charset.StandardCharsets;

/** Which values one parameter may have, compiled; immutable. */
final class ValueCondition {

    private final ValuePattern pattern;
    private final byte[] start;
    private final ByteTable oneOf;
    private final boolean anything;
    private final boolean anyCharacters;
    private final boolean listed;

    ValueCondition(ValuePattern pattern) {
        this.pattern = pattern;
        start = pattern.startsWith().getBytes(StandardCharsets.UTF_8);
        oneOf = ByteTable.of(pattern.oneOf());
        anything = pattern.withRepeated(false).equals(ValuePattern.any());
        listed = !pattern.oneOf().isEmpty();
        anyCharacters = pattern.characters().equals(Characters.ANY);
    }

    boolean once() {
        return !pattern.repeated();
    }

    /** Whether {@code query[from..to)} decodes to a value that is allowed. */
    boolean allows(Bytes query, int from, int to, Scratch scratch) {
        if (anything) {
            return true;
        }
        return FormText.decode(query, from, to, pattern.maxLength(), scratch) && allows(scratch);
    }

    /** Whether a decoded value is allowed. */
    boolean allows(Bytes value) {
        return (pattern.type() == SegmentType.ANY || pattern.type().fits(value)) && fits(value, 0, value.length());
    }

    /** Whether {@code bytes[from..to)}, as it is, has all that is asked for besides the type. */
    boolean fits(Bytes bytes, int from, int to) {
        if (to - from < pattern.minLength() || to - from > pattern.maxLength()) {
            return false;
        }
        if (start.length > 0 && !starts(bytes, from, to)) {
            return false;
        }
        if (listed && oneOf.find(0, bytes, from, to) == ByteTable.ABSENT) {
            return false;
        }
        return anyCharacters || pattern.characters().has(bytes, from, to);
    }

    private boolean starts(Bytes bytes, int from, int to) {
        if (to - from < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (bytes.get(from + i) != start[i]) {
                return false;
            }
        }
        return true;
    }

    /** What is allowed, for a person. */
    String told() {
        if (!pattern.oneOf().isEmpty()) {
            return Told.listed(pattern.oneOf());
        }
        var type = pattern.type() == SegmentType.ANY
                ? ""
                : "type " + pattern.type().word() + ", ";
        var begin = pattern.startsWith().isEmpty() ? "" : ", beginning with " + Told.text(pattern.startsWith());
        return type + "characters "
                + pattern.characters().told() + ", length " + pattern.minLength() + ".." + pattern.maxLength() + begin
                + (pattern.repeated() ? "" : ", once");
    }
}
