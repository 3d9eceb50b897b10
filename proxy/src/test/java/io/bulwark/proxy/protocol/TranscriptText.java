package io.bulwark.proxy.protocol;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** How bytes are written in transcripts: text with {@code \r \n \t \\ \xNN}, and <code>{n*text}</code> for repetition. */
final class TranscriptText {
    private static final Pattern REPEATED = Pattern.compile("\\{(\\d+)\\*([^}]*)}");
    private static final Pattern LONG_RUN = Pattern.compile("([A-Za-z0-9])\\1{39,}");

    private TranscriptText() {}

    static byte[] bytes(String text) {
        var expanded = REPEATED.matcher(text)
                .replaceAll(match -> match.group(2)
                        .repeat(Integer.parseInt(match.group(1)))
                        .replace("\\", "\\\\")
                        .replace("$", "\\$"));
        var out = new StringBuilder();
        for (var index = 0; index < expanded.length(); index++) {
            var letter = expanded.charAt(index);
            if (letter != '\\') {
                out.append(letter);
                continue;
            }
            var kind = expanded.charAt(++index);
            switch (kind) {
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case '\\' -> out.append('\\');
                case 'x' -> {
                    out.append((char) Integer.parseInt(expanded, index + 1, index + 3, 16));
                    index += 2;
                }
                default -> throw new IllegalArgumentException("unknown escape \\" + kind);
            }
        }
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        var out = new StringBuilder();
        for (var value : bytes) {
            var letter = (char) (value & 0xFF);
            switch (letter) {
                case '\r' -> out.append("\\r");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (letter < ' ' || letter > '~' || letter == '{') {
                        out.append(String.format("\\x%02x", (int) letter));
                    } else {
                        out.append(letter);
                    }
                }
            }
        }
        return LONG_RUN.matcher(out).replaceAll(match -> "{" + match.group().length() + "*" + match.group(1) + "}");
    }

    static String text(String latin1) {
        return text(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }
}
