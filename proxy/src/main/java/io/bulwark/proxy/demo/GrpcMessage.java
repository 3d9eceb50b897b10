package io.bulwark.proxy.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** A message of the demo's gRPC calls: protobuf with one string, {@code message Order { string note = 1; }}, in gRPC's frame. */
final class GrpcMessage {
    private static final int NOTE = 1 << 3 | 2;

    private GrpcMessage() {}

    /** The string must be shorter than 128 bytes, so that its length is one byte. */
    static byte[] of(String note) {
        return framed(0, protobuf(note));
    }

    /** The same, compressed. */
    static byte[] gzipped(String note) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(protobuf(note));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return framed(1, packed.toByteArray());
    }

    private static byte[] protobuf(String note) {
        var text = note.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        out.write(NOTE);
        out.write(text.length);
        out.writeBytes(text);
        return out.toByteArray();
    }

    private static byte[] framed(int compressed, byte[] message) {
        var out = new ByteArrayOutputStream();
        out.write(compressed);
        for (var shift = 24; shift >= 0; shift -= 8) {
            out.write(message.length >>> shift);
        }
        out.writeBytes(message);
        return out.toByteArray();
    }
}
