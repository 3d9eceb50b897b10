package io.bulwark.injector.serve;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Puts lines together from pieces of any size, up to a bound. */
final class LineBuffer {
    private final int most;
    private ByteArrayOutputStream begun = new ByteArrayOutputStream(0);

    /** @param most the longest line, in bytes */
    LineBuffer(int most) {
        this.most = most;
    }

    /** Reads all of a piece, and hands on the lines that end in it; false when a line is too long. */
    boolean read(ByteBuf piece, Consumer<String> lines) {
        while (piece.isReadable()) {
            var end = piece.bytesBefore((byte) '\n');
            var length = end < 0 ? piece.readableBytes() : end;
            if (begun.size() + length > most) {
                return false;
            }
            var bytes = new byte[length];
            piece.readBytes(bytes);
            begun.writeBytes(bytes);
            if (end >= 0) {
                piece.skipBytes(1);
                var line = begun.toString(StandardCharsets.UTF_8);
                // A long line is not kept for the short ones that follow.
                begun = new ByteArrayOutputStream(0);
                lines.accept(line);
            }
        }
        return true;
    }
}
