package io.bulwark.proxy.e2e;

import io.bulwark.testbed.Namespace;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** HTTP/1.1 as bytes, so that a test sees each one of them. */
final class Http {
    private static final Pattern CONTENT_LENGTH =
            Pattern.compile("(?id)^content-length: *(\\d+)\\r$", Pattern.MULTILINE);
    private static final int MAX_HEAD = 65_536;

    private Http() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] get(String target) {
        return bytes("GET " + target + " HTTP/1.1\r\nHost: e2e.test\r\nUser-Agent: e2e/1\r\nConnection: close\r\n\r\n");
    }

    static byte[] response(String body) {
        return bytes("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
    }

    /** One message with as much body as its length says. */
    static byte[] readMessage(InputStream in) throws IOException {
        var message = new ByteArrayOutputStream();
        while (!text(message.toByteArray()).endsWith("\r\n\r\n")) {
            var next = in.read();
            if (next < 0 || message.size() > MAX_HEAD) {
                throw new EOFException("no end of the head after: " + text(message.toByteArray()));
            }
            message.write(next);
        }
        var length = CONTENT_LENGTH.matcher(text(message.toByteArray()));
        if (length.find()) {
            message.write(in.readNBytes(Integer.parseInt(length.group(1))));
        }
        return message.toByteArray();
    }

    /** Sends the bytes on a connection of their own, made inside the namespace, and reads to its end. */
    static byte[] exchange(Namespace from, InetSocketAddress to, byte[] request) throws Exception {
        try (var socket = from.connect(to)) {
            socket.getOutputStream().write(request);
            return socket.getInputStream().readAllBytes();
        }
    }

    /** The status of a response. */
    static int status(byte[] response) {
        var line = text(response).lines().findFirst().orElse("");
        if (!line.matches("HTTP/1\\.[01] \\d{3}.*")) {
            throw new AssertionError("no status line: " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }
}
