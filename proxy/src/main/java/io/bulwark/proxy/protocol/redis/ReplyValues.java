package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Operation;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.Field;

/** The values of one reply on their way to the judge: small ones together as one text, larger ones as a stream. */
final class ReplyValues {
    private final Judge judge;
    private final NativeText text = new NativeText();
    private final ByteView shown = new ByteView();
    private boolean begun;
    private boolean streaming;
    private boolean any;

    ReplyValues(Judge judge) {
        this.judge = judge;
    }

    /** A reply begins. */
    void clear() {
        text.clear();
        begun = false;
        streaming = false;
        any = false;
    }

    /** Adds the piece that the reader has reached. */
    void add(ReplyReader reader, Operation operation) {
        var piece = reader.piece();
        if (isWhole(reader)) {
            if (piece.length() > 0) {
                begin(operation);
                judge.field(Field.REDIS_REPLY, piece);
            }
            return;
        }
        var separated = reader.pieceStarts() && any;
        any = true;
        if (!streaming && piece.length() + (separated ? 1 : 0) > text.room()) {
            stream(operation);
        }
        if (!streaming) {
            if (separated) {
                text.append((byte) ' ');
            }
            text.append(piece);
            return;
        }
        if (separated) {
            judge.chunk(Blank.show(shown));
        }
        if (piece.length() > 0) {
            judge.chunk(piece);
        }
    }

    /** Whether the piece is a small reply in full, which needs no copy. */
    private static boolean isWhole(ReplyReader reader) {
        return reader.alone()
                && reader.valueType() == '$'
                && reader.pieceStarts()
                && reader.pieceEnds()
                && reader.piece().length() <= NativeText.MAX_BYTES;
    }

    private void begin(Operation operation) {
        if (!begun) {
            begun = true;
            judge.begin(operation);
        }
    }

    /** Gives what was gathered to the judge and everything further as it comes; always true. */
    boolean stream(Operation operation) {
        if (!streaming) {
            begin(operation);
            streaming = true;
            judge.open(Field.REDIS_REPLY, Coding.IDENTITY, Media.OTHER);
            if (text.length() > 0) {
                judge.chunk(text.show(shown, 0, text.length()));
            }
            text.clear();
        }
        return true;
    }

    /** The reply is complete; false when the judge was shown nothing of it. A text of no more than {@code atMost} letters is not. */
    boolean end(int atMost, Operation operation) {
        if (streaming) {
            judge.close();
        } else if (text.length() > atMost) {
            begin(operation);
            judge.field(Field.REDIS_REPLY, text.show(shown, 0, text.length()));
        }
        return begun;
    }

    void passed(long byteCount) {
        if (begun) {
            judge.passed(byteCount);
        }
    }

    /** The judge has ruled on the reply, or never will. */
    void done() {
        if (begun) {
            begun = false;
            judge.end();
        }
    }
}
