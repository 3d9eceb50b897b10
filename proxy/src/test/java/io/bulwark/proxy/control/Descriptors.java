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

    private static byte[] text(int number, String value) {
        return bytes(number, value.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] number(int number, int value) {
        return new byte[] {(byte) (number << 3), (byte) value};
    }

    private static byte[] bytes(int number, byte[] value) {
        if (value.length > 127) {
            throw new AssertionError("only short fields are written here");
        }
        return message(new byte[] {(byte) ((number << 3) | 2), (byte) value.length}, value);
    }

    private static byte[] message(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
