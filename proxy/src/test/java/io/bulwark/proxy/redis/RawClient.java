package io.bulwark.proxy.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that writes bytes and reads replies as text, one at a time. */
public final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    public RawClient(InetSocketAddress address) throws IOException {
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    void send(String... words) throws IOException {
        out().write(encode(words));
    }

    static byte[] encode(String... words) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(latin1("*" + words.length + "\r\n"));
        for (var word : words) {
            out.writeBytes(latin1("$" + word.length() + "\r\n" + word + "\r\n"));
        }
        return out.toByteArray();
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public String ask(String... words) throws IOException {
        send(words);
        return reply();
    }

    /** The next reply: its line, and in brackets what an aggregate holds; a string is only its text. */
    String reply() throws IOException {
        var line = line();
        return switch (line.charAt(0)) {
            case '$', '=', '!' -> string(Integer.parseInt(line, 1, line.length(), 10));
            case '*', '~', '>' -> aggregate(Integer.parseInt(line, 1, line.length(), 10));
            case '%' -> aggregate(2 * Integer.parseInt(line, 1, line.length(), 10));
            default -> line;
        };
    }

    private String aggregate(int count) throws IOException {
        var out = new StringBuilder("[");
        for (var index = 0; index < count; index++) {
            out.append(index == 0 ? "" : ", ").append(reply());
        }
        return out.append(']').toString();
    }

    private String string(int length) throws IOException {
        if (length < 0) {
            return "null";
        }
        var bytes = in.readNBytes(length + 2);
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed after: " + line);
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Whether the other side has closed, with nothing before. */
    boolean closed() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
