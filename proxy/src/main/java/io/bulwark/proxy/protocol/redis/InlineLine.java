package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.stream.ByteView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A command written as a line of words, as by hand: gathered until it ends, then taken apart as Redis does, quotes and escapes included. */
final class InlineLine {
    private static final int FIRST_WORDS = 8;

    private final int maxBytes;
    private final NativeText text = new NativeText();
    private int[] starts = new int[FIRST_WORDS];
    private int[] ends = new int[FIRST_WORDS];
    private int words;
    private int at;

    InlineLine(int maxBytes) {
        this.maxBytes = Math.min(maxBytes, NativeText.MAX_BYTES);
    }

    void clear() {
        text.clear();
        words = 0;
    }

    /** Adds a part of the line; false when it is too long. */
    boolean append(ByteView view, int from, int count) {
        if (text.length() + count > maxBytes) {
            return false;
        }
        text.append(view, from, count);
        return true;
    }

    /** Takes the complete line apart, its line feed left out; returns what is wrong with it, or null. */
    @Nullable
    RedisAnomaly split() {
        words = 0;
        at = 0;
        var length = text.length();
        if (length > 0 && text.get(length - 1) == '\r') {
            text.cutTo(--length);
        }
        for (var index = 0; index < length; index++) {
            if (text.get(index) == 0) {
                return RedisAnomaly.ZERO_BYTE;
            }
        }
        while (true) {
            while (at < length && isBlank(text.get(at))) {
                at++;
            }
            if (at == length) {
                return null;
            }
            if (!word(length)) {
                return RedisAnomaly.UNBALANCED_QUOTES;
            }
        }
    }

    /* A word never becomes longer by being unquoted, so that it is written over itself. */
    private boolean word(int length) {
        if (words == starts.length) {
            starts = Arrays.copyOf(starts, 2 * words);
            ends = Arrays.copyOf(ends, 2 * words);
        }
        var to = at;
        starts[words] = to;
        while (at < length && !endsWord(text.get(at))) {
            var octet = text.get(at);
            if (octet == '"' || octet == '\'') {
                to = quoted(octet, to, length);
                if (to < 0) {
                    return false;
                }
                break;
            }
            text.set(to++, octet);
            at++;
        }
        ends[words++] = to;
        return true;
    }

    /** Unquotes what stands at {@code at}; returns where the word ends now, negative when its quotes are unbalanced. */
    private int quoted(byte quote, int start, int length) {
        var to = start;
        at++;
        while (at < length) {
            var octet = text.get(at);
            if (octet == quote) {
                at++;
                return at < length && !isBlank(text.get(at)) ? -1 : to;
            }
            if (octet == '\\' && at + 1 < length && (quote == '"' || text.get(at + 1) == '\'')) {
                at++;
                octet = quote == '"' ? escaped(length) : text.get(at);
            }
            text.set(to++, octet);
            at++;
        }
        return -1;
    }

    /** What the escape stands for whose letter is at {@code at}; leaves {@code at} on its last byte. */
    private byte escaped(int length) {
        var letter = text.get(at);
        return switch (letter) {
            case 'n' -> (byte) '\n';
            case 'r' -> (byte) '\r';
            case 't' -> (byte) '\t';
            case 'b' -> (byte) '\b';
            case 'a' -> 7;
            case 'x' -> {
                if (at + 2 < length) {
                    var high = Character.digit(text.get(at + 1), 16);
                    var low = Character.digit(text.get(at + 2), 16);
                    if (high >= 0 && low >= 0) {
                        at += 2;
                        yield (byte) (16 * high + low);
                    }
                }
                yield letter;
            }
            default -> letter;
        };
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || (value >= '\t' && value <= '\r');
    }

    private static boolean endsWord(byte value) {
        return value == ' ' || value == '\n' || value == '\r' || value == '\t';
    }

    int words() {
        return words;
    }

    /** One word; good until the next call. */
    ByteView word(ByteView into, int index) {
        return text.show(into, starts[index], ends[index]);
    }
}
