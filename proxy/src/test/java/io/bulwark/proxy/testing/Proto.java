package io.bulwark.proxy.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes protobuf messages field by field with Google's own library, and puts prefixes before them. */
public final class Proto {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    public static Proto message() {
        return new Proto();
    }

    private Proto write(Writing writing) {
        try {
            var out = CodedOutputStream.newInstance(bytes);
            writing.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public Proto string(int number, String text) {
        return write(out -> out.writeString(number, text));
    }

    public Proto bytes(int number, byte... value) {
        return write(out -> out.writeBytes(number, ByteString.copyFrom(value)));
    }

    public Proto message(int number, Proto message) {
        return bytes(number, message.bytes());
    }

    public Proto group(int number, Proto message) {
        return write(out -> {
            out.writeTag(number, WireFormat.WIRETYPE_START_GROUP);
            out.writeRawBytes(message.bytes());
            out.writeTag(number, WireFormat.WIRETYPE_END_GROUP);
        });
    }

    public Proto varint(int number, long value) {
        return write(out -> out.writeUInt64(number, value));
    }

    public Proto fixed32(int number, int value) {
        return write(out -> out.writeFixed32(number, value));
    }

    public Proto fixed64(int number, long value) {
        return write(out -> out.writeFixed64(number, value));
    }

    public Proto packed(int number, long... values) {
        var packed = new Proto();
        for (var value : values) {
            packed.write(out -> out.writeUInt64NoTag(value));
        }
        return bytes(number, packed.bytes());
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    /** The message behind a prefix of gRPC. */
    public byte[] framed() {
        return frame(0, bytes());
    }

    /** A message behind a prefix of gRPC with these flags. */
    public static byte[] frame(int flags, byte... message) {
        var out = new ByteArrayOutputStream();
        out.write(flags);
        for (var shift = 24; shift >= 0; shift -= 8) {
            out.write(message.length >>> shift);
        }
        out.writeBytes(message);
        return out.toByteArray();
    }

    public static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
