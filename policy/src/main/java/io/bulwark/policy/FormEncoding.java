package io.bulwark.policy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Names and values of queries between their text and the form in which they are sent; not for traffic. */
public final class FormEncoding {
    private static final String PLAIN = "-_.~";
    private static final int HEX = 16;

    private FormEncoding() {}

    /** Percent codes for all that is no letter, digit, or one of {@code -_.~}. */
    public static String encode(String text) {
        var out = new StringBuilder();
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (next >= 'a' && next <= 'z')
                    || (next >= 'A' && next <= 'Z')
                    || (next >= '0' && next <= '9')
                    || PLAIN.indexOf(next) >= 0;
            if (plain) {
                out.append((char) next);
            } else {
                out.append('%')
                        .append(Character.forDigit(next >> 4 & 0xF, HEX))
                        .append(Character.forDigit(next & 0xF, HEX));
            }
        }
        return out.toString();
    }

    /** Percent codes decoded once, plus for space; a percent sign that codes nothing stands for itself. */
    public static String decode(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], HEX) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], HEX) : -1;
            if (bytes[i] == '%' && high >= 0 && low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(bytes[i] == '+' ? ' ' : bytes[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
