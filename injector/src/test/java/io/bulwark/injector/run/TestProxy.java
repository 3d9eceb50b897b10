package io.bulwark.injector.run;

import io.bulwark.policy.handout.ControlMessage;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.HandoutChange;
import io.bulwark.policy.handout.ProxyMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Speaks to a replica as a proxy does, and takes or refuses what it is told; it carries no traffic. */
final class TestProxy implements AutoCloseable {
    private final SSLSocket socket;
    private final BufferedReader in;
    private final Predicate<Handout> takes;
    private final String reason;
    private final List<Handout> had = new CopyOnWriteArrayList<>();
    private volatile Handout handout = Handout.nothing();
    private volatile String status = "";

    private TestProxy(SSLSocket socket, Predicate<Handout> takes, String reason) throws IOException {
        this.socket = socket;
        this.takes = takes;
        this.reason = reason;
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A proxy that puts in force whatever it is told. */
    static TestProxy willing(MockCluster cluster, ControlPlane plane, String token) throws Exception {
        return willing(trust(cluster), plane, token);
    }

    /** The same for one of many, which all trust the same authorities. */
    static TestProxy willing(SSLContext trust, ControlPlane plane, String token) throws Exception {
        return start(trust, plane, token, _ -> true, "");
    }

    /** A proxy that refuses every allowlist. */
    static TestProxy unwilling(MockCluster cluster, ControlPlane plane, String token, String reason) throws Exception {
        return start(
                trust(cluster),
                plane,
                token,
                handout -> handout.text(Handout.ALLOWLIST).isEmpty(),
                reason);
    }

    private static TestProxy start(
            SSLContext trust, ControlPlane plane, String token, Predicate<Handout> takes, String reason)
            throws Exception {
        var socket = (SSLSocket) trust.getSocketFactory()
                .createSocket("localhost", plane.ports().stream().getPort());
        var proxy = new TestProxy(socket, takes, reason);
        proxy.send("POST /v1/stream HTTP/1.1\r\nHost: control\r\nAuthorization: Bearer " + token
                + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        proxy.say(new ProxyMessage.Hello(Handout.nothing().version()));
        Thread.ofVirtual().start(proxy::listen);
        return proxy;
    }

    /** What proxies of this cluster believe. */
    static SSLContext trust(MockCluster cluster) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        var authorities =
                new AuthoritySecret(cluster.client(), MockCluster.SYSTEM, "bulwark-ca").loadOrMake(Instant.now());
        for (var certificate : authorities.trusted()) {
            store.setCertificateEntry(certificate.getSerialNumber().toString(), certificate);
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private void listen() {
        try {
            status = String.valueOf(in.readLine());
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("{")
                        && ControlMessage.read(line) instanceof ControlMessage.Change(var change, var quiet)) {
                    take(change, quiet);
                }
            }
        } catch (IOException _) {
            // The test has closed it, or the replica has.
        }
    }

    private void take(HandoutChange change, boolean quiet) throws IOException {
        var next = change.on(handout).orElseThrow();
        if (takes.test(next)) {
            handout = next;
            had.add(next);
            if (!quiet) {
                say(new ProxyMessage.Applied(change.version()));
            }
        } else {
            say(new ProxyMessage.Refused(change.version(), reason));
        }
    }

    /** What it has in force. */
    Handout handout() {
        return handout;
    }

    /** All that it has had in force, in order. */
    List<Handout> had() {
        return List.copyOf(had);
    }

    /** The first line of the answer; empty before there is one. */
    String status() {
        return status;
    }

    synchronized void say(ProxyMessage message) throws IOException {
        var line = message.line() + "\n";
        send(Integer.toHexString(line.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + line + "\r\n");
    }

    private synchronized void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed as far as the test is concerned.
        }
    }
}
