package io.bulwark.proxy.demo;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The client of the demo that speaks MySQL's protocol, as far as statements need it. Logs in without a password. */
public final class MysqlClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    /** Protocol 4.1, a schema, secure connection, plugins. */
    private static final int CAPABILITIES = 0x00088209;

    private static final int UTF8 = 45;
    private static final int QUERY = 3;
    private static final int ERROR = 0xFF;
    private static final int END = 0xFE;
    private static final String DENIED = "Denied by Bulwark: ";

    /** What came back: {@code rows N} or {@code error N}, and the rule that a refusal names. */
    public record Answer(String status, String rule) {
        static final Answer NONE = new Answer("", "");
    }

    private final Socket socket;
    private final DataInputStream in;
    private int number;

    MysqlClient(InetSocketAddress server, String user, String schema) throws IOException {
        this(server, server.getAddress(), user, schema);
    }

    private MysqlClient(InetSocketAddress server, InetAddress from, String user, String schema) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort(), from, 0);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        read();
        var login = new ByteArrayOutputStream();
        integer(CAPABILITIES, 4, login);
        integer(1 << 24, 4, login);
        login.write(UTF8);
        login.writeBytes(new byte[23]);
        login.writeBytes((user + "\0\0" + schema + "\0mysql_native_password\0").getBytes(StandardCharsets.US_ASCII));
        write(login.toByteArray());
        var answer = read();
        while (answer[0] != 0) {
            if ((answer[0] & 0xFF) != END) {
                throw new IOException("the database refuses the login: " + text(answer));
            }
            write(new byte[0]);
            answer = read();
        }
    }

    /** Plays a scene; the answer to its last statement. */
    public static Answer play(MysqlScene scene, InetSocketAddress proxy) {
        return play(scene, proxy, proxy.getAddress());
    }

    /** The same from an address of this machine. */
    static Answer play(MysqlScene scene, InetSocketAddress proxy, InetAddress from) {
        try (var client = new MysqlClient(proxy, from, MysqlServer.USER, MysqlServer.SCHEMA)) {
            var answer = Answer.NONE;
            for (var statement : scene.statements()) {
                answer = client.ask(statement);
            }
            return answer;
        } catch (IOException _) {
            return Answer.NONE;
        }
    }

    /** Sends a statement and reads all of its answer. */
    Answer ask(String statement) throws IOException {
        var command = new ByteArrayOutputStream();
        command.write(QUERY);
        command.writeBytes(statement.getBytes(StandardCharsets.UTF_8));
        number = 0;
        write(command.toByteArray());
        var first = read();
        if ((first[0] & 0xFF) == ERROR) {
            return error(first);
        }
        var rows = -1;
        var ends = first[0] == 0 ? 0 : 2;
        while (ends > 0) {
            var packet = read();
            var kind = packet[0] & 0xFF;
            if (kind == ERROR) {
                return error(packet);
            }
            var isEnd = kind == END && packet.length < 9;
            ends -= isEnd ? 1 : 0;
            rows += ends == 1 ? 1 : 0;
        }
        return new Answer("rows " + Math.max(0, rows), "");
    }

    private static Answer error(byte[] packet) {
        var code = (packet[1] & 0xFF) | (packet[2] & 0xFF) << 8;
        var text = text(packet);
        var from = text.indexOf(DENIED);
        var to = text.indexOf(" (flow");
        return new Answer(
                "error " + code, from < 0 ? "" : text.substring(from + DENIED.length(), to < 0 ? text.length() : to));
    }

    private static String text(byte[] packet) {
        return new String(packet, StandardCharsets.ISO_8859_1);
    }

    private byte[] read() throws IOException {
        var length = in.read() | in.read() << 8 | in.read() << 16;
        number = in.read() + 1;
        if (length <= 0) {
            throw new IOException("the database says nothing");
        }
        return in.readNBytes(length);
    }

    private void write(byte[] payload) throws IOException {
        var packet = new ByteArrayOutputStream();
        integer(payload.length, 3, packet);
        packet.write(number);
        packet.writeBytes(payload);
        socket.getOutputStream().write(packet.toByteArray());
    }

    private static void integer(int value, int count, ByteArrayOutputStream out) {
        for (var index = 0; index < count; index++) {
            out.write(value >> (8 * index));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
