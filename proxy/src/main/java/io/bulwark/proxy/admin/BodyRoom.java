package io.bulwark.proxy.admin;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Room for the bodies of all connections of one site together; one thread only. */
final class BodyRoom {
    /** The most that one body may have. */
    static final int MAX_BYTES = 1 << 20;

    private static final int MAX_BODIES = 4;

    private int open;

    /** Whether one more body may come now. */
    boolean enter() {
        if (open == MAX_BODIES) {
            return false;
        }
        open++;
        return true;
    }

    void leave() {
        open--;
    }

    /** One body as it comes in. */
    static final class Body {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        /** Takes a piece; false when that is too much. */
        boolean add(ByteBuf piece) {
            if (bytes.size() + piece.readableBytes() > MAX_BYTES) {
                return false;
            }
            var copy = new byte[piece.readableBytes()];
            piece.getBytes(piece.readerIndex(), copy);
            bytes.writeBytes(copy);
            return true;
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
