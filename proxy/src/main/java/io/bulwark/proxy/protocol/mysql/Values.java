package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.mysql.sql.Trait;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.Field;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Values on their way to the judge: each on a line of its own, behind its name where it has one, as text whatever its type.
 *
 * <p>They are gathered in a piece of native memory, because a scan of every value by itself would cost more than all else. The
 * memory is made with the first value and freed by the collector with its flow.
 */
final class Values {
    static final int CAPACITY = 4096;

    private static final int MOST_DIGITS = 20;

    private final Judge judge;
    private final Field field;
    private final ByteView view = new ByteView();
    private final byte[] digits = new byte[MOST_DIGITS];
    private @Nullable MemorySegment memory;
    private int length;
    private boolean open;

    Values(Judge judge, Field field) {
        this.judge = judge;
        this.field = field;
    }

    /** Whether there was a value in the judge's present message. */
    boolean isOpen() {
        return open;
    }

    /** Gives the judge all that was gathered. */
    void flush() {
        var kept = memory;
        if (length > 0 && kept != null) {
            judge.chunk(view.wrap(kept.address(), length, 0));
            length = 0;
        }
    }

    void close() {
        if (open) {
            flush();
            judge.close();
            open = false;
        }
    }

    void put(byte octet) {
        space().set(ValueLayout.JAVA_BYTE, length, octet);
        length++;
    }

    /** Text of the heap, which is short: byte by byte it needs no object. */
    void append(byte[] text, int from, int count) {
        for (var index = from; index < from + count; index++) {
            put(text[index]);
        }
    }

    /** Bytes of a view. */
    void append(ByteView from, int index, int count) {
        var done = 0;
        while (done < count) {
            var kept = space();
            var step = Math.min(count - done, CAPACITY - length);
            view.window(from, index + done, step).copyTo(kept.address() + length);
            length += step;
            done += step;
        }
    }

    private MemorySegment space() {
        if (!open) {
            judge.open(field, Coding.IDENTITY, Media.OTHER);
            open = true;
            length = 0;
        }
        if (length == CAPACITY) {
            flush();
        }
        var kept = memory;
        if (kept == null) {
            kept = Arena.ofAuto().allocate(CAPACITY);
            memory = kept;
        }
        return kept;
    }

    /** A number in decimal digits. */
    void number(long value) {
        var negative = value < 0;
        var rest = value;
        var at = MOST_DIGITS;
        do {
            digits[--at] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        } while (rest != 0);
        if (negative) {
            put((byte) '-');
        }
        append(digits, at, MOST_DIGITS - at);
    }

    /** A number of so many digits. */
    void number(int value, int width) {
        for (var power = width - 1; power >= 0; power--) {
            var rest = value;
            for (var step = 0; step < power; step++) {
                rest /= 10;
            }
            put((byte) ('0' + rest % 10));
        }
    }

    /** A word of the field that tells a statement's shape. */
    void word(Trait trait) {
        var word = trait.word();
        for (var index = 0; index < word.length(); index++) {
            put((byte) word.charAt(index));
        }
        put((byte) ' ');
    }

    /** A value is complete. */
    void end() {
        put((byte) '\n');
    }
}
