package io.bulwark.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bulwark.policy.learn.Profile;
import io.bulwark.proxy.config.ListenerConfig;
import io.bulwark.proxy.config.ProxyConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The whole proxy in this process, before one server, for tests of other packages. */
public final class InProcessProxy implements AutoCloseable {
    private static final int MAX_FLOWS = 1024;
    private static final JsonMapper JSON = new JsonMapper();

    private final ProxyProcess process;
    private final Path events;

    private InProcessProxy(ProxyProcess process, Path events) {
        this.process = process;
        this.events = events;
    }

    /**
     * Starts a proxy.
     *
     * @param policy the policy's documents
     * @param folder for its files
     */
    public static InProcessProxy before(InetSocketAddress server, String policy, Path folder) throws IOException {
        var events = folder.resolve("events.ndjson");
        var listener = new ListenerConfig(
                "test", ListenerConfig.Side.INGRESS, new ListenerConfig.Mode.Explicit(server), loopback());
        var config = new ProxyConfig(
                loopback(),
                List.of(listener),
                Optional.of(Files.writeString(folder.resolve("policy.yaml"), policy)),
                new ProxyConfig.Events.ToFile(events),
                ProxyConfig.TransportChoice.AUTO,
                1,
                MAX_FLOWS,
                Duration.ZERO);
        return switch (ProxyProcess.start(config)) {
            case Started.Running(var process) -> new InProcessProxy(process, events);
            case Started.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Where clients connect. */
    public InetSocketAddress address() {
        return process.running().listeners().getFirst();
    }

    /** Where the admin page is. */
    public InetSocketAddress admin() {
        return process.running().admin();
    }

    /** All events that have been written so far. */
    public List<JsonNode> events() {
        var all = new ArrayList<JsonNode>();
        try {
            var text = Files.exists(events) ? Files.readString(events) : "";
            // The last line may still be in the making.
            for (var line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                all.add(JSON.readTree(line));
            }
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
        return all;
    }

    /** What was learned up to now. */
    public Profile learned() {
        return process.learned();
    }

    /** What the admin page says of all meters. */
    public String metrics() throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + process.running().admin().getPort() + "/metrics");
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
