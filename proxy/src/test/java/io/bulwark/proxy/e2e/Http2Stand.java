package io.bulwark.proxy.e2e;

import io.bulwark.proxy.e2e.PodNetwork.Family;
import io.bulwark.testbed.Command;
import io.bulwark.testbed.Folders;
import io.bulwark.testbed.Requirements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/** A Pod with servers of HTTP/2, a client beside it, and Bulwark between them in one of its ways, or not at all. */
final class Http2Stand {
    private static final int EXPLICIT_OFFSET = 10_000;

    final Http2Servers servers;
    private final Way way;
    private final PodNetwork network;
    private final Path folder;
    private final Optional<ProxyUnderTest> proxy;

    /** How a client comes to a server. */
    enum Way {
        /** Without Bulwark: what fails here is not its fault. */
        DIRECT,
        /** The client connects to a port of the proxy's own. */
        EXPLICIT,
        /** The packet rules take the connection to the proxy. */
        TRANSPARENT
    }

    /** Builds everything; it ends when {@code resources} are closed. */
    Http2Stand(Way way, Deque<AutoCloseable> resources) throws Exception {
        Requirements.check();
        this.way = way;
        network = new PodNetwork();
        resources.push(network);
        folder = Folders.create(resources);
        servers = new Http2Servers(network.pod(), resources);
        proxy = switch (way) {
            case DIRECT -> Optional.empty();
            case EXPLICIT ->
                Optional.of(ProxyUnderTest.explicit(
                        network.pod(),
                        resources,
                        Map.of(
                                explicit(Http2Servers.NGINX), Http2Servers.NGINX,
                                explicit(Http2Servers.NGHTTPD), Http2Servers.NGHTTPD,
                                explicit(Http2Servers.NGHTTPX), Http2Servers.NGHTTPX)));
            case TRANSPARENT -> {
                new Interception(network.pod()).apply();
                yield Optional.of(new ProxyUnderTest(network.pod(), resources));
            }
        };
    }

    private static int explicit(int port) {
        return EXPLICIT_OFFSET + port;
    }

    /** The URL by which the client comes to this server. */
    String url(int server, String target) {
        var port = way == Way.EXPLICIT ? explicit(server) : server;
        return "http://" + Family.text(Family.V4.pod(port)) + target;
    }

    /** A file of the client's, to send or to be written. */
    Path file(String name, byte[] content) throws Exception {
        return Files.write(folder.resolve(name), content);
    }

    /** Runs a program beside the Pod. */
    Command.Result run(String... command) {
        return network.client().run(command).expectSuccess();
    }

    ProxyUnderTest proxy() {
        return proxy.orElseThrow();
    }

    /** How many requests the proxy has read. */
    double requestsRead() throws Exception {
        return proxy().meter("bulwark_requests_total", "verdict=");
    }

    /** The bytes that passed the proxy without being read. */
    double uninspected() throws Exception {
        return proxy.isEmpty() ? 0 : proxy().meter("bulwark_uninspected_bytes_total", "reason=");
    }
}
