package io.bulwark.proxy.protocol.http1;

import org.jspecify.annotations.Nullable;

/** The reader of chunk headers (RFC 9112 section 7.1), a byte at a time. */
final class ChunkSize {
    private enum State {
        FIRST_DIGIT,
        DIGITS,
        EXTENSION,
        LINE_FEED,
        DONE
    }

    private static final int MAX_DIGITS = 16;
    private static final long MAX_SIZE = 1L << 60;
    /** For all chunks of a message together: many small chunks with big extensions cost more to read than they carry. */
    private static final int MAX_EXTENSION_BYTES = 4096;

    private static final byte DELETE = 0x7F;

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
            case EXTENSION -> extension(value);
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
            state = State.EXTENSION;
            return countExtension();
        }
        if (value == '\r') {
            state = State.LINE_FEED;
            return null;
        }
        return value == '\n' ? HttpAnomaly.BARE_LF : HttpAnomaly.INVALID_CHUNK_SIZE;
    }

    private @Nullable HttpAnomaly extension(byte value) {
        if (value == '\r') {
            state = State.LINE_FEED;
            return null;
        }
        if (value == '\n') {
            return HttpAnomaly.BARE_LF;
        }
        if ((value >= 0 && value < ' ' && value != '\t') || value == DELETE) {
            return HttpAnomaly.INVALID_CHUNK_EXTENSION;
        }
        return countExtension();
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
