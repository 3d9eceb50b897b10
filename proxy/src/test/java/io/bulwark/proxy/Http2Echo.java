package io.bulwark.proxy;

import io.bulwark.proxy.testing.Deadline;
import io.bulwark.proxy.testing.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Both ends of HTTP/2 without TLS by programs of others: nghttpd, which gives back what it is sent, and curl. */
final class Http2Echo implements AutoCloseable {
    private final Process process;
    private final InetSocketAddress address;

    private Http2Echo(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** A POST. */
    record Call(String path, String type, String content) {}

    /** Starts the server; without the programs the test fails in continuous integration, and is left out elsewhere. */
    static Http2Echo start(Path folder) throws IOException {
        var nghttpd = Programs.path("nghttpd", "nghttp2-server");
        var port = Programs.freePort();
        var process = new ProcessBuilder(
                        nghttpd,
                        "--no-tls",
                        "--echo-upload",
                        "--address=127.0.0.1",
                        "--htdocs=" + folder,
                        Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nghttpd.log").toFile())
                .start();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        Deadline.await("nghttpd listens", () -> listens(address));
        return new Http2Echo(process, address);
    }

    private static boolean listens(InetSocketAddress address) {
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** The status of the answer to a call, on a connection of its own. */
    static int status(InetSocketAddress to, Call call) throws IOException, InterruptedException {
        var curl = new ProcessBuilder(
                        Programs.path("curl", "curl"),
                        "--silent",
                        "--http2-prior-knowledge",
                        "--output",
                        "/dev/null",
                        "--write-out",
                        "%{http_code}",
                        "--header",
                        "Content-Type: " + call.type(),
                        "--data-binary",
                        call.content(),
                        "http://127.0.0.1:" + to.getPort() + call.path())
                .redirectErrorStream(true)
                .start();
        try (var out = curl.getInputStream()) {
            return Integer.parseInt(new String(out.readAllBytes(), StandardCharsets.US_ASCII));
        } finally {
            curl.waitFor();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
