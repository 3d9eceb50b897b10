package io.bulwark.policy;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Which values one parameter may have: all of the conditions hold. Lengths are in bytes of the decoded value.
 *
 * @param type {@link SegmentType#ANY} stands for any value, an empty one included
 * @param startsWith what the value begins with; may be empty
 * @param characters {@link Characters#ANY} stands for any
 * @param oneOf the only values that it may have; empty when they are not listed
 * @param repeated whether one call may have the parameter more than once
 */
public record ValuePattern(
        SegmentType type,
        int minLength,
        int maxLength,
        String startsWith,
        Characters characters,
        NavigableSet<String> oneOf,
        boolean repeated) {

    /** The longest value that conditions can allow; a longer one fits only where there are none. */
    public static final int MAX_LENGTH = 4096;

    /** The most entries that {@code oneOf} may hold. */
    public static final int MAX_VALUES = 256;

    /** The most characters that {@code startsWith} may have. */
    public static final int MAX_START = 64;

    public ValuePattern {
        oneOf = Collections.unmodifiableNavigableSet(new TreeSet<>(oneOf));
        if (minLength < 0 || maxLength > MAX_LENGTH || minLength > maxLength) {
            throw new IllegalArgumentException("minLength..maxLength must be within 0.." + MAX_LENGTH
                    + " and in order, was " + minLength + ".." + maxLength);
        }
        if (startsWith.length() > MAX_START) {
            throw new IllegalArgumentException(
                    "startsWith must have 0.." + MAX_START + " characters, had " + startsWith.length());
        }
        if (oneOf.size() > MAX_VALUES) {
            throw new IllegalArgumentException("oneOf must hold 0.." + MAX_VALUES + " entries, held " + oneOf.size());
        }
    }

    /** Any value, once. */
    public static ValuePattern any() {
        return new ValuePattern(SegmentType.ANY, 0, MAX_LENGTH, "", Characters.ANY, new TreeSet<>(), false);
    }

    /** Any value of a type, once. */
    public static ValuePattern of(SegmentType type) {
        return new ValuePattern(type, 0, MAX_LENGTH, "", Characters.ANY, new TreeSet<>(), false);
    }

    /** One of these values, once. */
    public static ValuePattern oneOf(NavigableSet<String> values) {
        return new ValuePattern(SegmentType.ANY, 0, MAX_LENGTH, "", Characters.ANY, values, false);
    }

    /** The same for values of a type. */
    ValuePattern withType(SegmentType other) {
        return new ValuePattern(other, minLength, maxLength, startsWith, characters, oneOf, repeated);
    }

    /** The same for a parameter that may, or may not, come more than once. */
    public ValuePattern withRepeated(boolean other) {
        return new ValuePattern(type, minLength, maxLength, startsWith, characters, oneOf, other);
    }
}
