package io.bulwark.policy.learn;

import io.bulwark.policy.Characters;
import io.bulwark.policy.SegmentType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of the values that stood in one place: a segment of a template, or a parameter.
 *
 * @param kinds the types of those that were not empty
 * @param start what all of them begin with, as far as it is letters and signs; empty when there was none
 * @param samples how often each value came, as long as there are few; the count is of the replica that saw it most
 * @param many whether there were too many values, or too long ones, to keep them
 * @param registers how many different values there were, as ranks of a HyperLogLog
 */
public record Values(
        Set<SegmentType> kinds,
        int minLength,
        int maxLength,
        String start,
        Characters characters,
        NavigableMap<String, Long> samples,
        boolean many,
        String registers) {

    /** How many values are kept at most. */
    public static final int MAX_SAMPLES = 12;

    static final int MAX_SAMPLE_LENGTH = 48;
    static final int REGISTERS = 32;
    static final char ZERO = '0';
    private static final double ALPHA = 0.697;

    /** The least length of no value. */
    private static final int NO_LENGTH = Integer.MAX_VALUE;

    static final Values NONE =
            new Values(Set.of(), NO_LENGTH, 0, "", Characters.DIGITS, new TreeMap<>(), false, "0".repeat(REGISTERS));

    public Values {
        kinds = Kinds.copy(kinds);
        start = minLength == NO_LENGTH ? "" : start;
        many = many || samples.size() > MAX_SAMPLES;
        samples = many ? Collections.emptyNavigableMap() : Collections.unmodifiableNavigableMap(new TreeMap<>(samples));
        if (registers.length() != REGISTERS) {
            throw new IllegalArgumentException("registers must be " + REGISTERS + ", were " + registers.length());
        }
    }

    static Values of(String text, long count) {
        var sketch = new ValueSketch();
        var bytes = new Text(text);
        sketch.add(bytes, 0, bytes.length(), count);
        return sketch.values();
    }

    Values join(Values other) {
        var all = new TreeMap<>(samples);
        other.samples.forEach((value, count) -> all.merge(value, count, Math::max));
        var ranks = new char[REGISTERS];
        for (int i = 0; i < REGISTERS; i++) {
            ranks[i] = (char) Math.max(registers.charAt(i), other.registers.charAt(i));
        }
        var both = EnumSet.noneOf(SegmentType.class);
        both.addAll(kinds);
        both.addAll(other.kinds);
        return new Values(
                both,
                Math.min(minLength, other.minLength),
                Math.max(maxLength, other.maxLength),
                startWith(other),
                characters.and(other.characters),
                all,
                many || other.many,
                new String(ranks));
    }

    private String startWith(Values other) {
        if (minLength == NO_LENGTH || other.minLength == NO_LENGTH) {
            return minLength == NO_LENGTH ? other.start : start;
        }
        return SharedStart.join(start, other.start);
    }

    /** The narrowest kind that has them all. */
    SegmentType kind() {
        return kinds.stream().reduce(Kinds::join).orElse(SegmentType.ANY);
    }

    /** How many different values there were, about. */
    public long distinct() {
        if (!many) {
            return samples.size();
        }
        double sum = 0;
        int zeros = 0;
        for (int i = 0; i < REGISTERS; i++) {
            int rank = registers.charAt(i) - ZERO;
            sum += Math.pow(2, -rank);
            zeros += rank == 0 ? 1 : 0;
        }
        double estimate = ALPHA * REGISTERS * REGISTERS / sum;
        if (estimate < 2.5 * REGISTERS && zeros > 0) {
            estimate = REGISTERS * Math.log((double) REGISTERS / zeros);
        }
        return Math.max(samples.size(), Math.round(estimate));
    }
}
