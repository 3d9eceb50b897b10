package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

/** Cuts what a client sends into commands and their arguments, piece by piece, and fails for good at the first fault. */
final class CommandReader {
    /*
     * It is stricter than Redis where that takes more than one form: line ends are CR LF, lengths have no sign and no leading
     * zero. So nothing that passes here can be cut differently there.
     */
    static final int MAX_ARGUMENTS = 1024 * 1024;
    static final long MAX_VALUE = 512L * 1024 * 1024;

    /** What comes next in the view. */
    enum Step {
        /** Nothing: the view is used up. */
        MORE,
        /** A blank line or an empty array went by, which is no command. */
        NOTHING,
        /** A command begins. */
        BEGIN,
        /** A piece of an argument. */
        PIECE,
        /** The command is complete. */
        END,
        FAILED
    }

    private enum State {
        BETWEEN,
        COUNT,
        MARK,
        LENGTH,
        BULK,
        INLINE,
        WORDS,
        FAILED
    }

    private final ByteView piece = new ByteView();
    private final NumberLine number = new NumberLine();
    private final Bulk bulk = new Bulk(piece);
    private final InlineLine line;
    private ByteView view = new ByteView();
    private State state = State.BETWEEN;
    private int index;
    private int arguments;
    private int argument;
    private long length;
    private boolean inline;
    private boolean pieceStarts;
    private boolean pieceEnds;
    private RedisAnomaly anomaly = RedisAnomaly.TRUNCATED;

    CommandReader(int maxInlineBytes) {
        line = new InlineLine(maxInlineBytes);
    }

    void open(ByteView newView) {
        view = newView;
        index = 0;
    }

    /** The offset of the next byte to be read. */
    long offset() {
        return view.offset() + index;
    }

    /** Whether no command is under way. */
    boolean between() {
        return state == State.BETWEEN;
    }

    boolean hasMore() {
        return index < view.length();
    }

    /** How many arguments the command has, its name included. */
    int arguments() {
        return arguments;
    }

    /** The index of the argument that the piece is of. */
    int argument() {
        return argument;
    }

    /** The length of that argument. */
    long length() {
        return length;
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

    /** Whether the command is a line of words. */
    boolean inline() {
        return inline;
    }

    RedisAnomaly anomaly() {
        return anomaly;
    }

    Step next() {
        while (true) {
            var step = switch (state) {
                case BETWEEN -> between0();
                case COUNT -> count();
                case MARK -> mark();
                case LENGTH -> bulkLength();
                case BULK -> bulk();
                case INLINE -> inline0();
                case WORDS -> words();
                case FAILED -> Step.FAILED;
            };
            if (step != null) {
                return step;
            }
        }
    }

    private Step fail(RedisAnomaly what) {
        anomaly = what;
        state = State.FAILED;
        return Step.FAILED;
    }

    private @Nullable Step between0() {
        if (!hasMore()) {
            return Step.MORE;
        }
        inline = view.get(index) != '*';
        if (inline) {
            line.clear();
            state = State.INLINE;
        } else {
            index++;
            number.reset();
            state = State.COUNT;
        }
        return null;
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

    /** An empty command is none: it is not answered. */
    private @Nullable Step count() {
        var step = number();
        if (step != null) {
            return step;
        }
        if (number.value() > MAX_ARGUMENTS) {
            return fail(RedisAnomaly.TOO_MANY_ARGUMENTS);
        }
        if (number.value() <= 0) {
            state = State.BETWEEN;
            return Step.NOTHING;
        }
        arguments = (int) number.value();
        argument = 0;
        state = State.MARK;
        return Step.BEGIN;
    }

    private @Nullable Step mark() {
        if (!hasMore()) {
            return Step.MORE;
        }
        if (view.get(index) != '$') {
            return fail(RedisAnomaly.INVALID_TYPE);
        }
        index++;
        number.reset();
        state = State.LENGTH;
        return null;
    }

    private @Nullable Step bulkLength() {
        var step = number();
        if (step != null) {
            return step;
        }
        if (number.value() < 0) {
            return fail(RedisAnomaly.INVALID_LENGTH);
        }
        if (number.value() > MAX_VALUE) {
            return fail(RedisAnomaly.LONG_VALUE);
        }
        length = number.value();
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
            case DONE -> argumentDone();
        };
    }

    private @Nullable Step argumentDone() {
        if (++argument < arguments) {
            state = State.MARK;
            return null;
        }
        state = State.BETWEEN;
        return Step.END;
    }

    private @Nullable Step inline0() {
        if (!hasMore()) {
            return Step.MORE;
        }
        var feed = view.indexOf((byte) '\n', index, view.length());
        var end = feed < 0 ? view.length() : feed;
        if (!line.append(view, index, end - index)) {
            return fail(RedisAnomaly.LONG_INLINE);
        }
        index = end;
        if (feed < 0) {
            return Step.MORE;
        }
        index++;
        var fault = line.split();
        if (fault != null) {
            return fail(fault);
        }
        arguments = line.words();
        argument = -1;
        if (arguments == 0) {
            state = State.BETWEEN;
            return Step.NOTHING;
        }
        state = State.WORDS;
        return Step.BEGIN;
    }

    private Step words() {
        if (++argument == arguments) {
            state = State.BETWEEN;
            return Step.END;
        }
        line.word(piece, argument);
        length = piece.length();
        pieceStarts = true;
        pieceEnds = true;
        return Step.PIECE;
    }
}
