package io.bulwark.policy;

/** Which values one parameter may have, compiled; immutable. */
final class ValueCondition {

    private final ValuePattern pattern;
    private final ByteTable oneOf;
    private final boolean anything;

    ValueCondition(ValuePattern pattern) {
        this.pattern = pattern;
        oneOf = ByteTable.of(pattern.oneOf());
        anything = pattern.withRepeated(false).equals(ValuePattern.any());
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
        if (value.length() < pattern.minLength()
                || (pattern.type() != SegmentType.ANY && !pattern.type().fits(value))) {
            return false;
        }
        if (!pattern.oneOf().isEmpty() && oneOf.find(value) == ByteTable.ABSENT) {
            return false;
        }
        if (pattern.characters() != CharacterSet.ANY) {
            for (int i = 0; i < value.length(); i++) {
                if (CharacterSet.of(value.get(i)).compareTo(pattern.characters()) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What is allowed, for a person. */
    String told() {
        if (!pattern.oneOf().isEmpty()) {
            return Told.listed(pattern.oneOf());
        }
        return "type " + pattern.type().word() + ", characters "
                + pattern.characters().word() + ", length " + pattern.minLength() + ".." + pattern.maxLength()
                + (pattern.repeated() ? "" : ", once");
    }
}
