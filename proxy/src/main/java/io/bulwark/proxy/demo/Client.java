package io.bulwark.proxy.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The client of the demo: writes the bytes it is given, and reads answers with a Content-Length. */
public final class Client {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MAX_HEAD = 8_192;
    private static final JsonMapper JSON = new JsonMapper();

    private Client() {}

    /** What came back: the status and, from a refusal, the rule. */
    public record Answer(int status, String rule) {
        static final Answer NONE = new Answer(0, "");
    }

    /** Plays a scene; the answer to its last request, or the first that was not 200. */
    public static Answer play(Scene scene, InetSocketAddress proxy) {
        return play(scene, proxy, proxy.getAddress());
    }

    /** The same from an address of this machine. */
    static Answer play(Scene scene, InetSocketAddress proxy, InetAddress from) {
        var answer = Answer.NONE;
        try (var socket = new Socket(proxy.getAddress(), proxy.getPort(), from, 0)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var in = new BufferedInputStream(socket.getInputStream());
            var sent = 0;
            for (var request : scene.requests()) {
                socket.getOutputStream().write(request);
                answer = read(in);
                sent++;
                if (answer.status() != 200) {
                    return sent == scene.requests().size() ? answer : Answer.NONE;
                }
            }
            return answer;
        } catch (IOException _) {
            return Answer.NONE;
        }
    }

    private static Answer read(InputStream in) throws IOException {
        var head = head(in);
        var status = Integer.parseInt(head.substring(9, 12));
        var body = in.readNBytes(contentLength(head));
        return new Answer(status, rule(body));
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            var next = in.read();
            if (next < 0 || head.length() == MAX_HEAD) {
                throw new EOFException("the answer ends in its head");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static int contentLength(String head) {
        for (var line : head.lines().toList()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }

    private static String rule(byte[] body) throws IOException {
        var text = new String(body, StandardCharsets.UTF_8);
        return text.startsWith("{") ? JSON.readTree(text).path("rule").asText("") : "";
    }
}
