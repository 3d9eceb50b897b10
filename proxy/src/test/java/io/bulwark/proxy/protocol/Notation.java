package io.bulwark.proxy.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How the bytes of a protocol are written in its transcripts. */
public interface Notation {
    /** Bytes as text, for protocols that are text. */
    Notation TEXT = new Notation() {
        @Override
        public byte[] bytes(String line) {
            return TranscriptText.bytes(line);
        }

        @Override
        public List<String> left(byte[] toServer, byte[] toClient) {
            var lines = new ArrayList<String>();
            addLines(lines, "server", toServer);
            addLines(lines, "client", toClient);
            return lines;
        }

        private static void addLines(List<String> lines, String who, byte[] bytes) {
            for (var line : TranscriptText.text(bytes).split("(?<=\\\\n)", -1)) {
                if (!line.isEmpty()) {
                    lines.add(who + " " + line);
                }
            }
        }
    };

    /** What stands behind {@code C: } or {@code S: }, as bytes. */
    byte[] bytes(String line);

    /** What left in both directions, as lines. */
    List<String> left(byte[] toServer, byte[] toClient);

    /** Whether transcripts say what was counted as uninspected. */
    default boolean showsCounts() {
        return false;
    }

    /** Whether what repeats itself is shown once. */
    default boolean shortens() {
        return false;
    }

    /** Bytes with escapes and repetition. */
    static byte[] unescape(String text) {
        return TranscriptText.bytes(text);
    }

    /** Bytes as one line of text. */
    static String escape(byte[] bytes) {
        return TranscriptText.text(bytes);
    }

    /** Text, one byte a letter, as one line. */
    static String escape(String latin1) {
        return TranscriptText.text(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }
}
