package io.bulwark.proxy.protocol.http;

import io.bulwark.proxy.stream.ByteView;
import java.nio.charset.StandardCharsets;

/** The classes of bytes that HTTP/1 is written in, and comparisons over them. */
public final class Octets {
    private static final String DIGITS = "0123456789";
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static final byte TOKEN = 1;
    private static final byte TARGET = 2;
    private static final byte HOST = 4;
    private static final byte[] CLASSES = new byte[256];
    private static final byte[] HEX = new byte[256];

    private static final int FIRST_VISIBLE = 0x21;
    private static final int DELETE = 0x7F;

    static {
        add(TOKEN, DIGITS + LETTERS + "!#$%&'*+-.^_`|~");
        add(HOST, DIGITS + LETTERS + "-._~%!$&'()*+;=:[]");
        for (var value = FIRST_VISIBLE; value < CLASSES.length; value++) {
            if (value != DELETE) {
                CLASSES[value] |= TARGET;
            }
        }
        java.util.Arrays.fill(HEX, (byte) -1);
        for (var digit = 0; digit < 16; digit++) {
            HEX[Character.forDigit(digit, 16)] = (byte) digit;
            HEX[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
        }
    }

    private Octets() {}

    private static void add(byte kind, String members) {
        for (var member : members.getBytes(StandardCharsets.US_ASCII)) {
            CLASSES[member] |= kind;
        }
    }

    /** RFC 9110 section 5.6.2. */
    public static boolean isToken(byte value) {
        return (CLASSES[value & 0xFF] & TOKEN) != 0;
    }

    /** Visible ASCII and everything from 0x80 on, which real clients send unencoded. */
    public static boolean isTarget(byte value) {
        return (CLASSES[value & 0xFF] & TARGET) != 0;
    }

    /** What a Host field is made of (RFC 3986 section 3.2.2), but for the comma, which joined fields would have. */
    public static boolean isHost(byte value) {
        return (CLASSES[value & 0xFF] & HOST) != 0;
    }

    public static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    /** The value of a hexadecimal digit, or -1. */
    public static int hex(byte value) {
        return HEX[value & 0xFF];
    }

    public static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }

    public static byte lower(byte value) {
        return value >= 'A' && value <= 'Z' ? (byte) (value | 0x20) : value;
    }

    /** Whether {@code from..to-1} is {@code lower} in any case. */
    public static boolean same(ByteView view, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (var index = 0; index < lower.length; index++) {
            if (lower(view.get(from + index)) != lower[index]) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code from..to-1} is {@code expected} to the letter. */
    public static boolean exactly(ByteView view, int from, int to, byte[] expected) {
        if (to - from != expected.length) {
            return false;
        }
        for (var index = 0; index < expected.length; index++) {
            if (view.get(from + index) != expected[index]) {
                return false;
            }
        }
        return true;
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
