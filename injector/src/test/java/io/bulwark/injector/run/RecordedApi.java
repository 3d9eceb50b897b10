package io.bulwark.injector.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An API server that plays lists and watches that a real one has sent. The watch of Pods is cut once, behind any line; what follows comes with the next watch,
 * or, where the API server has forgotten so old a version, with a new list.
 */
final class RecordedApi implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path RECORDINGS = Path.of("src/test/resources/watches");
    private static final String GONE = "pods-410-gone.ndjson";

    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);

    private RecordedApi(HttpServer server) {
        this.server = server;
    }

    static RecordedApi start(int cutBehind, boolean gone) throws IOException {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var api = new RecordedApi(http);
        api.play("/api/v1/pods", "pods-list.json", "pods-scale-0-3-1-2.ndjson", cutBehind, gone);
        api.play("/api/v1/services", "services-list.json", "services-scale-0-3-1-2.ndjson", -1, false);
        api.play("/api/v1/namespaces", "namespaces-list.json", "namespaces-label-toggle.ndjson", -1, false);
        api.play(
                "/apis/discovery.k8s.io/v1/endpointslices",
                "endpointslices-list.json",
                "endpointslices-scale-0-3-1-2.ndjson",
                -1,
                false);
        api.nothing("/api/v1/nodes");
        for (var plural : List.of("serviceallowlists", "inspectionpolicies")) {
            api.nothing("/apis/bulwark.io/v1alpha1/" + plural);
        }
        http.start();
        return api;
    }

    KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://localhost:" + server.getAddress().getPort())
                        .withOnlyHttpWatches(true)
                        .withWatchReconnectInterval(1)
                        .withWatchReconnectLimit(-1)
                        .withAutoConfigure(false)
                        .build())
                .build();
    }

    private void nothing(String path) {
        server.createContext(path, exchange -> {
            try (exchange) {
                if (isWatch(exchange)) {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().flush();
                    await();
                } else {
                    send(
                            exchange,
                            "{\"apiVersion\":\"bulwark.io/v1alpha1\",\"kind\":\"List\",\"metadata\":"
                                    + "{\"resourceVersion\":\"1\"},\"items\":[]}");
                }
            }
        });
    }

    private void play(String path, String list, String watch, int cutBehind, boolean gone) throws IOException {
        var lines = Files.readAllLines(RECORDINGS.resolve(watch));
        var first = JSON.readTree(Files.readString(RECORDINGS.resolve(list)));
        var watches = new AtomicInteger();
        server.createContext(path, exchange -> {
            try (exchange) {
                if (!isWatch(exchange)) {
                    send(exchange, watches.get() == 0 ? first.toString() : listAt(first, lines, cutBehind));
                    return;
                }
                var number = watches.incrementAndGet();
                if (gone && number == 2) {
                    send(exchange, Files.readString(RECORDINGS.resolve(GONE)));
                    return;
                }
                exchange.sendResponseHeaders(200, 0);
                var from = version(exchange.getRequestURI().getQuery());
                for (int i = 0; i < lines.size(); i++) {
                    if (number == 1 && i == cutBehind) {
                        return;
                    }
                    if (version(JSON.readTree(lines.get(i))) > from) {
                        exchange.getResponseBody().write((lines.get(i) + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                }
                exchange.getResponseBody().flush();
                await();
            }
        });
    }

    /** What a list would say behind a line. */
    private static String listAt(JsonNode first, List<String> lines, int behind) {
        var list = (ObjectNode) first.deepCopy();
        var items = new ArrayList<JsonNode>();
        list.path("items").forEach(items::add);
        for (int i = 0; i < behind; i++) {
            var line = JSON.readTree(lines.get(i));
            var object = line.path("object");
            var uid = object.path("metadata").path("uid");
            if (!line.path("type").asString().equals("BOOKMARK")) {
                items.removeIf(item -> item.path("metadata").path("uid").equals(uid));
            }
            if (List.of("ADDED", "MODIFIED").contains(line.path("type").asString())) {
                items.add(object);
            }
            ((ObjectNode) list.path("metadata"))
                    .put(
                            "resourceVersion",
                            object.path("metadata").path("resourceVersion").asString());
        }
        list.putArray("items").addAll(items);
        return list.toString();
    }

    private static boolean isWatch(HttpExchange exchange) {
        var query = exchange.getRequestURI().getQuery();
        return query != null && query.contains("watch=true");
    }

    private static long version(String query) {
        for (var part : query.split("&", -1)) {
            if (part.startsWith("resourceVersion=")) {
                return Long.parseLong(part.substring(part.indexOf('=') + 1));
            }
        }
        return 0;
    }

    private static long version(JsonNode line) {
        return Long.parseLong(
                line.path("object").path("metadata").path("resourceVersion").asString());
    }

    private static void send(HttpExchange exchange, String json) throws IOException {
        var body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
