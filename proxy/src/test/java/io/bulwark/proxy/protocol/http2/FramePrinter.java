package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.Notation;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/** What left in one direction, as frames, their header blocks decoded the way their receiver does it. */
final class FramePrinter {
    private final String who;
    private final Queue<Integer> tableSizes;
    private final ReceivingTable table = new ReceivingTable();
    private final List<String> lines = new ArrayList<>();
    private byte[] bytes = {};
    private int start;
    private int length;
    private int flags;
    private String blockBegin = "";
    private int blockFrames;
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();

    /** @param tableSizes what the receiver allows by one SETTINGS frame after the other, -1 for no word about it */
    FramePrinter(String who, Queue<Integer> tableSizes) {
        this.who = who;
        this.tableSizes = tableSizes;
    }

    /** What the SETTINGS in the given frames say of the HPACK table, one entry each. */
    static Queue<Integer> tableSizes(byte[] frames, int from) {
        var sizes = new ArrayDeque<Integer>();
        for (var at = from; at + Frames.HEADER <= frames.length; at += Frames.HEADER + length(frames, at)) {
            if (frames[at + 3] == FrameType.SETTINGS && (frames[at + 4] & FrameType.ACK) == 0) {
                sizes.add(tableSize(frames, at + Frames.HEADER, length(frames, at)));
            }
        }
        return sizes;
    }

    private static int tableSize(byte[] frames, int from, int length) {
        var size = -1;
        for (var at = from;
                at + SettingsFrame.ENTRY <= Math.min(from + length, frames.length);
                at += SettingsFrame.ENTRY) {
            if (frames[at + 1] == 1) {
                size = word(frames, at + 2);
            }
        }
        return size;
    }

    private static int length(byte[] frames, int at) {
        return word(frames, at) >>> 8;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << 8
                | (bytes[at + 3] & 0xFF);
    }

    private List<String> take() {
        var taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    private void line(String line) {
        lines.add(who + " " + line);
    }

    /** Bytes that are HTTP/1. */
    List<String> text(byte[] text) {
        for (var line : Notation.escape(text).split("(?<=\\\\n)", -1)) {
            if (!line.isEmpty()) {
                line("TEXT " + line);
            }
        }
        return take();
    }

    List<String> preface(byte[] all) {
        var has = Arrays.mismatch(all, PrefaceProbe.PREFACE) == PrefaceProbe.PREFACE.length
                || Arrays.equals(all, PrefaceProbe.PREFACE);
        if (has) {
            line("PREFACE");
        }
        return frames(Arrays.copyOfRange(all, has ? PrefaceProbe.PREFACE.length : 0, all.length));
    }

    List<String> frames(byte[] all) {
        bytes = all;
        start = 0;
        while (bytes.length - start >= Frames.HEADER && bytes.length - start >= Frames.HEADER + length(bytes, start)) {
            length = length(bytes, start);
            flags = bytes[start + 4];
            frame(bytes[start + 3], word(bytes, start + 5));
            start += Frames.HEADER + length;
        }
        if (start < bytes.length) {
            line("PART " + quoted(start, bytes.length));
        }
        return take();
    }

    private void frame(int type, int stream) {
        var from = start + Frames.HEADER;
        switch (type) {
            case FrameType.DATA -> line("DATA " + stream + end() + pad() + " " + quoted(contentFrom(0), contentTo()));
            case FrameType.HEADERS -> {
                var priority = has(FrameType.WITH_PRIORITY);
                var prefix = contentFrom(0);
                begin(
                        "HEADERS " + stream + end() + pad() + (priority ? " priority=" + weighed(prefix) : ""),
                        priority ? 5 : 0);
            }
            case FrameType.PUSH_PROMISE ->
                begin("PUSH_PROMISE " + stream + " " + word(bytes, contentFrom(0)) + pad(), 4);
            case FrameType.CONTINUATION -> goOn(from);
            case FrameType.PRIORITY -> line("PRIORITY " + stream + " " + weighed(from));
            case FrameType.RST_STREAM -> line("RST_STREAM " + stream + " " + error(word(bytes, from)));
            case FrameType.SETTINGS -> settings(from);
            case FrameType.PING -> line("PING" + ack() + " " + quoted(from, from + length));
            case FrameType.GOAWAY ->
                line("GOAWAY " + word(bytes, from) + " " + error(word(bytes, from + 4)) + " "
                        + quoted(from + 8, from + length));
            case FrameType.WINDOW_UPDATE -> line("WINDOW_UPDATE " + stream + " " + word(bytes, from));
            default ->
                line("FRAME " + type + " " + stream + " flags=" + (flags & 0xFF) + " " + quoted(from, from + length));
        }
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    private String end() {
        return has(FrameType.END_STREAM) ? " end" : "";
    }

    private String ack() {
        return has(FrameType.ACK) ? " ack" : "";
    }

    private int padding() {
        return has(FrameType.PADDED) ? bytes[start + Frames.HEADER] & 0xFF : 0;
    }

    private String pad() {
        return has(FrameType.PADDED) ? " pad=" + padding() : "";
    }

    private int contentFrom(int prefix) {
        return start + Frames.HEADER + (has(FrameType.PADDED) ? 1 : 0) + prefix;
    }

    private int contentTo() {
        return start + Frames.HEADER + length - padding();
    }

    private String quoted(int from, int to) {
        return "\"" + Notation.escape(Arrays.copyOfRange(bytes, from, to)).replace("\"", "\\x22") + "\"";
    }

    private String weighed(int at) {
        var dependency = word(bytes, at);
        return (dependency < 0 ? "!" : "") + (dependency & Integer.MAX_VALUE) + "/" + ((bytes[at + 4] & 0xFF) + 1);
    }

    private static String error(int code) {
        return Arrays.stream(ErrorCode.values())
                .filter(error -> error.code() == code)
                .map(ErrorCode::name)
                .findFirst()
                .orElse(String.valueOf(code));
    }

    private void settings(int from) {
        if (has(FrameType.ACK) && !tableSizes.isEmpty()) {
            table.limitTo(tableSizes.remove());
        }
        var line = new StringBuilder("SETTINGS").append(ack());
        for (var at = from; at < from + length; at += SettingsFrame.ENTRY) {
            var id = (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
            line.append(' ').append(SettingName.name(id)).append('=').append(word(bytes, at + 2) & 0xFFFFFFFFL);
        }
        line(line.toString());
    }

    private void begin(String what, int prefix) {
        blockBegin = what;
        blockFrames = 0;
        block.reset();
        goOn(contentFrom(prefix));
    }

    private void goOn(int from) {
        blockFrames++;
        block.write(bytes, from, Math.max(0, contentTo() - from));
        if (has(FrameType.END_HEADERS)) {
            var frames = blockFrames > 1 ? " frames=" + blockFrames : "";
            line(blockBegin + frames + " | " + table.read(block.toByteArray()));
        }
    }
}
