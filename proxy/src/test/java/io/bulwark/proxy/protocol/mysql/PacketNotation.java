package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.Notation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Packets of MySQL as words; {@code docs/protocols/transcripts.md} describes them. */
public final class PacketNotation implements Notation {
    private int number;

    @Override
    public byte[] bytes(String line) {
        var out = new ByteArrayOutputStream();
        for (var one : line.split(" ;; ", -1)) {
            if (one.startsWith("RAW ")) {
                out.writeBytes(Notation.unescape(one.substring(4)));
            } else {
                packets(one, out);
            }
        }
        return out.toByteArray();
    }

    /** One payload: in as many packets as it takes. */
    private void packets(String text, ByteArrayOutputStream out) {
        var mark = text.indexOf(" ") < 0 ? text.length() : text.indexOf(" ");
        number = Integer.parseInt(text.substring(0, mark));
        var payload = payload(text.substring(Math.min(text.length(), mark + 1)));
        for (var from = 0; ; from += Frame.MAX_LENGTH) {
            var length = Math.min(Frame.MAX_LENGTH, payload.length - from);
            out.writeBytes(new byte[] {(byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) number++});
            out.write(payload, from, length);
            if (length < Frame.MAX_LENGTH) {
                return;
            }
        }
    }

    private static byte[] payload(String text) {
        var out = new ByteArrayOutputStream();
        for (var word : words(text)) {
            word(word, out);
        }
        return out.toByteArray();
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        var quoted = false;
        for (var index = 0; index < text.length(); index++) {
            var letter = text.charAt(index);
            quoted ^= letter == '"';
            if (letter == ' ' && !quoted) {
                words.add(word.toString());
                word.setLength(0);
            } else {
                word.append(letter);
            }
        }
        words.add(word.toString());
        return words;
    }

    private static void word(String word, ByteArrayOutputStream out) {
        if (word.isEmpty()) {
            return;
        }
        var text = word.contains("\"") ? word.substring(word.indexOf('"') + 1, word.lastIndexOf('"')) : "";
        var bytes = Notation.unescape(text);
        switch (word.charAt(0)) {
            case '"' -> out.writeBytes(bytes);
            case 'z' -> {
                out.writeBytes(bytes);
                out.write(0);
            }
            case 's' -> {
                lenenc(bytes.length, out);
                out.writeBytes(bytes);
            }
            case 'n' -> lenenc(Long.parseLong(word.substring(1)), out);
            case 'i' -> {
                var colon = word.indexOf(':');
                var value = Long.decode(word.substring(colon + 1));
                for (var index = 0; index < Integer.parseInt(word.substring(1, colon)); index++) {
                    out.write((int) (value >> (8 * index)));
                }
            }
            case 'g' -> greeting(word.substring(word.indexOf(':') + 1), out);
            case 'l' -> login(word.substring(word.indexOf(':') + 1), out);
            case 'c' -> column(text, Integer.parseInt(word.substring(word.lastIndexOf(':') + 1)), out);
            case 'o' -> ok(0x00, word, out);
            case 'E' -> ok(0xFE, word, out);
            case 'e' -> eof(word, out);
            default -> out.write(Integer.parseInt(word, 16));
        }
    }

    /** OK with a status. */
    private static void ok(int first, String word, ByteArrayOutputStream out) {
        var status = word.contains(":") ? Integer.decode(word.substring(word.indexOf(':') + 1)) : 2;
        out.writeBytes(new byte[] {(byte) first, 0, 0, (byte) status, (byte) (status >> 8), 0, 0});
    }

    private static void eof(String word, ByteArrayOutputStream out) {
        var status = word.contains(":") ? Integer.decode(word.substring(word.indexOf(':') + 1)) : 2;
        out.writeBytes(new byte[] {(byte) 0xFE, 0, 0, (byte) status, (byte) (status >> 8)});
    }

    private static void greeting(String capabilities, ByteArrayOutputStream out) {
        var bits = Long.decode(capabilities);
        var maria = (bits & 1) == 0;
        out.write(10);
        out.writeBytes((maria ? "5.5.5-10.11.6-MariaDB\0" : "8.0.36\0").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {7, 0, 0, 0});
        out.writeBytes("saltsalt\0".getBytes(StandardCharsets.US_ASCII));
        integer(bits & 0xFFFF, 2, out);
        out.writeBytes(new byte[] {45, 2, 0});
        integer(bits >> 16 & 0xFFFF, 2, out);
        out.write(21);
        integer(0, 6, out);
        integer(maria ? bits >> 32 : 0, 4, out);
        out.writeBytes("saltsaltsalt\0mysql_native_password\0".getBytes(StandardCharsets.US_ASCII));
    }

    private static void login(String capabilities, ByteArrayOutputStream out) {
        var bits = Long.decode(capabilities);
        integer(bits & 0xFFFFFFFFL, 4, out);
        integer(0x1000000, 4, out);
        out.write(45);
        integer(0, 19, out);
        integer((bits & 1) == 0 ? bits >> 32 : 0, 4, out);
    }

    private static void column(String name, int type, ByteArrayOutputStream out) {
        for (var text : List.of("def", "shop", "t", "t", name, name)) {
            lenenc(text.length(), out);
            out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        out.write(12);
        integer(45, 2, out);
        integer(255, 4, out);
        out.write(type);
        integer(0, 5, out);
    }

    private static void integer(long value, int count, ByteArrayOutputStream out) {
        for (var index = 0; index < count; index++) {
            out.write((int) (value >> (8 * index)));
        }
    }

    private static void lenenc(long value, ByteArrayOutputStream out) {
        if (value < 251) {
            out.write((int) value);
        } else if (value < 65536) {
            out.write(0xFC);
            integer(value, 2, out);
        } else {
            out.write(0xFD);
            integer(value, 3, out);
        }
    }

    @Override
    public boolean showsCounts() {
        return true;
    }

    @Override
    public List<String> left(byte[] toServer, byte[] toClient) {
        var lines = new ArrayList<String>();
        split("server", toServer, lines);
        split("client", toClient, lines);
        return lines;
    }

    private static void split(String who, byte[] bytes, List<String> lines) {
        for (var at = 0; at < bytes.length; ) {
            if (bytes.length - at < Frame.HEADER_BYTES) {
                lines.add(who + " part of a packet");
                return;
            }
            var length = (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
            var present = Math.min(length, bytes.length - at - Frame.HEADER_BYTES);
            var payload = new byte[present];
            System.arraycopy(bytes, at + Frame.HEADER_BYTES, payload, 0, present);
            var text = Notation.escape(payload);
            var shown = text.length() > 160
                    ? text.substring(0, 160) + String.format(Locale.ROOT, "... of %d", length)
                    : text;
            lines.add(who + " " + (bytes[at + 3] & 0xFF) + (present < length ? " cut short: " : ": ") + shown);
            at += Frame.HEADER_BYTES + present;
        }
    }
}
