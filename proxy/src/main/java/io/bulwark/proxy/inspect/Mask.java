package io.bulwark.proxy.inspect;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Makes the end of a match fit to be shown: short, printable, and without what may be a secret. */
final class Mask {
    /*
     * A finding of a data-leak group is the secret itself: of its letters and digits only the last four stay.
     *
     * Any other finding shows the shape of an attack, whose neighbours may be secrets. So these are masked:
     *   - the value after a name that speaks of a secret, up to where a value ends;
     *   - the first word, when the window begins inside the field: it may be the end of such a value;
     *   - each word with a digit that is longer than three characters, and each word longer than sixteen.
     * What is left is words of prose and code, and punctuation. A header that carries credentials is never shown.
     */
    static final int MAX_CHARACTERS = 64;
    static final String ALL = "[masked]";

    private static final int SHOWN_OF_SECRET = 4;
    private static final String SECRET_NAMES =
            "pass|pwd|secret|token|key|auth|cookie|session|sess|sid|credential|pin|otp|cvv|cvc|card|iban|ssn|sign|jwt";
    private static final Pattern SECRET_NAME = Pattern.compile(SECRET_NAMES);
    private static final Pattern NAMED_VALUE = Pattern.compile(
            "(?i)(?:" + SECRET_NAMES + ")[\\w.\\-\\[\\]]{0,32}[\"']?\\s{0,4}[=:]\\s{0,4}([^&;,\\r\\n]+)");
    private static final Pattern CUT_WORD = Pattern.compile("^([^&;,\\s]+)");
    private static final Pattern TELLING_WORD = Pattern.compile("((?=[A-Za-z]*\\d)[A-Za-z0-9]{4,}|[A-Za-z0-9]{17,})");

    private Mask() {}

    /** Whether the value of a header of this name is never shown. */
    static boolean isSecretHeader(String name) {
        return SECRET_NAME.matcher(name.toLowerCase(Locale.ROOT)).find();
    }

    /** A finding of a data-leak group, which ends at {@code to}. */
    static String leak(byte[] window, int from, int to) {
        var text = text(window, from, to).toCharArray();
        var shown = 0;
        for (var index = text.length - 1; index >= 0; index--) {
            if (isAlphanumeric(text[index]) && ++shown > SHOWN_OF_SECRET) {
                text[index] = '*';
            }
        }
        return printable(new String(text));
    }

    /** Any other finding, which ends at {@code to}; {@code cut} when the field has bytes before {@code from}. */
    static String attack(byte[] window, int from, int to, boolean cut) {
        var text = text(window, from, to);
        var masked = new StringBuilder(text);
        hide(NAMED_VALUE, text, masked);
        hide(TELLING_WORD, text, masked);
        if (cut) {
            hide(CUT_WORD, text, masked);
        }
        return printable(masked.toString());
    }

    private static void hide(Pattern what, String text, StringBuilder masked) {
        var matcher = what.matcher(text);
        while (matcher.find()) {
            for (var index = matcher.start(1); index < matcher.end(1); index++) {
                if (isAlphanumeric(text.charAt(index)) || text.charAt(index) > 0x7E) {
                    masked.setCharAt(index, '*');
                }
            }
        }
    }

    private static String text(byte[] window, int from, int to) {
        return new String(window, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** The last characters of the text, everything but printable ASCII escaped. */
    private static String printable(String text) {
        var out = new StringBuilder();
        for (var index = text.length() - 1; index >= 0; index--) {
            var shown = printable(text.charAt(index));
            if (out.length() + shown.length() > MAX_CHARACTERS) {
                break;
            }
            out.insert(0, shown);
        }
        return out.toString();
    }

    /** One byte as printable ASCII. */
    static String printable(int octet) {
        return octet >= 0x20 && octet < 0x7F
                ? String.valueOf((char) octet)
                : "\\x" + Character.forDigit(octet >> 4 & 15, 16) + Character.forDigit(octet & 15, 16);
    }

    private static boolean isAlphanumeric(char c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }
}
