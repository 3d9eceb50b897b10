package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.protocol.Notation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How transcripts of Redis are written: {@code ! SET key "a value"} is a command of RESP, anything else bytes as text. */
public final class RespNotation implements Notation {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern REPEAT = Pattern.compile("repeat (\\d+) (! .*)");
    private static final Pattern PLAIN = Pattern.compile("[!-~&&[^\"\\\\]]+");

    @Override
    public byte[] bytes(String line) {
        var repeat = REPEAT.matcher(line);
        if (repeat.matches()) {
            var out = new ByteArrayOutputStream();
            for (var round = 1; round <= Integer.parseInt(repeat.group(1)); round++) {
                out.writeBytes(bytes(repeat.group(2).replace("{i}", String.valueOf(round))));
            }
            return out.toByteArray();
        }
        return line.startsWith("! ") ? command(line.substring(2)) : Notation.unescape(line);
    }

    private static byte[] command(String line) {
        var words = new ArrayList<byte[]>();
        var found = WORD.matcher(line);
        while (found.find()) {
            words.add(Notation.unescape(found.group(1) == null ? found.group(2) : found.group(1)));
        }
        return encode(words);
    }

    /** A command of these words. */
    static byte[] encode(List<byte[]> words) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(latin1("*" + words.size() + "\r\n"));
        for (var word : words) {
            out.writeBytes(latin1("$" + word.length + "\r\n"));
            out.writeBytes(word);
            out.writeBytes(latin1("\r\n"));
        }
        return out.toByteArray();
    }

    @Override
    public List<String> left(byte[] toServer, byte[] toClient) {
        var lines = new ArrayList<String>();
        var text = new String(toServer, StandardCharsets.ISO_8859_1);
        while (!text.isEmpty()) {
            var words = words(text);
            if (words.isEmpty()) {
                break;
            }
            lines.add("server ! "
                    + String.join(" ", words.stream().map(RespNotation::quoted).toList()));
            text = text.substring(length(words));
        }
        lines.addAll(Notation.TEXT.left(latin1(text), new byte[0]));
        for (var line : Notation.escape(toClient).split("(?<=\\\\n)(?=[*%>~|+-])", -1)) {
            if (!line.isEmpty()) {
                lines.add("client " + line);
            }
        }
        return lines;
    }

    private static int length(List<String> words) {
        return encode(words.stream().map(RespNotation::latin1).toList()).length;
    }

    /** The words of the command at the start of the text; none where it is cut or no command of RESP. */
    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var at = 0;
        var count = 1;
        while (words.size() < count) {
            var end = text.indexOf("\r\n", at);
            if (end < 0 || text.charAt(at) != (at == 0 ? '*' : '$')) {
                return List.of();
            }
            var number = Integer.parseInt(text, at + 1, end, 10);
            at = end + 2;
            if (words.isEmpty() && text.charAt(0) == '*' && at == text.indexOf("\r\n") + 2) {
                count = number;
                end = text.indexOf("\r\n", at);
                if (end < 0 || count < 1) {
                    return List.of();
                }
                number = Integer.parseInt(text, at + 1, end, 10);
                at = end + 2;
            }
            if (at + number + 2 > text.length()) {
                return List.of();
            }
            words.add(text.substring(at, at + number));
            at += number + 2;
        }
        return words;
    }

    private static String quoted(String word) {
        var escaped = Notation.escape(word);
        return PLAIN.matcher(escaped).matches() ? escaped : "\"" + escaped + "\"";
    }

    @Override
    public boolean shortens() {
        return true;
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
