package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.Notation;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Frames out of the words of a transcript. Nothing is checked: what is wrong in the words is wrong in the bytes. */
final class FrameWriter {
    private static final Pattern REPEAT = Pattern.compile("repeat (\\d+)(?: from (\\d+))?: (.*)");
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");
    private static final String NEXT_FRAME = " ;; ";
    private static final int WORD_BYTES = 4;

    private final List<String> words = new ArrayList<>();
    private final byte[] block;

    private FrameWriter(String frame) {
        var bar = frame.indexOf(" |");
        var matcher = WORD.matcher(bar < 0 ? frame : frame.substring(0, bar));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        block = bar < 0
                ? new byte[0]
                : HeaderNotation.block(frame.substring(bar + 2).strip());
    }

    static byte[] line(String line) {
        var out = new ByteArrayOutputStream();
        var repeat = REPEAT.matcher(line);
        if (!repeat.matches()) {
            frames(line, out);
            return out.toByteArray();
        }
        var first = repeat.group(2) == null ? 1 : Integer.parseInt(repeat.group(2));
        for (var round = 0; round < Integer.parseInt(repeat.group(1)); round++) {
            frames(repeat.group(3).replace("{i}", String.valueOf(first + 2 * round)), out);
        }
        return out.toByteArray();
    }

    private static void frames(String line, ByteArrayOutputStream out) {
        for (var frame : line.split(NEXT_FRAME, -1)) {
            out.writeBytes(
                    frame.startsWith("TEXT ") ? Notation.unescape(frame.substring(5)) : new FrameWriter(frame).write());
        }
    }

    private byte[] write() {
        return switch (words.getFirst()) {
            case "PREFACE" -> PrefaceProbe.PREFACE;
            case "RAW" -> text();
            case "DATA" -> frame(FrameType.DATA, flag("end", FrameType.END_STREAM), number(1), text());
            case "HEADERS" -> headers(FrameType.HEADERS, priority());
            case "PUSH_PROMISE" -> headers(FrameType.PUSH_PROMISE, word(number(2)));
            case "CONTINUATION" -> headers(FrameType.CONTINUATION, new byte[0]);
            case "PRIORITY" -> frame(FrameType.PRIORITY, 0, number(1), weighed(words.get(2)));
            case "RST_STREAM" -> frame(FrameType.RST_STREAM, 0, number(1), word(error(words.get(2))));
            case "SETTINGS" -> frame(FrameType.SETTINGS, flag("ack", FrameType.ACK), stream(0), settings());
            case "PING" -> frame(FrameType.PING, flag("ack", FrameType.ACK), stream(0), text());
            case "GOAWAY" ->
                frame(FrameType.GOAWAY, 0, stream(0), joined(word(number(1)), word(error(words.get(2))), text()));
            case "WINDOW_UPDATE" -> frame(FrameType.WINDOW_UPDATE, 0, number(1), word(number(2)));
            case "FRAME" -> frame(number(1), 0, number(2), text());
            default -> throw new IllegalArgumentException("no frame " + words);
        };
    }

    /* "split=3,10" cuts the block at these places into HEADERS and CONTINUATION. */
    private byte[] headers(int type, byte[] prefix) {
        var flags = flag("end", FrameType.END_STREAM) | (words.contains("open") ? 0 : FrameType.END_HEADERS);
        flags |= type == FrameType.HEADERS && prefix.length > 0 ? FrameType.WITH_PRIORITY : 0;
        var split = option("split", "");
        if (split.isEmpty()) {
            return frame(type, flags, number(1), joined(prefix, joined(block, text())));
        }
        var places =
                Arrays.stream(split.split(",", -1)).mapToInt(Integer::parseInt).toArray();
        var first = Arrays.copyOf(block, places[0]);
        var out = frame(type, flags & ~FrameType.END_HEADERS, number(1), joined(prefix, first));
        for (var index = 0; index < places.length; index++) {
            var last = index == places.length - 1;
            var piece = Arrays.copyOfRange(block, places[index], last ? block.length : places[index + 1]);
            out = joined(
                    out, plain(FrameType.CONTINUATION, last ? flags & FrameType.END_HEADERS : 0, number(1), piece));
        }
        return out;
    }

    private byte[] priority() {
        var told = option("priority", "");
        return told.isEmpty() ? new byte[0] : weighed(told);
    }

    /** {@code stream/weight}, with {@code !} in front where the dependency is exclusive. */
    private static byte[] weighed(String told) {
        var exclusive = told.startsWith("!");
        var slash = told.indexOf('/');
        var dependency = Integer.parseInt(told.substring(exclusive ? 1 : 0, slash)) | (exclusive ? 1 << 31 : 0);
        return joined(word(dependency), new byte[] {(byte) (Integer.parseInt(told.substring(slash + 1)) - 1)});
    }

    private byte[] settings() {
        var out = new ByteArrayOutputStream();
        for (var word : words) {
            var is = word.indexOf('=');
            if (is > 0 && !word.startsWith("len=") && !word.startsWith("stream=")) {
                var id = SettingName.number(word.substring(0, is));
                out.write(id >> 8);
                out.write(id);
                out.writeBytes(word((int) Long.parseLong(word.substring(is + 1))));
            }
        }
        out.writeBytes(text());
        return out.toByteArray();
    }

    private byte[] frame(int type, int flags, int stream, byte[] content) {
        var padding = padding();
        var padded = padding.length > 0 || words.contains("pad=0");
        var payload = padded ? joined(new byte[] {(byte) padding.length}, joined(content, padding)) : content;
        return plain(type, flags | (padded ? FrameType.PADDED : 0), stream, payload);
    }

    private byte[] padding() {
        var told = option("pad", "0");
        return told.startsWith("\"") ? quoted(told) : new byte[Integer.parseInt(told)];
    }

    private byte[] plain(int type, int flags, int stream, byte[] payload) {
        var length = Integer.decode(option("len", String.valueOf(payload.length)));
        var header = new byte[Frames.HEADER];
        System.arraycopy(word(length << 8 | type), 0, header, 0, WORD_BYTES);
        header[WORD_BYTES] = (byte) (flags | Integer.decode(option("flags", "0")));
        System.arraycopy(word(stream), 0, header, WORD_BYTES + 1, WORD_BYTES);
        return joined(header, payload);
    }

    /** All quoted text; what has {@code msg} in front is a gRPC message. */
    private byte[] text() {
        var out = new byte[0];
        for (var word : words) {
            if (word.startsWith("\"")) {
                out = joined(out, quoted(word));
            } else if (word.startsWith("msg\"")) {
                var message = quoted(word.substring(3));
                out = joined(out, joined(new byte[1], word(message.length), message));
            }
        }
        return out;
    }

    private static byte[] quoted(String word) {
        return Notation.unescape(word.substring(1, word.length() - 1));
    }

    private int flag(String word, int flag) {
        return words.contains(word) ? flag : 0;
    }

    private int stream(int usual) {
        return Integer.parseInt(option("stream", String.valueOf(usual)));
    }

    private int number(int place) {
        return (int) (long) Long.decode(words.get(place));
    }

    private String option(String key, String usual) {
        return words.stream()
                .filter(word -> word.startsWith(key + "="))
                .map(word -> word.substring(key.length() + 1))
                .findFirst()
                .orElse(usual);
    }

    private static int error(String name) {
        return Character.isDigit(name.charAt(0))
                ? Integer.parseInt(name)
                : ErrorCode.valueOf(name).code();
    }

    private static byte[] word(int value) {
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    private static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
