package io.bulwark.injector.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** The HTTPS server that the API server asks: {@code POST /mutate} of Pods, {@code POST /validate} of policy documents. */
public final class WebhookServer implements AutoCloseable {
    /** Of one request. The API server takes no object over 3 MiB; a review of an update has two. */
    private static final int MAX_BODY = 8 << 20;

    /** Requests that are worked on at once; others wait, so that memory has a bound. */
    private static final int MAX_AT_ONCE = 16;

    private static final System.Logger LOG = System.getLogger(WebhookServer.class.getName());

    private final HttpsServer server;
    private final Admission admission;
    private final Validation validation;
    private final Semaphore places = new Semaphore(MAX_AT_ONCE, true);

    private WebhookServer(HttpsServer server, Admission admission, Validation validation) {
        this.server = server;
        this.admission = admission;
        this.validation = validation;
    }

    /**
     * Binds and begins to answer.
     *
     * @param tls whose key manager knows the certificate of the moment
     * @param done told of each review, with the nanoseconds that it took
     */
    public static WebhookServer start(
            InetSocketAddress address,
            SSLContext tls,
            Admission admission,
            Validation validation,
            BiConsumer<Reviewed, Long> done)
            throws IOException {
        var https = HttpsServer.create(address, 128);
        https.setHttpsConfigurator(new HttpsConfigurator(tls));
        https.setExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("bulwark-webhook-", 0).factory()));
        var server = new WebhookServer(https, admission, validation);
        server.open("", done);
        https.start();
        return server;
    }

    private void open(String prefix, BiConsumer<Reviewed, Long> told) {
        server.createContext(prefix + "/mutate", exchange -> post(exchange, admission::review, told));
        server.createContext(prefix + "/validate", exchange -> post(exchange, validation::review, told));
    }

    /** Opens a second way in, where nobody is told of reviews. Its path is known to nobody else. */
    QuietDoor quietDoor() {
        var path = "/" + HookKeys.next();
        open(path, (_, _) -> {});
        return new QuietDoor(path);
    }

    /** A way in that is there until it is closed. */
    final class QuietDoor implements AutoCloseable {
        private final String path;

        private QuietDoor(String path) {
            this.path = path;
        }

        /** What its paths begin with. */
        String path() {
            return path;
        }

        @Override
        public void close() {
            server.removeContext(path + "/mutate");
            server.removeContext(path + "/validate");
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(1);
    }

    private void post(HttpExchange exchange, Function<byte[], Reviewed> answerer, BiConsumer<Reviewed, Long> told)
            throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("Allow", "POST");
                answer(exchange, 405, "text/plain", "POST only\n".getBytes(StandardCharsets.UTF_8));
                return;
            }
            places.acquireUninterruptibly();
            try {
                review(exchange, answerer, told);
            } finally {
                places.release();
            }
        } catch (RuntimeException failure) {
            // The server would drop the connection without a word; the API server then only says "EOF".
            LOG.log(System.Logger.Level.ERROR, "a review failed", failure);
            throw failure;
        }
    }

    private void review(HttpExchange exchange, Function<byte[], Reviewed> answerer, BiConsumer<Reviewed, Long> told)
            throws IOException {
        var started = System.nanoTime();
        var body = read(exchange.getRequestBody());
        if (body.isEmpty()) {
            answer(exchange, 413, "text/plain", ("at most " + MAX_BODY + " bytes\n").getBytes(StandardCharsets.UTF_8));
            return;
        }
        var reviewed = answerer.apply(body.get());
        if (reviewed.body().isPresent()) {
            answer(exchange, 200, "application/json", reviewed.body().get());
        } else {
            var why = reviewed.outcome() instanceof Outcome.Malformed(var text) ? text : "";
            answer(exchange, 400, "text/plain", ("not a review: " + why + "\n").getBytes(StandardCharsets.UTF_8));
        }
        told.accept(reviewed, System.nanoTime() - started);
    }

    private static Optional<byte[]> read(InputStream in) throws IOException {
        var bytes = in.readNBytes(MAX_BODY + 1);
        return bytes.length > MAX_BODY ? Optional.empty() : Optional.of(bytes);
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
