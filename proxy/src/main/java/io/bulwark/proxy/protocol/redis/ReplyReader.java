package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.stream.ByteView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts what a server sends into replies and the values in them, versions 2 and 3 of RESP, and fails for good at the first fault. */
final class ReplyReader {
    /*
     * An aggregate is a count of what is still to come in it; one stack of counts follows them into each other. Attributes
     * stand before a value and are no value of their own: a count on the stack that is negative is of one, and ends at zero
     * without being counted by what is around it.
     */
    static final int MAX_DEPTH = 128;

    /** What comes next in the view. */
    enum Step {
        /** Nothing: the view is used up. */
        MORE,
        /** A reply begins, or something that the server sends unasked; {@link #type} says which form it has. */
        BEGIN,
        /** A piece of a value. */
        PIECE,
        /** The reply is complete. */
        END,
        FAILED
    }

    private enum State {
        BETWEEN,
        TYPE,
        LINE,
        LINE_END,
        LENGTH,
        BULK,
        COUNT,
        FAILED
    }

    private static final int FIRST_DEPTH = 8;

    private final ByteView piece = new ByteView();
    private final NumberLine number = new NumberLine();
    private final Bulk bulk = new Bulk(piece);
    private ByteView view = new ByteView();
    private State state = State.BETWEEN;
    private int index;
    private long[] counts = new long[FIRST_DEPTH];
    private int depth;
    private byte type;
    private byte valueType;
    private long values;
    private long elements;
    private boolean fresh;
    private boolean pieceStarts;
    private boolean pieceEnds;
    private long integer;
    private boolean integerNegative;
    private RedisAnomaly anomaly = RedisAnomaly.TRUNCATED;

    void open(ByteView newView) {
        view = newView;
        index = 0;
    }

    /** The offset of the next byte to be read. */
    long offset() {
        return view.offset() + index;
    }

    boolean between() {
        return state == State.BETWEEN;
    }

    /** The form of the reply: the letter that it begins with, attributes left out. */
    byte type() {
        return type;
    }

    /** The form of the value that the piece is of. */
    byte valueType() {
        return valueType;
    }

    /** Whether the piece is of the first value in the reply. */
    boolean isFirstValue() {
        return values == 1;
    }

    /** Whether the value stands alone, in no aggregate. */
    boolean alone() {
        return depth == 0;
    }

    /** How many elements the reply has, if it is an aggregate; zero when it is none, negative when it is null. */
    long elements() {
        return elements;
    }

    /** Whether the value is itself an element of the reply. */
    boolean isElement() {
        return depth == 1 && elements > 0;
    }

    /** The place of the element at hand, counted from zero. */
    long element() {
        return elements - counts[0];
    }

    ByteView piece() {
        return piece;
    }

    boolean pieceStarts() {
        return pieceStarts;
    }

    boolean pieceEnds() {
        return pieceEnds;
    }

    /** The last integer of the reply. */
    long integer() {
        return integerNegative ? -integer : integer;
    }

    RedisAnomaly anomaly() {
        return anomaly;
    }

    Step next() {
        while (true) {
            var step = switch (state) {
                case BETWEEN -> begin();
                case TYPE -> type0();
                case LINE -> line();
                case LINE_END -> lineEnd();
                case LENGTH -> length();
                case BULK -> bulk();
                case COUNT -> count();
                case FAILED -> Step.FAILED;
            };
            if (step != null) {
                return step;
            }
        }
    }

    private boolean hasMore() {
        return index < view.length();
    }

    private Step fail(RedisAnomaly what) {
        anomaly = what;
        state = State.FAILED;
        return Step.FAILED;
    }

    private Step begin() {
        if (!hasMore()) {
            return Step.MORE;
        }
        type = view.get(index);
        depth = 0;
        values = 0;
        elements = 0;
        integer = 0;
        state = State.TYPE;
        return Step.BEGIN;
    }

    private @Nullable Step type0() {
        if (!hasMore()) {
            return Step.MORE;
        }
        valueType = view.get(index);
        if (depth == 0 && type == '|') {
            type = valueType;
        }
        index++;
        fresh = true;
        switch (valueType) {
            case '+', '-', ':', '_', ',', '#', '(' -> {
                values++;
                integer = valueType == ':' ? 0 : integer;
                integerNegative = false;
                state = State.LINE;
            }
            case '$', '=', '!' -> {
                number.reset();
                state = State.LENGTH;
            }
            case '*', '%', '~', '>', '|' -> {
                number.reset();
                state = State.COUNT;
            }
            default -> {
                return fail(RedisAnomaly.INVALID_TYPE);
            }
        }
        return null;
    }

    private Step line() {
        if (!hasMore()) {
            return Step.MORE;
        }
        var end = view.indexOf((byte) '\r', index, view.length());
        var to = end < 0 ? view.length() : end;
        var feed = view.indexOf((byte) '\n', index, to);
        if (feed == index) {
            return fail(RedisAnomaly.INVALID_LINE_END);
        }
        if (feed > 0) {
            end = -1;
            to = feed;
        }
        piece.window(view, index, to - index);
        if (valueType == ':') {
            addDigits();
        }
        pieceStarts = fresh;
        fresh = false;
        index = to;
        pieceEnds = end >= 0;
        if (pieceEnds) {
            index++;
            state = State.LINE_END;
        }
        return Step.PIECE;
    }

    private void addDigits() {
        for (var at = 0; at < piece.length(); at++) {
            var octet = piece.get(at);
            integerNegative |= octet == '-';
            if (octet >= '0' && octet <= '9') {
                integer = 10 * integer + (octet - '0');
            }
        }
    }

    private @Nullable Step lineEnd() {
        if (!hasMore()) {
            return Step.MORE;
        }
        if (view.get(index) != '\n') {
            return fail(RedisAnomaly.INVALID_LINE_END);
        }
        index++;
        return valueDone();
    }

    /** Reads on in a number; null when it is complete. */
    private @Nullable Step number() {
        var answer = number.read(view, index);
        index = number.index();
        return switch (answer) {
            case MORE -> Step.MORE;
            case BAD -> fail(RedisAnomaly.INVALID_LENGTH);
            case DONE -> null;
        };
    }

    private @Nullable Step length() {
        var step = number();
        if (step != null) {
            return step;
        }
        values++;
        var length = number.value();
        if (length == -1 && valueType == '$') {
            return valueDone();
        }
        if (length < 0) {
            return fail(RedisAnomaly.INVALID_LENGTH);
        }
        bulk.begin(length);
        state = State.BULK;
        return null;
    }

    private @Nullable Step bulk() {
        var answer = bulk.read(view, index);
        index = bulk.index();
        return switch (answer) {
            case MORE -> Step.MORE;
            case PIECE -> {
                pieceStarts = bulk.pieceStarts();
                pieceEnds = bulk.pieceEnds();
                yield Step.PIECE;
            }
            case BAD -> fail(RedisAnomaly.INVALID_LINE_END);
            case DONE -> valueDone();
        };
    }

    private @Nullable Step count() {
        var step = number();
        if (step != null) {
            return step;
        }
        var count = number.value();
        if (count < -1 || (count == -1 && valueType != '*')) {
            return fail(RedisAnomaly.INVALID_LENGTH);
        }
        state = State.TYPE;
        if (depth == 0 && valueType != '|') {
            elements = count;
        }
        if (count <= 0) {
            return valueType == '|' ? null : valueDone();
        }
        if (depth == MAX_DEPTH) {
            return fail(RedisAnomaly.DEEP_REPLY);
        }
        if (depth == counts.length) {
            counts = Arrays.copyOf(counts, 2 * depth);
        }
        counts[depth++] = switch (valueType) {
            case '|' -> -2 * count;
            case '%' -> 2 * count;
            default -> count;
        };
        return null;
    }

    private @Nullable Step valueDone() {
        state = State.TYPE;
        while (depth > 0) {
            var attribute = counts[depth - 1] < 0;
            counts[depth - 1] += attribute ? 1 : -1;
            if (counts[depth - 1] != 0) {
                return null;
            }
            depth--;
            if (attribute) {
                return null;
            }
        }
        state = State.BETWEEN;
        return Step.END;
    }
}
