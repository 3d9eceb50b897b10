package io.bulwark.injector.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Reviews of made-up objects that a replica sends itself, over TLS as the API server does, before it says that it is ready: the first
 * reviews of a virtual machine take seconds, more than the API server waits. Nobody is told of them.
 */
public final class WarmUp implements AutoCloseable {
    /** How long it takes at most before a replica is ready all the same. */
    public static final Duration USUAL = Duration.ofSeconds(10);

    /** How many there are at most: beyond that they are not much faster any more. */
    private static final int REVIEWS = 400;

    private static final System.Logger LOG = System.getLogger(WarmUp.class.getName());

    private final WebhookServer server;
    private final SSLSocketFactory tls;
    private final long end;
    private final Thread thread;
    private volatile boolean stopped;

    private WarmUp(WebhookServer server, SSLSocketFactory tls, Duration atMost) {
        this.server = server;
        this.tls = tls;
        end = System.nanoTime() + atMost.toNanos();
        thread = Thread.ofPlatform().name("bulwark-warm-up").daemon().unstarted(this::run);
    }

    /**
     * Begins.
     *
     * @param authorities that the server's certificate may come from
     * @param atMost how long it may take, but for the review that is under way then
     */
    public static WarmUp start(WebhookServer server, List<X509Certificate> authorities, Duration atMost)
            throws IOException, GeneralSecurityException {
        var warmUp = new WarmUp(server, trusting(authorities), atMost);
        warmUp.thread.start();
        return warmUp;
    }

    private static SSLSocketFactory trusting(List<X509Certificate> authorities)
            throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        for (var authority : authorities) {
            store.setCertificateEntry(authority.getSerialNumber().toString(16), authority);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    /** Whether it is over, well or not. */
    public boolean done() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** Waits until it is over. */
    public void await() throws InterruptedException {
        thread.join();
    }

    private void run() {
        var begun = System.nanoTime();
        int sent = 0;
        try (var door = server.quietDoor()) {
            var reviews = reviews();
            while (sent < REVIEWS && !stopped && System.nanoTime() - end < 0) {
                var review = reviews.get(sent % reviews.size());
                post(door.path() + review.path(), review.body().getBytes(StandardCharsets.UTF_8));
                sent++;
            }
        } catch (IOException | RuntimeException failure) {
            // The last review had no more time than was left. Anything else: who is asked cold still answers.
            if (System.nanoTime() - end < 0) {
                LOG.log(Level.WARNING, "the warm-up of the webhook failed", failure);
            }
        }
        LOG.log(
                Level.INFO,
                "warmed up by {0} reviews in {1} ms",
                sent,
                Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }

    private void post(String path, byte[] body) throws IOException {
        var connection = (HttpsURLConnection) uri(path).toURL().openConnection();
        connection.setSSLSocketFactory(tls);
        // That it is our own certificate the authority says; the name in it is the Service's.
        connection.setHostnameVerifier((_, _) -> true);
        var left = (int) Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis());
        connection.setConnectTimeout(left);
        connection.setReadTimeout(left);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        connection.setRequestProperty("Content-Type", "application/json");
        try (var out = connection.getOutputStream()) {
            out.write(body);
        }
        try (var in = connection.getInputStream()) {
            var _ = in.readAllBytes();
        }
    }

    private URI uri(String path) {
        InetSocketAddress bound = server.address();
        var address = bound.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound.getAddress();
        return URI.create("https://" + literal(address) + ":" + bound.getPort() + path);
    }

    private static String literal(InetAddress address) {
        var text = address.getHostAddress();
        return text.indexOf(':') < 0 ? text : "[" + text + "]";
    }

    private record Prepared(String path, String body) {}

    private static List<Prepared> reviews() throws IOException {
        List<Prepared> reviews = new ArrayList<>();
        try (InputStream in = WarmUp.class.getResourceAsStream("warm-up.json")) {
            for (var object : Review.JSON.readTree(Objects.requireNonNull(in).readAllBytes())) {
                reviews.add(review(object));
            }
        }
        return reviews;
    }

    private static Prepared review(JsonNode object) {
        var pod = object.path("kind").asString().equals("Pod");
        var review = Review.JSON
                .createObjectNode()
                .put("apiVersion", "admission.k8s.io/v1")
                .put("kind", "AdmissionReview");
        var request = review.putObject("request")
                .put("uid", "00000000-0000-4000-8000-000000000000")
                .put("operation", "CREATE")
                .put("namespace", object.at("/metadata/namespace").asString())
                .put("dryRun", true);
        request.putObject("resource")
                .put("group", pod ? "" : "bulwark.io")
                .put("version", pod ? "v1" : "v1alpha1")
                .put("resource", pod ? "pods" : "policies");
        request.set("object", object);
        return new Prepared(pod ? "/mutate" : "/validate", review.toString());
    }

    @Override
    public void close() {
        stopped = true;
    }
}
