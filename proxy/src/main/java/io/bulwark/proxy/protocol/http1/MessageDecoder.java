package io.bulwark.proxy.protocol.http1;

import io.bulwark.policy.Limits;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

/**
 * The decoder of one direction's messages: start line, header fields, body, trailers, in pieces of any size.
 *
 * <p>Pull {@link #next} until it says {@link Step#MORE}. What the accessors lend is valid until the next pull. After
 * {@link Step#FAILED} it stays failed.
 */
final class MessageDecoder {
    enum Step {
        /** The piece is used up. */
        MORE,
        /** A head was read. */
        HEAD,
        /** {@link #data} is the next part of the body. */
        DATA,
        /** {@link #block} is the trailer section. Left out if there is none. */
        TRAILERS,
        /** The message is complete. */
        END,
        FAILED
    }

    private enum State {
        BETWEEN,
        EMPTY_LINE,
        HEAD,
        BODY,
        CHUNK_HEADER,
        CHUNK_DATA,
        CHUNK_CR,
        CHUNK_LF,
        TRAILERS,
        AFTER_TRAILERS,
        FAILED
    }

    /** More line ends before a request than any client sends by mistake. */
    private static final int MAX_EMPTY_LINES = 8;

    private final StartLine startLine;
    private final HeaderFields fields;
    private final HeadReader lines;
    private final ChunkSize chunk = new ChunkSize();
    private final ByteView view = new ByteView();
    private final ByteView block = new ByteView();
    private final ByteView data = new ByteView();

    private State state = State.BETWEEN;
    private int index;
    private int emptyLines;
    private int blockStart;
    private boolean closed;
    private Framing framing = Framing.NONE;
    private long remaining;
    private @Nullable HttpAnomaly anomaly;
    private long anomalyOffset;

    MessageDecoder(Limits limits, StartLine startLine) {
        this.startLine = startLine;
        this.fields = new HeaderFields(limits.maxHeaders());
        this.lines = new HeadReader(limits);
        lines.begin();
    }

    /** Goes on with {@code piece}, which must begin at or before {@link #offset}. */
    void open(ByteView piece) {
        var skipped = offset() - piece.offset();
        if (skipped < 0) {
            throw new IllegalStateException("bytes " + offset() + ".." + piece.offset() + " were never read");
        }
        view.window(piece, 0, piece.length());
        index = (int) Math.min(skipped, piece.length());
        if (state == State.HEAD || state == State.TRAILERS) {
            lines.feed(view, index);
        }
    }

    /** Where the first byte stands that was not read yet. */
    long offset() {
        return view.offset() + index;
    }

    /** Whether the present piece holds more. */
    boolean hasMore() {
        return index < view.length();
    }

    Step next() {
        return switch (state) {
            case BETWEEN, EMPTY_LINE -> readBetween();
            case HEAD -> readHead();
            case BODY -> body();
            case CHUNK_HEADER -> chunkHeader();
            case CHUNK_DATA -> chunkData();
            case CHUNK_CR, CHUNK_LF -> chunkEnd();
            case TRAILERS -> readTrailers();
            case AFTER_TRAILERS -> end();
            case FAILED -> Step.FAILED;
        };
    }

    private Step readBetween() {
        while (index < view.length()) {
            var value = view.get(index);
            if (state == State.EMPTY_LINE) {
                if (value != '\n') {
                    return fail(HttpAnomaly.BARE_CR, offset() - 1);
                }
                state = State.BETWEEN;
            } else if (value == '\r' && startLine.mayFollowEmptyLines() && emptyLines < MAX_EMPTY_LINES) {
                emptyLines++;
                state = State.EMPTY_LINE;
            } else if (closed) {
                return fail(HttpAnomaly.BYTES_AFTER_CLOSE, offset());
            } else {
                return beginHead();
            }
            index++;
        }
        return Step.MORE;
    }

    private Step beginHead() {
        state = State.HEAD;
        emptyLines = 0;
        blockStart = -1;
        fields.begin();
        lines.begin();
        lines.feed(view, index);
        return readHead();
    }

    private Step readHead() {
        while (true) {
            var result = lines.next();
            if (result == HeadReader.Result.LINE) {
                var wrong = headLine();
                if (wrong != null) {
                    return fail(wrong, lines.lineOffset());
                }
                continue;
            }
            if (result == HeadReader.Result.END) {
                return headEnd();
            }
            return moreOrFailed(result);
        }
    }

    private Step moreOrFailed(HeadReader.Result result) {
        var found = lines.anomaly();
        if (result == HeadReader.Result.FAILED && found != null) {
            return fail(found, lines.anomalyOffset());
        }
        lines.keep();
        index = view.length();
        return Step.MORE;
    }

    private @Nullable HttpAnomaly headLine() {
        if (blockStart >= 0) {
            return fields.read(lines.bytes(), lines.lineStart(), lines.lineEnd());
        }
        blockStart = startLine.belongsToBlock() ? 0 : lines.lineEnd() + 2;
        return startLine.read(lines.bytes(), lines.lineStart(), lines.lineEnd());
    }

    private Step headEnd() {
        if (blockStart < 0) {
            return fail(
                    startLine.belongsToBlock() ? HttpAnomaly.INVALID_STATUS_LINE : HttpAnomaly.INVALID_METHOD,
                    lines.lineOffset());
        }
        var wrong = startLine.check(fields);
        if (wrong != null) {
            return fail(wrong, lines.lineOffset());
        }
        block.window(lines.bytes(), blockStart, lines.lineEnd() - blockStart);
        index = lines.endInView();
        framing = startLine.framing(fields);
        remaining = framing == Framing.LENGTH ? fields.contentLength() : 0;
        state = framing == Framing.CHUNKED ? State.CHUNK_HEADER : State.BODY;
        chunk.beginMessage();
        return Step.HEAD;
    }

    private Step body() {
        if (framing == Framing.UNTIL_CLOSE) {
            return index < view.length() ? takeData(Long.MAX_VALUE) : Step.MORE;
        }
        if (remaining == 0) {
            return end();
        }
        return index < view.length() ? takeData(remaining) : Step.MORE;
    }

    private Step takeData(long wanted) {
        var count = (int) Math.min(wanted, view.length() - index);
        data.window(view, index, count);
        index += count;
        remaining -= count;
        return Step.DATA;
    }

    private Step chunkHeader() {
        while (index < view.length()) {
            var wrong = chunk.read(view.get(index));
            if (wrong != null) {
                return fail(wrong, offset());
            }
            index++;
            if (chunk.done()) {
                return chunk.size() == 0 ? beginTrailers() : beginChunk();
            }
        }
        return Step.MORE;
    }

    private Step beginChunk() {
        remaining = chunk.size();
        chunk.beginChunk();
        state = State.CHUNK_DATA;
        return chunkData();
    }

    private Step chunkData() {
        if (remaining > 0) {
            return index < view.length() ? takeData(remaining) : Step.MORE;
        }
        state = State.CHUNK_CR;
        return chunkEnd();
    }

    private Step chunkEnd() {
        while (index < view.length()) {
            if (view.get(index) != (state == State.CHUNK_CR ? '\r' : '\n')) {
                return fail(HttpAnomaly.INVALID_CHUNK_END, offset());
            }
            index++;
            if (state == State.CHUNK_LF) {
                state = State.CHUNK_HEADER;
                return chunkHeader();
            }
            state = State.CHUNK_LF;
        }
        return Step.MORE;
    }

    private Step beginTrailers() {
        state = State.TRAILERS;
        fields.begin();
        lines.begin();
        lines.feed(view, index);
        return readTrailers();
    }

    private Step readTrailers() {
        while (true) {
            var result = lines.next();
            if (result == HeadReader.Result.LINE) {
                var wrong = fields.readTrailer(lines.bytes(), lines.lineStart(), lines.lineEnd());
                if (wrong != null) {
                    return fail(wrong, lines.lineOffset());
                }
                continue;
            }
            if (result != HeadReader.Result.END) {
                return moreOrFailed(result);
            }
            block.window(lines.bytes(), 0, lines.lineEnd());
            index = lines.endInView();
            if (block.length() == 0) {
                return end();
            }
            state = State.AFTER_TRAILERS;
            return Step.TRAILERS;
        }
    }

    private Step end() {
        state = State.BETWEEN;
        lines.begin();
        return Step.END;
    }

    /** Ends a body that lasts until its sender closes; the sender has closed. */
    void endAtClose() {
        end();
    }

    /** The present message is the last of this lane. */
    void closeAfterThis() {
        closed = true;
    }

    /** Whether the present message, or the last one before it, is the last of this lane. */
    boolean closed() {
        return closed;
    }

    private Step fail(HttpAnomaly found, long offset) {
        state = State.FAILED;
        anomaly = found;
        anomalyOffset = offset;
        return Step.FAILED;
    }

    /** Whether no message is under way. */
    boolean between() {
        return state == State.BETWEEN || state == State.EMPTY_LINE;
    }

    boolean inHead() {
        return state == State.HEAD;
    }

    /** Why it failed; only after {@link Step#FAILED}. */
    HttpAnomaly anomaly() {
        var found = anomaly;
        if (found == null) {
            throw new IllegalStateException("the decoder has not failed");
        }
        return found;
    }

    long anomalyOffset() {
        return anomalyOffset;
    }

    HeaderFields fields() {
        return fields;
    }

    /** The head from its first byte; only at {@link Step#HEAD}. */
    ByteView head() {
        return lines.bytes();
    }

    /** The header block at {@link Step#HEAD}, the trailer section at {@link Step#TRAILERS}. */
    ByteView block() {
        return block;
    }

    ByteView data() {
        return data;
    }

    Framing framing() {
        return framing;
    }

    /** How long the body of the head at hand says that it is. */
    long expected() {
        return switch (framing) {
            case NONE -> 0;
            case LENGTH -> fields.contentLength();
            case CHUNKED, UNTIL_CLOSE -> Judge.UNKNOWN_LENGTH;
        };
    }

    /** How many bytes of the body are still to come, as far as its length was declared. */
    long remaining() {
        return remaining;
    }
}
