package io.bulwark.policy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Descriptor sets as they are written down: in base64 where a document carries them, and in gzip wherever that is shorter. */
public final class DescriptorText {

    /** The most characters that a document may have of one set. An object of Kubernetes has no room for more. */
    public static final int MAX_CHARACTERS = 1 << 20;

    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private DescriptorText() {}

    /** The text without the blanks and line ends that make it easier on the eye. */
    public static String plain(String text) {
        boolean plain = text.chars().noneMatch(DescriptorText::isBlank);
        if (plain) {
            return text;
        }
        var out = new StringBuilder(text.length());
        text.chars().filter(c -> !isBlank(c)).forEach(c -> out.append((char) c));
        return out.toString();
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /** The bytes that a plain text stands for; empty when it is no base64. */
    public static Optional<byte[]> bytes(String plain) {
        try {
            return Optional.of(Base64.getDecoder().decode(plain.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * The set itself, or the first few bytes more of it than are allowed; empty when it begins as gzip and does not go on so. No set
     * begins like gzip, because the first field of a set is a file.
     */
    static Optional<byte[]> unfolded(byte[] content, int most) {
        if (content.length < 2 || (content[0] & 0xff) != GZIP_FIRST || (content[1] & 0xff) != GZIP_SECOND) {
            return Optional.of(content.length > most ? Arrays.copyOf(content, most + 1) : content);
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return Optional.of(in.readNBytes(most + 1));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
