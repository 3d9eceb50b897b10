package io.bulwark.signatures;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bytes as they would be on the wire, one character a byte, and the fields in which they are tried. */
public record Sample(List<Field> fields, String latin1) {
    public static final int MAX_BYTES = 65_536;

    public Sample {
        fields = List.copyOf(fields);
        if (latin1.isEmpty() || latin1.length() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a sample must hold 1.." + MAX_BYTES + " bytes, was " + latin1.length() + " bytes");
        }
    }

    /** The sample whose bytes are this text in UTF-8. */
    public static Sample ofText(List<Field> fields, String text) {
        return ofBytes(fields, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Sample ofBytes(List<Field> fields, byte[] bytes) {
        return new Sample(fields, new String(bytes, StandardCharsets.ISO_8859_1));
    }

    public byte[] bytes() {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
}
