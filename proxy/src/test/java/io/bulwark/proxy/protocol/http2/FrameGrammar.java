package io.bulwark.proxy.protocol.http2;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Conversations out of the bytes of a fuzzer: mostly sound frames in a mostly sound order, some of them damaged. */
final class FrameGrammar {
    /** Bytes of one side. */
    static final class Turn {
        private final boolean client;
        private final byte[] bytes;

        Turn(boolean client, byte[] bytes) {
            this.client = client;
            this.bytes = bytes;
        }

        boolean client() {
            return client;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    private static final String[] REQUESTS = {
        "<GET /a>",
        "<POST /b> | content-length 4",
        "<grpc /s/m>",
        "<POST /evil>",
        "<GET /c> | +x-a aaaa",
        "<GET /d> | ~+x-b evil | #62",
        "<GET /e> | #62 | #63",
        "<HEAD /f> | !x-c c",
        "@0 | <GET /g>",
        "@30 | @4096 | <POST /h> | +x-d dddddddddddddddddddddddddddd",
        ":method CONNECT | :authority db:1",
        ":method CONNECT | :protocol websocket | :scheme http | :path /w | :authority a",
        "<GET /i> | connection close",
        "<GET /j> | X-Upper x",
        ":method GET",
        "x-t trailer",
        "x-t evil",
        "x-l {1100*l}"
    };
    private static final String[] RESPONSES = {
        "<200>",
        "<200> | +s-a aaaa",
        "<204> | #62",
        "<200> | content-length 4",
        "<200> | content-type application/grpc",
        "<200> | +s-b evil",
        ":status 103 | link x",
        ":status 20",
        "@0 | <304>",
        "grpc-status 0",
        "x-t evil",
        "<200> | x-l {1100*l}"
    };
    private static final String[] BODIES = {"", "body", "ev", "il", "evil", "{300*x}", "\\x00\\x00\\x00\\x00\\x04good"};
    private static final String[] ERRORS = {"NO_ERROR", "CANCEL", "REFUSED_STREAM", "77"};

    private final byte[] input;
    private final List<Turn> turns = new ArrayList<>();
    private int at;
    private int opened = -1;
    private boolean emptiesTables;
    private int clientUnanswered;
    private int serverUnanswered = 1;
    private int promised;

    private FrameGrammar(byte[] input) {
        this.input = input;
    }

    static List<Turn> turns(byte[] input) {
        var grammar = new FrameGrammar(input);
        grammar.emptiesTables = grammar.next(2) == 0;
        grammar.turns.add(new Turn(true, FrameWriter.line("PREFACE ;; SETTINGS")));
        grammar.turns.add(new Turn(false, FrameWriter.line("SETTINGS ;; SETTINGS ack")));
        while (grammar.at < input.length) {
            grammar.turn();
        }
        return grammar.turns;
    }

    private int next(int below) {
        var value = at < input.length ? input[at] & 0xFF : 0;
        at++;
        return value % below;
    }

    private String next(String[] of) {
        return of[next(of.length)];
    }

    private void turn() {
        var kind = next(32);
        var client = kind < 20;
        var frame = FrameWriter.line(client ? request(kind) : response(kind));
        var damage = next(16) == 0 && kind != 15 && kind != 29;
        turns.add(new Turn(client, damage ? damaged(frame) : frame));
    }

    private String request(int kind) {
        return switch (kind) {
            case 0, 1, 2, 3, 4, 5, 6 -> "HEADERS " + newStream() + end() + open() + shape() + block(REQUESTS);
            case 7 -> "HEADERS " + stream() + end() + block(REQUESTS);
            case 8, 9, 10, 11 -> data();
            case 12 -> "RST_STREAM " + stream() + " " + next(ERRORS);
            case 13 -> "WINDOW_UPDATE " + (next(2) == 0 ? 0 : stream()) + " " + (next(8) == 0 ? 0 : 1 + next(200));
            case 14 -> "PRIORITY " + stream() + " " + "0/16";
            case 15 -> settings(true);
            case 16 -> "PING" + (next(2) == 0 ? " ack" : "") + " \"01234567\"";
            case 17 -> "CONTINUATION " + stream() + open() + " | x-a b";
            case 18 -> "FRAME " + (9 + next(9)) + " " + stream() + " \"evil\"";
            default -> "GOAWAY 0 NO_ERROR \"bye\"";
        };
    }

    private String response(int kind) {
        return switch (kind) {
            case 20, 21, 22, 23 -> "HEADERS " + stream() + end() + open() + shape() + block(RESPONSES);
            case 24, 25, 26 -> data();
            case 27 -> "RST_STREAM " + stream() + " " + next(ERRORS);
            case 28 -> "PUSH_PROMISE " + stream() + " " + newPromise() + open() + block(REQUESTS);
            case 29 -> settings(false);
            case 30 -> "WINDOW_UPDATE " + (next(2) == 0 ? 0 : stream()) + " " + (1 + next(200));
            default -> next(2) == 0 ? "GOAWAY 1 NO_ERROR" : "CONTINUATION " + stream() + " | x-a b";
        };
    }

    /** Receivers may ask for small tables only if each block says that its sender uses none. */
    private String block(String[] of) {
        var fields = next(of);
        return " | " + (emptiesTables ? "@0 | " + fields.replaceAll("@\\d+ \\| ", "") : fields);
    }

    private String settings(boolean client) {
        var kind = next(4);
        if (kind == 0) {
            var owed = client ? serverUnanswered : clientUnanswered;
            clientUnanswered -= client ? 0 : owed;
            serverUnanswered -= client ? owed : 0;
            return String.join(
                    " ;; ", Collections.nCopies(Math.max(1, owed), owed == 0 ? "PRIORITY 1 0/2" : "SETTINGS ack"));
        }
        clientUnanswered += client ? 1 : 0;
        serverUnanswered += client ? 0 : 1;
        return switch (kind) {
            case 1 -> "SETTINGS HEADER_TABLE_SIZE=" + ((emptiesTables ? 0 : 4096) + next(200));
            case 2 -> "SETTINGS INITIAL_WINDOW_SIZE=" + (1 << 20) + " MAX_FRAME_SIZE=20000 77=1";
            default -> "SETTINGS MAX_CONCURRENT_STREAMS=5000";
        };
    }

    private String data() {
        return "DATA " + stream() + end() + shape() + " \"" + next(BODIES) + "\"";
    }

    private int newStream() {
        opened += next(16) == 0 ? 1 + next(3) : 2;
        return opened;
    }

    private int newPromise() {
        promised += 2;
        return promised;
    }

    /** A stream that was opened not long ago, now and then one that was not. */
    private int stream() {
        return switch (next(16)) {
            case 0 -> 0;
            case 1 -> opened + 2;
            case 2, 3 -> Math.max(0, promised);
            default -> Math.max(1, opened - 2 * next(4));
        };
    }

    private String end() {
        return next(3) == 0 ? " end" : "";
    }

    private String open() {
        return next(16) == 0 ? " open" : "";
    }

    private String shape() {
        return switch (next(8)) {
            case 0 -> " pad=" + next(20);
            case 1 -> " split=0,1";
            default -> "";
        };
    }

    private byte[] damaged(byte[] frame) {
        if (next(2) == 0) {
            frame[next(frame.length)] ^= (byte) (1 << next(8));
            return frame;
        }
        var out = new ByteArrayOutputStream();
        out.write(frame, 0, next(frame.length));
        return out.toByteArray();
    }
}
