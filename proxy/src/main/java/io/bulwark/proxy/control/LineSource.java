package io.bulwark.proxy.control;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Reads an HTTP/1.1 response whose body comes in chunks, line by line; every length is bounded. */
final class LineSource {
    private static final int MAX_HEAD_LINE = 8192;
    private static final int MAX_HEAD_LINES = 64;
    private static final int MAX_WHY = 1024;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");
    private static final int MAX_CHUNK_LINE = 64;
    private static final int HEX = 16;

    /** No line is longer, even to be passed over. */
    private static final int MAX_LINE = 16 << 20;

    /** What is kept of a line that is too long: enough to say which message it was. */
    private static final int START = 512;

    private final InputStream in;
    private final int mostInLine;
    private long leftInChunk;
    private boolean begun;

    /** A line of the body, or only its start where it was too long to be kept. */
    record Line(String text, boolean whole) {}

    /** @param mostInLine the longest line of the body that is kept, in bytes */
    LineSource(InputStream in, int mostInLine) {
        this.in = in;
        this.mostInLine = mostInLine;
    }

    /**
     * Reads the head of the response.
     *
     * @throws IOException if it is no success, or its body does not come in chunks
     */
    void head() throws IOException {
        var status = headLine(MAX_HEAD_LINE);
        var chunked = false;
        for (int i = 0; i <= MAX_HEAD_LINES; i++) {
            var line = headLine(MAX_HEAD_LINE);
            if (line.isEmpty()) {
                if (!status.startsWith("HTTP/1.1 200")) {
                    throw new IOException("the control plane answered " + status + why());
                }
                if (!chunked) {
                    throw new IOException("the control plane's answer is no stream");
                }
                return;
            }
            chunked |= line.equalsIgnoreCase("transfer-encoding: chunked");
        }
        throw new IOException("the control plane's answer has too many headers");
    }

    /** The first line of a refusal's body; whoever reads the log need not look into the control plane's. */
    private String why() {
        try {
            var line = headLine(MAX_WHY);
            return line.isEmpty() ? "" : ": " + UNPRINTABLE.matcher(line).replaceAll("?");
        } catch (IOException _) {
            return "";
        }
    }

    /**
     * Waits for the next line.
     *
     * @throws EOFException at the end of the stream
     */
    Line next() throws IOException {
        var line = new ByteArrayOutputStream();
        int length = 0;
        while (true) {
            if (leftInChunk == 0) {
                nextChunk();
            }
            var next = byteOf(in.read());
            leftInChunk--;
            if (next == '\n') {
                return new Line(line.toString(StandardCharsets.UTF_8), length <= mostInLine);
            }
            if (length == mostInLine) {
                var start = Arrays.copyOf(line.toByteArray(), Math.min(START, length));
                line = new ByteArrayOutputStream();
                line.writeBytes(start);
            }
            if (length < mostInLine) {
                line.write(next);
            }
            length++;
            if (length > MAX_LINE) {
                throw new IOException("a line is longer than " + MAX_LINE + " bytes");
            }
        }
    }

    private void nextChunk() throws IOException {
        if (begun && !headLine(MAX_CHUNK_LINE).isEmpty()) {
            throw new IOException("a chunk does not end where it says");
        }
        begun = true;
        var size = headLine(MAX_CHUNK_LINE);
        try {
            leftInChunk = Integer.parseUnsignedInt(size, HEX) & 0xffff_ffffL;
        } catch (NumberFormatException _) {
            throw new IOException("a chunk has no size");
        }
        if (leftInChunk == 0) {
            throw new EOFException("the control plane ended the stream");
        }
    }

    private String headLine(int most) throws IOException {
        var line = new StringBuilder();
        while (true) {
            var next = byteOf(in.read());
            if (next == '\n') {
                var end = line.length() - 1;
                return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
            }
            if (line.length() == most) {
                throw new IOException("a line of the head is longer than " + most + " bytes");
            }
            line.append((char) next);
        }
    }

    private static int byteOf(int read) throws IOException {
        if (read < 0) {
            throw new EOFException("the control plane closed the connection");
        }
        return read;
    }
}
