package io.bulwark.injector.run;

import io.bulwark.injector.certificate.Pem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real proxy as a process of its own, before an application, as in a Pod but for the redirection. */
final class ProxyProgram implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final int port;
    private final int admin;

    private ProxyProgram(Process process, Path log, int port, int admin) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.admin = admin;
    }

    /** @param folder where its token, its state and its log are; what is there already is taken up */
    static ProxyProgram start(
            Path folder, String token, int controlPort, List<X509Certificate> authorities, int appPort)
            throws IOException {
        var port = freePort();
        var admin = freePort();
        Files.writeString(folder.resolve("token"), token);
        Files.writeString(folder.resolve("proxy.yaml"), """
                admin: {port: %d}
                events: "-"
                listeners:
                  - {name: in, side: ingress, mode: explicit, address: 127.0.0.1, port: %d, destination: "127.0.0.1:%d"}
                """.formatted(admin, port, appPort));
        var log = folder.resolve("log");
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        classPath,
                        "io.bulwark.proxy.Bulwark",
                        "proxy",
                        "--config",
                        folder.resolve("proxy.yaml").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("BULWARK_CONTROL_PLANE", "localhost:" + controlPort);
        builder.environment().put("BULWARK_CONTROL_PLANE_CA", Pem.of(authorities));
        builder.environment().put("BULWARK_TOKEN", folder.resolve("token").toString());
        builder.environment().put("BULWARK_STATE", folder.resolve("state").toString());
        builder.environment().put("POD_NAME", "orders-0");
        return new ProxyProgram(builder.start(), log, port, admin);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Where it listens, on the loopback address. */
    int port() {
        return port;
    }

    /** The status of the answer to a GET from this address; -1 when there is none. */
    int get(String from, String path) {
        try (var connection = new Kept(from)) {
            return connection.get(path);
        } catch (IOException _) {
            return -1;
        }
    }

    /** A connection from this address that is kept. */
    Kept keep(String from) throws IOException {
        return new Kept(from);
    }

    /** One connection through the proxy. */
    final class Kept implements AutoCloseable {
        private final Socket socket = new Socket();

        private Kept(String from) throws IOException {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
        }

        /** The status of the answer to a GET. */
        int get(String path) throws IOException {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: orders\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            var status = String.valueOf(in.readLine());
            for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                // The head is all that there is but for a refusal, which is read for its status alone.
            }
            return Integer.parseInt(status.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        }

        /** Whether the other side has left it open; asked when no answer is to come. */
        boolean isOpen() {
            try {
                socket.setSoTimeout(20);
                return socket.getInputStream().read() >= 0;
            } catch (SocketTimeoutException _) {
                return true;
            } catch (IOException _) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** The admin page's metrics. */
    String metrics() throws IOException {
        try (var in =
                URI.create("http://127.0.0.1:" + admin + "/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
