package io.bulwark.policy.learn;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.Characters;
import io.bulwark.policy.SegmentType;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a learner notes of the values in one place. Makes no object for values that it has noted before. */
final class ValueSketch {
    /** What one sketch takes, about, without its samples. */
    static final int BYTES = 248;

    private static final int SAMPLE = 64;

    private final EnumSet<SegmentType> kinds = EnumSet.noneOf(SegmentType.class);
    private int minLength = Integer.MAX_VALUE;
    private int maxLength;
    private final @Nullable SharedStart start;
    private long characters;
    private boolean many;
    private int samples;
    private byte @Nullable [][] names;
    private long @Nullable [] counts;
    private final byte[] ranks = new byte[Values.REGISTERS];

    ValueSketch() {
        this(new SharedStart());
    }

    private ValueSketch(@Nullable SharedStart start) {
        this.start = start;
    }

    /** A sketch that never keeps anything of a value. */
    static ValueSketch withoutSamples() {
        var sketch = new ValueSketch(null);
        sketch.many = true;
        return sketch;
    }

    /** Notes a value; returns how much bigger that has made the sketch, in bytes. */
    int add(Bytes bytes, int from, int to, long count) {
        return add(bytes, from, to, to - from, Characters.read(bytes, from, to), count);
    }

    /**
     * Notes a value of which the bytes may be only the beginning.
     *
     * @param length of the whole
     * @param all which characters the whole has, as {@link Characters#then} knows them
     */
    @SuppressWarnings("TooManyParameters")
    int add(Bytes bytes, int from, int to, int length, long all, long count) {
        boolean whole = length == to - from;
        if (length > 0) {
            kinds.add(whole ? SegmentType.of(bytes, from, to) : SegmentType.ANY);
        }
        minLength = Math.min(minLength, length);
        maxLength = Math.max(maxLength, length);
        characters |= all;
        if (start != null) {
            start.add(bytes, from, to);
        }
        long hash = Text.hash(bytes, from, to) + (whole ? 0 : length);
        int register = (int) (hash & Values.REGISTERS - 1);
        int rank = Math.min(Long.numberOfLeadingZeros(hash | Values.REGISTERS) + 1, 60);
        if (rank > ranks[register]) {
            ranks[register] = (byte) rank;
        }
        return many ? 0 : sample(bytes, from, whole ? to : from + Values.MAX_SAMPLE_LENGTH + 1, count);
    }

    private int sample(Bytes bytes, int from, int to, long count) {
        if (names == null || counts == null) {
            names = new byte[Values.MAX_SAMPLES][];
            counts = new long[Values.MAX_SAMPLES];
        }
        for (int i = 0; i < samples; i++) {
            if (Text.same(names[i], bytes, from, to)) {
                counts[i] += count;
                return 0;
            }
        }
        if (samples == Values.MAX_SAMPLES || to - from > Values.MAX_SAMPLE_LENGTH) {
            int freed = samples * SAMPLE;
            many = true;
            samples = 0;
            names = null;
            counts = null;
            return -freed;
        }
        names[samples] = Text.copy(bytes, from, to);
        counts[samples++] = count;
        return SAMPLE;
    }

    /** Adds what another sketch has noted. */
    void add(ValueSketch other) {
        kinds.addAll(other.kinds);
        minLength = Math.min(minLength, other.minLength);
        maxLength = Math.max(maxLength, other.maxLength);
        characters |= other.characters;
        if (start != null && other.start != null) {
            start.add(other.start);
        }
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = (byte) Math.max(ranks[i], other.ranks[i]);
        }
        var from = other.names;
        var fromCounts = other.counts;
        if (other.many || from == null || fromCounts == null) {
            many |= other.many;
            if (many) {
                samples = 0;
                names = null;
                counts = null;
            }
            return;
        }
        for (int i = 0; i < other.samples && !many; i++) {
            var _ = sample(new Text(from[i]), 0, from[i].length, fromCounts[i]);
        }
    }

    /** What the sketch takes, about. */
    long bytes() {
        return BYTES + (long) samples * SAMPLE;
    }

    /** A sketch of its own that knows the same. */
    ValueSketch copy() {
        var copy = new ValueSketch(start == null ? null : start.copy());
        copy.kinds.addAll(kinds);
        copy.minLength = minLength;
        copy.maxLength = maxLength;
        copy.characters = characters;
        copy.many = many;
        copy.samples = samples;
        copy.names = names == null ? null : names.clone();
        copy.counts = counts == null ? null : counts.clone();
        System.arraycopy(ranks, 0, copy.ranks, 0, ranks.length);
        return copy;
    }

    /** The same, immutable. */
    Values values() {
        var kept = new TreeMap<String, Long>();
        if (names != null && counts != null) {
            for (int i = 0; i < samples; i++) {
                kept.merge(new String(names[i], StandardCharsets.UTF_8), counts[i], Long::sum);
            }
        }
        var text = new StringBuilder(Values.REGISTERS);
        for (byte rank : ranks) {
            text.append((char) (Values.ZERO + rank));
        }
        return new Values(
                kinds,
                minLength,
                maxLength,
                start == null ? "" : start.toString(),
                Characters.of(characters),
                kept,
                many,
                text.toString());
    }
}
