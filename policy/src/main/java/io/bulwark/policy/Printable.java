package io.bulwark.policy;

/** Untrusted text made short and safe to show. */
public final class Printable {

    private static final int MAX_QUOTED = 64;
    private static final String CUT = "...";

    private Printable() {}

    /** The text in double quotes, at most 64 characters of it, everything unprintable escaped. */
    public static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length() && out.length() <= MAX_QUOTED + 1; i++) {
            append(out, text.charAt(i));
        }
        return end(out, MAX_QUOTED + 1).append('"').toString();
    }

    /** The text without quotes, at most 64 characters of it, everything unprintable escaped. */
    static String plain(String text) {
        var quoted = quoted(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    /** The bytes as text of at most {@code max} characters, everything but printable ASCII escaped. */
    static String of(Bytes bytes, int max) {
        var out = new StringBuilder();
        for (int i = 0; i < bytes.length() && out.length() <= max; i++) {
            append(out, (char) (bytes.get(i) & 0xff));
        }
        return end(out, max).toString();
    }

    private static void append(StringBuilder out, char c) {
        if (c >= 0x20 && c < 0x7f) {
            out.append(c);
        } else {
            out.append(c < 0x100 ? "\\x%02x".formatted((int) c) : "\\u%04x".formatted((int) c));
        }
    }

    private static StringBuilder end(StringBuilder out, int max) {
        if (out.length() > max) {
            out.setLength(max - CUT.length());
            out.append(CUT);
        }
        return out;
    }
}
