package io.bulwark.policy.handout;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Long texts made short: deflated, and written in letters. */
final class Packed {
    private static final int PIECE = 16_384;

    private Packed() {}

    static String pack(String text) {
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            var out = new ByteArrayOutputStream();
            var piece = new byte[PIECE];
            while (!deflater.finished()) {
                out.write(piece, 0, deflater.deflate(piece));
            }
            return Base64.getEncoder().encodeToString(out.toByteArray());
        }
    }

    /**
     * The text that was packed; empty if it has more bytes than that.
     *
     * @throws IllegalArgumentException if it is nothing that was packed
     */
    static Optional<String> unpack(String packed, int most) {
        try (var inflater = new Inflater()) {
            inflater.setInput(Base64.getDecoder().decode(packed));
            var out = new ByteArrayOutputStream();
            var piece = new byte[PIECE];
            while (!inflater.finished()) {
                int length = inflater.inflate(piece);
                if (length == 0) {
                    throw new IllegalArgumentException("what is packed has no end");
                }
                if (out.size() + length > most) {
                    return Optional.empty();
                }
                out.write(piece, 0, length);
            }
            return Optional.of(out.toString(StandardCharsets.UTF_8));
        } catch (DataFormatException _) {
            throw new IllegalArgumentException("what is packed cannot be unpacked");
        }
    }
}
