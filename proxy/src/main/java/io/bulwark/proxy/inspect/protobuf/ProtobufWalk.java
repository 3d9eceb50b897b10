package io.bulwark.proxy.inspect.protobuf;

import io.bulwark.policy.FieldType;
import io.bulwark.policy.MessageType;
import io.bulwark.signatures.Signature;
import org.jspecify.annotations.Nullable;

/** Walks a protobuf message that lies whole in memory and hands out its strings. Used again for each message. */
public final class ProtobufWalk {
    /*
     * Where the type is known, it says which values are strings. Elsewhere a length-delimited value that is one message from
     * its first byte to its last is descended into, and any other is a string. Both can be true of the same bytes, and a
     * sender may choose them so. Hence a value that was only guessed to be a message is handed out as a whole as well: each one
     * that is text as a string, and of those with binary bytes in them the outermost, which holds all others.
     *
     * The work is bounded. To see whether a value is a message, the values in it are passed over, so that each byte is
     * looked at on one level only; telling text looks at it once a level at most. The strings that are handed out on a guess
     * are bounded by the length of the message, in number and in bytes: a list of short strings stays below the bound, text
     * that is nested in text again and again does not.
     */
    /** The deepest nesting that is followed; what lies deeper is handed out as one string. */
    public static final int MAX_DEPTH = 32;

    /** A string shorter than this is not handed out: no signature matches so few bytes. */
    public static final int MIN_BYTES = Signature.MIN_STRING_MATCH;

    private static final int FREE_STRINGS = 64;
    private static final int BYTES_FOR_A_STRING = 3;
    private static final int TIMES_HANDED_OUT = 4;
    private static final int TOP = 0;
    private static final int NOWHERE = Integer.MAX_VALUE;

    private final Wire wire = new Wire();
    private final Wire look = new Wire();
    private final long[] starts = new long[MAX_DEPTH];
    private final long[] ends = new long[MAX_DEPTH];
    private final int[] numbers = new int[MAX_DEPTH];
    private final @Nullable MessageType[] types = new MessageType[MAX_DEPTH];
    private int depth;
    /** From this level on, all stands in a value that was handed out already. */
    private int textDepth;
    /** From this level on, all stands in a value that is handed out when it ends. */
    private int guessDepth;

    private boolean crowded;
    private int stringsLeft;
    private long bytesLeft;
    private @Nullable FieldType field;

    /** Hands out the strings of a message of this type, or of none that is known. */
    public Walked walk(@Nullable MessageType type, long address, int length, Strings strings) {
        var end = address + length;
        if (!look.isMessage(address, end)) {
            return Walked.NO_MESSAGE;
        }
        begin(type, address, length);
        wire.begin(address, end);
        var good = true;
        if (type == null && Text.isAll(address, end)) {
            good = handOut(address, end, strings);
            textDepth = TOP;
        }
        while (good && !crowded && (depth > TOP || wire.at() < end)) {
            if (wire.at() == ends[depth]) {
                good = leave(strings);
            } else if (wire.next()) {
                good = step(strings);
            } else {
                crowded = true;
            }
        }
        if (!good) {
            return Walked.FAILED;
        }
        return crowded ? Walked.CROWDED : Walked.COMPLETE;
    }

    private void begin(@Nullable MessageType type, long address, int length) {
        depth = TOP;
        starts[TOP] = address;
        ends[TOP] = address + length;
        numbers[TOP] = 0;
        types[TOP] = type;
        field = null;
        textDepth = NOWHERE;
        guessDepth = NOWHERE;
        crowded = false;
        stringsLeft = FREE_STRINGS + length / BYTES_FOR_A_STRING;
        bytesLeft = (long) length * TIMES_HANDED_OUT;
    }

    /** The type of the field whose value was handed out last; null when it is not known. */
    public @Nullable FieldType field() {
        return field;
    }

    /** The field whose value was handed out last: its full name where it is known, else its numbers from the top. */
    public String path() {
        if (field != null) {
            return field.name();
        }
        var out = new StringBuilder();
        for (var level = TOP; level <= depth; level++) {
            out.append(level == TOP ? "" : ".").append(numbers[level]);
        }
        return out.toString();
    }

    private boolean step(Strings strings) {
        numbers[depth] = wire.number();
        field = fieldHere();
        return switch (wire.type()) {
            case Wire.LENGTH -> value(strings);
            case Wire.START_GROUP -> enter(ends[depth], field == null ? null : field.message());
            case Wire.END_GROUP -> leave(strings);
            default -> {
                wire.skip();
                yield true;
            }
        };
    }

    private @Nullable FieldType fieldHere() {
        var type = types[depth];
        return type == null ? null : type.field(numbers[depth]);
    }

    private boolean value(Strings strings) {
        var known = field;
        if (known == null) {
            return guess(strings);
        }
        return switch (known.kind()) {
            case STRING -> {
                var good = wire.valueEnd() - wire.at() < MIN_BYTES || string(wire.at(), wire.valueEnd(), strings);
                wire.skip();
                yield good;
            }
            case BYTES -> guess(strings);
            case MESSAGE, GROUP -> {
                var message = known.message();
                var follow = message != null && isMessage();
                yield follow ? enter(wire.valueEnd(), message) : guess(strings);
            }
            case PACKABLE, OTHER -> {
                wire.skip();
                yield true;
            }
        };
    }

    /** Reads a value of which nothing is known. */
    private boolean guess(Strings strings) {
        var from = wire.at();
        var to = wire.valueEnd();
        if (to - from < MIN_BYTES || depth + 1 == MAX_DEPTH || !isMessage()) {
            wire.skip();
            return handOut(from, to, strings);
        }
        if (Text.isAll(from, to)) {
            var good = handOut(from, to, strings);
            enter(to, null);
            textDepth = Math.min(textDepth, depth);
            return good;
        }
        enter(to, null);
        guessDepth = Math.min(guessDepth, depth);
        return true;
    }

    private boolean isMessage() {
        return look.isMessage(wire.at(), wire.valueEnd());
    }

    /** Hands out a value that may be a string, unless there were too many of them. */
    private boolean handOut(long from, long to, Strings strings) {
        if (to - from < MIN_BYTES) {
            return true;
        }
        take(to - from);
        return crowded || string(from, to, strings);
    }

    private void take(long length) {
        stringsLeft--;
        bytesLeft -= length;
        crowded = crowded || stringsLeft < 0 || bytesLeft < 0;
    }

    private boolean string(long from, long to, Strings strings) {
        return strings.string(from, (int) (to - from), depth >= textDepth);
    }

    private boolean enter(long end, @Nullable MessageType type) {
        if (depth + 1 == MAX_DEPTH) {
            crowded = true;
            return true;
        }
        depth++;
        starts[depth] = wire.at();
        ends[depth] = end;
        types[depth] = type;
        return true;
    }

    private boolean leave(Strings strings) {
        var left = depth--;
        if (depth < textDepth) {
            textDepth = NOWHERE;
        }
        if (left != guessDepth) {
            return true;
        }
        guessDepth = NOWHERE;
        field = fieldHere();
        return repeat(starts[left], ends[left], strings);
    }

    /** Hands out a value whose parts were handed out. */
    private boolean repeat(long from, long to, Strings strings) {
        take(to - from);
        return crowded || strings.message(from, (int) (to - from));
    }
}
