package io.bulwark.proxy.mysql;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that writes packets and reads them as text, one at a time. Logs in as a user without a password. */
final class RawMysql implements AutoCloseable {
    /** How an answer begins with which Bulwark refuses a command. */
    static final String REFUSED = "\u00ff\u00cb\4#42000";

    static final int MAX_PACKET = 0xFF_FFFF;

    private static final int CAPABILITIES = 0x0008_A200;
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    RawMysql(Socket socket) throws IOException {
        this(socket, socket.getInputStream());
    }

    private RawMysql(Socket socket, InputStream in) {
        this.socket = socket;
        this.in = in;
    }

    static RawMysql connect(InetSocketAddress address) throws IOException {
        var socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        var client = new RawMysql(socket, new BufferedInputStream(socket.getInputStream(), 1 << 16));
        client.logIn();
        return client;
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** One packet that begins with these bytes. */
    static byte[] packet(int number, byte[] payload) {
        var packet = new byte[payload.length + 4];
        packet[0] = (byte) payload.length;
        packet[1] = (byte) (payload.length >> 8);
        packet[2] = (byte) (payload.length >> 16);
        packet[3] = (byte) number;
        System.arraycopy(payload, 0, packet, 4, payload.length);
        return packet;
    }

    /** A command that has text. */
    static byte[] command(int code, String text) {
        return packet(0, ((char) code + text).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next packet; {@code closed} when the connection has ended. */
    String receive() throws IOException {
        byte[] head;
        try {
            head = in.readNBytes(4);
        } catch (SocketException _) {
            return "closed";
        }
        if (head.length < 4) {
            return "closed";
        }
        var length = (head[0] & 0xFF) | (head[1] & 0xFF) << 8 | (head[2] & 0xFF) << 16;
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    void logIn() throws IOException {
        expect("\n", receive());
        var login = new ByteArrayOutputStream();
        login.writeBytes(new byte[] {(byte) CAPABILITIES, (byte) (CAPABILITIES >> 8), (byte) (CAPABILITIES >> 16), 0});
        login.writeBytes(new byte[] {0, 0, 0, 1, 45});
        login.writeBytes(new byte[23]);
        login.writeBytes("bare\0\0mysql_native_password\0".getBytes(StandardCharsets.US_ASCII));
        out().write(packet(1, login.toByteArray()));
        expect("\0", receive());
    }

    private static void expect(String beginning, String packet) {
        if (!packet.startsWith(beginning)) {
            throw new AssertionError("not expected: " + packet);
        }
    }

    /** The first packet of the answer to a statement. */
    String ask(String sql) throws IOException {
        out().write(command(3, sql));
        return receive();
    }

    /** The one value that a statement brings. */
    String value(String sql) throws IOException {
        expect("\1", ask(sql));
        return value();
    }

    /** The one value of a result whose number of columns was read. */
    String value() throws IOException {
        receive();
        expect("\u00fe", receive());
        var row = receive();
        expect("\u00fe", receive());
        return row.substring(1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
