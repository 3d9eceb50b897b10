package io.bulwark.proxy.demo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The client of the demo that speaks Redis: sends all commands of a scene at once, and reads as many replies. */
public final class RedisClient {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MAX_LINE = 1_024;
    private static final Pattern RULE = Pattern.compile("refused by Bulwark: (\\S+)");

    private RedisClient() {}

    /**
     * What came back.
     *
     * @param reply the first line of the reply, its words behind the first left out; empty when nothing came
     * @param rule the rule that a refusal names
     */
    public record Answer(String reply, String rule) {
        static final Answer NONE = new Answer("", "");

        private static Answer of(String line) {
            var found = RULE.matcher(line);
            var blank = line.indexOf(' ');
            return new Answer(blank < 0 ? line : line.substring(0, blank), found.find() ? found.group(1) : "");
        }
    }

    /** Plays a scene; the answer to the command that is looked at. */
    public static Answer play(RedisScene scene, InetSocketAddress proxy) {
        return play(scene, proxy, proxy.getAddress());
    }

    /** The same from an address of this machine. */
    static Answer play(RedisScene scene, InetSocketAddress proxy, InetAddress from) {
        try (var socket = new Socket(proxy.getAddress(), proxy.getPort(), from, 0)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            for (var command : scene.commands()) {
                socket.getOutputStream().write(encode(command));
            }
            var in = new BufferedInputStream(socket.getInputStream());
            var looked = "";
            for (var index = 0; index < scene.commands().size(); index++) {
                var line = reply(in);
                looked = index == scene.looked() ? line : looked;
            }
            return Answer.of(looked);
        } catch (IOException _) {
            return Answer.NONE;
        }
    }

    private static byte[] encode(List<String> words) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(bytes("*" + words.size() + "\r\n"));
        for (var word : words) {
            var text = bytes(word);
            out.writeBytes(bytes("$" + text.length + "\r\n"));
            out.writeBytes(text);
            out.writeBytes(bytes("\r\n"));
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The first line of the next reply, which is a line or one string: the scenes ask for nothing else. */
    private static String reply(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() == MAX_LINE) {
                throw new EOFException("the reply ends in its first line");
            }
            line.append((char) next);
        }
        var text = line.toString().strip();
        if (text.startsWith("$") && !text.equals("$-1")) {
            in.readNBytes(Integer.parseInt(text.substring(1)) + 2);
        }
        return text;
    }
}
