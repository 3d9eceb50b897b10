package io.bulwark.proxy.demo;

import io.bulwark.proxy.demo.Http2Frames.Frame;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;

/** The client of the demo that speaks HTTP/2: sends all requests of a scene at once, and waits for all answers. */
public final class Http2Client {
    private static final int TIMEOUT_MILLIS = 5_000;

    private Http2Client() {}

    /**
     * What came back.
     *
     * @param status the HTTP status, {@code grpc-status N}, or {@code reset}; empty when nothing came
     * @param rule the rule that a refusal names
     */
    public record Answer(String status, String rule) {
        static final Answer NONE = new Answer("", "");

        private static Answer of(Map<String, String> fields) {
            var grpc = fields.get("grpc-status");
            var status = grpc == null ? fields.getOrDefault(":status", "reset") : "grpc-status " + grpc;
            return new Answer(status, fields.getOrDefault("x-bulwark-rule", ""));
        }

        private boolean isGood() {
            return status.equals("200") || status.equals("grpc-status 0");
        }
    }

    /** Plays a scene; the answer to the request that is looked at, or none when another one was not answered well. */
    public static Answer play(Http2Scene scene, InetSocketAddress proxy) {
        return play(scene, proxy, proxy.getAddress());
    }

    /** The same from an address of this machine. */
    static Answer play(Http2Scene scene, InetSocketAddress proxy, InetAddress from) {
        try (var socket = new Socket(proxy.getAddress(), proxy.getPort(), from, 0)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var out = socket.getOutputStream();
            out.write(Http2Frames.PREFACE);
            out.write(new Frame(Http2Frames.SETTINGS, 0, 0, new byte[0]).bytes());
            for (var index = 0; index < scene.requests().size(); index++) {
                var request = scene.requests().get(index);
                var empty = request.body().length == 0;
                out.write(Http2Frames.headers(stream(index), empty, request.head())
                        .bytes());
                if (!empty) {
                    out.write(Http2Frames.data(stream(index), true, request.body())
                            .bytes());
                }
            }
            return judge(scene, answers(scene, socket));
        } catch (IOException _) {
            return Answer.NONE;
        }
    }

    private static int stream(int index) {
        return 2 * index + 1;
    }

    private static Map<Integer, Answer> answers(Http2Scene scene, Socket socket) throws IOException {
        var in = new BufferedInputStream(socket.getInputStream());
        var frames = new Http2Frames();
        var fields = new HashMap<Integer, Map<String, String>>();
        var answers = new HashMap<Integer, Answer>();
        while (answers.size() < scene.requests().size()) {
            var frame = Http2Frames.read(in);
            var soFar = fields.computeIfAbsent(frame.stream(), _ -> new HashMap<>());
            if (frame.type() == Http2Frames.HEADERS) {
                soFar.putAll(frames.fields(frame));
            }
            if (frame.endsStream() || frame.type() == Http2Frames.RST_STREAM) {
                answers.putIfAbsent(frame.stream(), Answer.of(soFar));
            }
        }
        return answers;
    }

    private static Answer judge(Http2Scene scene, Map<Integer, Answer> answers) {
        for (var index = 0; index < scene.requests().size(); index++) {
            if (index != scene.looked()
                    && !answers.getOrDefault(stream(index), Answer.NONE).isGood()) {
                return Answer.NONE;
            }
        }
        return answers.getOrDefault(stream(scene.looked()), Answer.NONE);
    }
}
