package io.bulwark.proxy.control;

import io.bulwark.policy.handout.ControlMessage;
import io.bulwark.policy.handout.ProxyMessage;
import io.bulwark.proxy.config.ControlPlaneConfig;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** One connection to the control plane, blocking. One thread reads; any may write. */
final class ControlConnection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5000;

    /** The control plane shows four times as often that it lives. */
    private static final int SILENCE_MILLIS = 60_000;

    private static final int MAX_TOKEN = 16_384;
    private static final Pattern VERSION = Pattern.compile("\"version\":\"([0-9a-f]{1,64})\"");

    private final SSLSocket socket;
    private final LineSource lines;
    private final OutputStream out;
    private final Room room;

    private ControlConnection(SSLSocket socket, Room room) throws IOException {
        this.socket = socket;
        this.room = room;
        lines = new LineSource(new BufferedInputStream(socket.getInputStream(), 16_384), room.all());
        out = socket.getOutputStream();
    }

    /**
     * Connects, and says whose proxy this is.
     *
     * @param authorities certificates in PEM that the control plane's may come from
     */
    static ControlConnection open(ControlPlaneConfig config, String authorities, Room room)
            throws IOException, GeneralSecurityException {
        var host = config.address().getHostString();
        var token = token(config);
        var plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            plain.setSoTimeout(SILENCE_MILLIS);
            plain.connect(new InetSocketAddress(host, config.address().getPort()), CONNECT_MILLIS);
            var socket = (SSLSocket) trusting(authorities)
                    .getSocketFactory()
                    .createSocket(plain, host, config.address().getPort(), true);
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setProtocols(new String[] {"TLSv1.3"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            var connection = new ControlConnection(socket, room);
            connection.greet(host, token);
            return connection;
        } catch (IOException | GeneralSecurityException | RuntimeException failure) {
            plain.close();
            throw failure;
        }
    }

    /** The kubelet puts a new token in the file's place before the old one ends. */
    private static String token(ControlPlaneConfig config) throws IOException {
        if (Files.size(config.token()) > MAX_TOKEN) {
            throw new IOException(config.token() + " is no token");
        }
        var token = Files.readString(config.token(), StandardCharsets.US_ASCII).strip();
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IOException(config.token() + " is no token");
        }
        return token;
    }

    /** Whether certificates can be read from the text. */
    static boolean isTrustworthy(String authorities) {
        try {
            var _ = trusting(authorities);
            return true;
        } catch (IOException | GeneralSecurityException _) {
            return false;
        }
    }

    private static SSLContext trusting(String authorities) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        var pem = new ByteArrayInputStream(authorities.strip().getBytes(StandardCharsets.US_ASCII));
        int number = 0;
        for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
            store.setCertificateEntry("authority-" + number, certificate);
            number++;
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLSv1.3");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private void greet(String host, String token) throws IOException {
        var head = "POST /v1/stream HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";
        write(head.getBytes(StandardCharsets.US_ASCII));
        lines.head();
    }

    /**
     * Waits for the next message.
     *
     * @throws ControlMessage.TooLarge if there is no room for it; the next one may be read
     */
    ControlMessage read() throws IOException {
        var line = lines.next();
        try {
            return line.whole() ? ControlMessage.read(line.text(), room.all()) : tooLong(line.text());
        } catch (ControlMessage.TooLarge large) {
            throw large;
        } catch (IllegalArgumentException fault) {
            throw new IOException("the control plane sent what is no message: " + fault.getMessage(), fault);
        }
    }

    private ControlMessage tooLong(String start) {
        var version = VERSION.matcher(start);
        if (!version.find()) {
            throw new IllegalArgumentException("a line is longer than " + room.all() + " bytes");
        }
        throw new ControlMessage.TooLarge(
                version.group(1), "the line of the change must have at most " + room.all() + " bytes");
    }

    void write(ProxyMessage message) throws IOException {
        var line = (message.line() + "\n").getBytes(StandardCharsets.UTF_8);
        var chunk = new byte[line.length + 32];
        var size = (Integer.toHexString(line.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, chunk, 0, size.length);
        System.arraycopy(line, 0, chunk, size.length, line.length);
        var end = size.length + line.length;
        chunk[end] = '\r';
        chunk[end + 1] = '\n';
        write(chunk, end + 2);
    }

    private void write(byte[] bytes) throws IOException {
        write(bytes, bytes.length);
    }

    private synchronized void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        out.flush();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed as far as we are concerned.
        }
    }
}
