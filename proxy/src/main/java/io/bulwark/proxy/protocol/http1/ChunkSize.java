package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.protocol.http.Octets;
import org.jspecify.annotations.Nullable;

/** The reader of chunk headers (RFC 9112 section 7.1), a byte at a time. */
final class ChunkSize {
    private enum State {
        FIRST_DIGIT,
        DIGITS,
        NAME_START,
        NAME,
        VALUE_START,
        VALUE,
        QUOTED,
        ESCAPED,
        QUOTE_END,
        LINE_FEED,
        DONE
    }

    private static final int MAX_DIGITS = 16;
    private static final long MAX_SIZE = 1L << 60;
    /** For all chunks of a message together: many small chunks with big extensions cost more to read than they carry. */
    private static final int MAX_EXTENSION_BYTES = 4096;

    private State state = State.FIRST_DIGIT;
    private int digits;
    private long size;
    private int extensionBytes;

    void beginMessage() {
        extensionBytes = 0;
        beginChunk();
    }

    void beginChunk() {
        state = State.FIRST_DIGIT;
        digits = 0;
        size = 0;
    }

    /** Takes the next byte; says what is wrong with it. */
    @Nullable
    HttpAnomaly read(byte value) {
        return switch (state) {
            case FIRST_DIGIT, DIGITS -> digit(value);
            case NAME_START, NAME, VALUE_START, VALUE, QUOTED, ESCAPED, QUOTE_END -> extension(value);
            case LINE_FEED -> {
                state = State.DONE;
                yield value == '\n' ? null : HttpAnomaly.BARE_CR;
            }
            case DONE -> throw new IllegalStateException("read beyond a chunk header");
        };
    }

    private @Nullable HttpAnomaly digit(byte value) {
        var hex = Octets.hex(value);
        if (hex >= 0) {
            state = State.DIGITS;
            size = size << 4 | hex;
            return ++digits > MAX_DIGITS || size > MAX_SIZE || size < 0 ? HttpAnomaly.INVALID_CHUNK_SIZE : null;
        }
        if (state == State.FIRST_DIGIT) {
            return HttpAnomaly.INVALID_CHUNK_SIZE;
        }
        if (value == ';') {
            state = State.NAME_START;
            return countExtension();
        }
        if (value == '\r') {
            state = State.LINE_FEED;
            return null;
        }
        return value == '\n' ? HttpAnomaly.BARE_LF : HttpAnomaly.INVALID_CHUNK_SIZE;
    }

    private @Nullable HttpAnomaly extension(byte value) {
        var ends = state == State.NAME || state == State.VALUE || state == State.QUOTE_END;
        if (value == '\r' && ends) {
            state = State.LINE_FEED;
            return null;
        }
        var following = afterExtension(value, ends);
        if (following == null) {
            return value == '\n' ? HttpAnomaly.BARE_LF : HttpAnomaly.INVALID_CHUNK_EXTENSION;
        }
        state = following;
        return countExtension();
    }

    /** The state behind this byte of an extension, or null if it may not stand here. */
    private @Nullable State afterExtension(byte value, boolean ends) {
        if (state == State.QUOTED) {
            return isQuotable(value) ? quoted(value) : null;
        }
        if (state == State.ESCAPED) {
            return isQuotable(value) ? State.QUOTED : null;
        }
        if (value == ';' && ends) {
            return State.NAME_START;
        }
        if (value == '=' && state == State.NAME) {
            return State.VALUE_START;
        }
        if (value == '"' && state == State.VALUE_START) {
            return State.QUOTED;
        }
        if (state == State.QUOTE_END || !Octets.isToken(value)) {
            return null;
        }
        return state == State.NAME_START || state == State.NAME ? State.NAME : State.VALUE;
    }

    private static State quoted(byte value) {
        return switch (value) {
            case '"' -> State.QUOTE_END;
            case '\\' -> State.ESCAPED;
            default -> State.QUOTED;
        };
    }

    private static boolean isQuotable(byte value) {
        return value == '\t' || Octets.isTarget(value) || value == ' ';
    }

    private @Nullable HttpAnomaly countExtension() {
        return ++extensionBytes > MAX_EXTENSION_BYTES ? HttpAnomaly.LONG_CHUNK_EXTENSION : null;
    }

    boolean done() {
        return state == State.DONE;
    }

    /** The size of the chunk, once its header is done; 0 ends the body. */
    long size() {
        return size;
    }
}
