package io.bulwark.proxy.control;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Descriptor sets for tests, written by hand. */
final class Descriptors {
    private static final int STRING = 9;

    private Descriptors() {}

    /** A set with one message {@code t.M}, whose only field is a string, and a method {@code /t.S/Call} that takes and gives it. */
    static byte[] withField(String name) {
        var field = message(text(1, name), number(3, 1), number(4, 1), number(5, STRING));
        var type = message(text(1, "M"), bytes(2, field));
        var call = message(text(1, "Call"), text(2, ".t.M"), text(3, ".t.M"));
        var service = message(text(1, "S"), bytes(2, call));
        return bytes(1, message(text(1, "t.proto"), text(2, "t"), bytes(4, type), bytes(6, service)));
    }

    /** A set of about so many bytes, of messages with eight fields such as compilers write them. */
    static byte[] ofSize(int length) {
        var all = new ByteArrayOutputStream();
        for (int file = 0; all.size() < length - 600; file++) {
            var type = new ByteArrayOutputStream();
            type.writeBytes(text(1, "Customer" + file));
            for (int number = 1; number <= 8; number++) {
                var name = "contact_address_" + number;
                type.writeBytes(bytes(
                        2, message(text(1, name), number(3, number), number(4, 1), number(5, STRING), text(10, name))));
            }
            all.writeBytes(bytes(
                    1, message(text(1, "f" + file + ".proto"), text(2, "shop.v1"), bytes(4, type.toByteArray()))));
        }
        return all.toByteArray();
    }

    private static byte[] text(int number, String value) {
        return bytes(number, value.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] number(int number, int value) {
        return new byte[] {(byte) (number << 3), (byte) value};
    }

    private static byte[] bytes(int number, byte[] value) {
        var length = value.length < 128
                ? new byte[] {(byte) value.length}
                : new byte[] {(byte) (value.length | 128), (byte) (value.length >> 7)};
        if (value.length >= 128 * 128) {
            throw new AssertionError("only short fields are written here");
        }
        return message(new byte[] {(byte) ((number << 3) | 2)}, length, value);
    }

    private static byte[] message(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
