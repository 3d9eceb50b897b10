package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.stream.ByteView;

/** A string of known length and the line end behind it, cut into pieces as they come. */
final class Bulk {
    enum Answer {
        /** The view is used up. */
        MORE,
        /** {@link #piece} is the next piece; an empty string has one too. */
        PIECE,
        /** The line end is complete. */
        DONE,
        BAD
    }

    private final ByteView piece;
    private long length;
    private long left;
    private boolean ended;
    private boolean carriageReturn;
    private boolean starts;
    private int index;

    /** @param piece shows the pieces */
    Bulk(ByteView piece) {
        this.piece = piece;
    }

    void begin(long newLength) {
        length = newLength;
        left = newLength;
        ended = false;
        carriageReturn = false;
    }

    /** Reads on from {@code from}; {@link #index} then tells how far. */
    Answer read(ByteView view, int from) {
        index = from;
        return ended ? lineEnd(view) : piece(view);
    }

    private Answer piece(ByteView view) {
        var count = (int) Math.min(left, view.length() - index);
        if (count == 0 && left > 0) {
            return Answer.MORE;
        }
        piece.window(view, index, count);
        starts = left == length;
        index += count;
        left -= count;
        ended = left == 0;
        return Answer.PIECE;
    }

    private Answer lineEnd(ByteView view) {
        while (index < view.length()) {
            if (view.get(index) != (carriageReturn ? '\n' : '\r')) {
                return Answer.BAD;
            }
            index++;
            if (carriageReturn) {
                return Answer.DONE;
            }
            carriageReturn = true;
        }
        return Answer.MORE;
    }

    /** The index behind the last byte that was read. */
    int index() {
        return index;
    }

    /** Whether the piece is the first one. */
    boolean pieceStarts() {
        return starts;
    }

    /** Whether the piece is the last one. */
    boolean pieceEnds() {
        return ended;
    }
}
