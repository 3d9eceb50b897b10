package io.bulwark.policy.learn;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.Characters;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all values in one place begin with, as far as it is letters and signs: numbers that all are alike may be those of a day. */
final class SharedStart {
    /** The most characters of it. */
    static final int MOST = 24;

    private static final int LEAST_LETTERS = 2;
    private static final Set<String> OF_A_TIME = Set.of(
            ("jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october"
                            + " november december mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday")
                    .split(" ", -1));

    private static final byte[] NOTHING = {};

    /** Null as long as there was no value. */
    private byte @Nullable [] text;

    private int length;

    /** Notes a value, or the beginning of one. */
    void add(Bytes bytes, int from, int to) {
        if (text == null) {
            text = head(bytes, from, to);
            length = text.length;
        } else if (length > 0) {
            int same = 0;
            while (same < length && same < to - from && text[same] == bytes.get(from + same)) {
                same++;
            }
            length = same;
        }
    }

    private static byte[] head(Bytes bytes, int from, int to) {
        int end = from;
        while (end < to && end - from < MOST && isPart((char) (bytes.get(end) & 0xff))) {
            end++;
        }
        return end == from ? NOTHING : Text.copy(bytes, from, end);
    }

    private static boolean isPart(char next) {
        return (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || Characters.isSign(next);
    }

    /** Whether a text can be one. */
    static boolean isOne(String text) {
        return text.length() <= MOST && text.chars().allMatch(c -> isPart((char) c));
    }

    /** Adds what another one has noted. */
    void add(SharedStart other) {
        if (other.text != null) {
            add(new Text(Arrays.copyOf(other.text, other.length)), 0, other.length);
        }
    }

    SharedStart copy() {
        var copy = new SharedStart();
        copy.text = text;
        copy.length = length;
        return copy;
    }

    /** Of values that there were, and of others; an empty one is shared by all. */
    static String join(String one, String other) {
        int same = 0;
        while (same < Math.min(one.length(), other.length()) && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        return one.substring(0, same);
    }

    /** What values may be asked to begin with: whole words and a sign behind them, which are not the names of a time. */
    static String words(String start) {
        int end = start.length();
        while (end > 0 && !Characters.isSign(start.charAt(end - 1))) {
            end--;
        }
        var words = start.substring(0, end);
        long letters = words.chars().filter(c -> !Characters.isSign((char) c)).count();
        var time = Arrays.stream(words.split("[^A-Za-z]", -1))
                .anyMatch(word -> OF_A_TIME.contains(word.toLowerCase(Locale.ROOT)));
        return letters < LEAST_LETTERS || time ? "" : words;
    }

    @Override
    public String toString() {
        return text == null ? "" : new String(text, 0, length, StandardCharsets.US_ASCII);
    }
}
