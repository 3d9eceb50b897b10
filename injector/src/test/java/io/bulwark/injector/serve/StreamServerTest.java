package io.bulwark.injector.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.certificate.CertificateAuthority;
import io.bulwark.injector.certificate.ServingTls;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.plan.Plan;
import io.bulwark.policy.handout.ControlMessage;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.Part;
import io.bulwark.policy.handout.ProxyMessage;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamServerTest {
    /** For API servers that do not answer; those that do are here faster. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final Named ORDERS = new Named("shop", "orders");

    private final Distribution distribution = new Distribution();
    private SSLContext trust;
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final TokenReviews tokens = new TokenReviews(this::vouch, Clock.systemUTC());
    private StreamServer server;

    @BeforeEach
    void start() throws Exception {
        var now = Instant.now();
        var authority = CertificateAuthority.make(now);
        var tls = new ServingTls(authority.issue(List.of("localhost"), now));
        server = StreamServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                tls.context(),
                tokens,
                distribution,
                (_, _) -> {},
                SHORT);
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        store.setCertificateEntry("authority", authority.certificate());
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        trust = SSLContext.getInstance("TLS");
        trust.init(null, managers.getTrustManagers(), null);
        distribution.podIs("uid-1", ORDERS);
    }

    @AfterEach
    void stop() {
        hanging.countDown();
        server.close();
    }

    @Test
    void whoHasNoTokenOfAProxyIsRefused() throws Exception {
        for (var token : List.of("", "stranger")) {
            try (var proxy = new Client(token)) {
                // Then
                assertThat(proxy.line()).startsWith("HTTP/1.1 401 ");
            }
        }
    }

    @Test
    void anApiServerThatIsAwayIsNoFaultOfTheProxys() throws Exception {
        try (var proxy = new Client("away")) {
            // Then
            assertThat(proxy.line()).startsWith("HTTP/1.1 503 ");
            assertThat(proxy.rest()).endsWith("the API server did not say: the API server is away\n");
            assertThat(tokens.unanswered()).isEqualTo(1);
        }
    }

    @Test
    void aProxyIsNotLeftWaitingForAnApiServerThatHangs() throws Exception {
        try (var proxy = new Client("hanging")) {
            // Then
            assertThat(proxy.line()).startsWith("HTTP/1.1 503 ");
            assertThat(proxy.rest()).endsWith("the API server has not said in time whose proxy this is\n");
            assertThat(tokens.unanswered()).isEqualTo(1);
        }
        // When it comes again after the API server is back
        hanging.countDown();
        publish(Map.of("a", "1"));
        try (var proxy = new Client("uid-1")) {
            proxy.begin();
            // Then
            assertThat(proxy.change().change().put()).containsOnlyKeys("a");
        }
    }

    @Test
    void aProxyGetsWhatItsWorkloadIsToldAndThenOnlyWhatChanges() throws Exception {
        // Given
        publish(Map.of("a", "1", "b", "2"));
        try (var proxy = new Client("uid-1")) {
            proxy.begin();
            // When
            var whole = proxy.change();
            proxy.say(new ProxyMessage.Applied(whole.change().version()));
            publish(Map.of("a", "1", "b", "3"));
            var difference = proxy.change();
            // Then
            assertThat(whole.change().isWhole()).isTrue();
            assertThat(whole.change().put()).containsOnlyKeys("a", "b");
            assertThat(difference.change().base()).isEqualTo(whole.change().version());
            assertThat(difference.change().put()).containsExactly(Map.entry("b", Part.of("3")));
        }
    }

    @Test
    void aProxyThatComesBackIsToldTheDifferenceToWhatItHas() throws Exception {
        // Given
        var had = publish(Map.of("a", "1"));
        publish(Map.of("a", "2"));
        try (var proxy = new Client("uid-1")) {
            // When
            proxy.say(new ProxyMessage.Hello(had.version()));
            proxy.skipHead();
            // Then
            assertThat(proxy.change().change().base()).isEqualTo(had.version());
        }
    }

    @Test
    void whatAProxyRefusesIsNotSentAgainAndTheNextStartsFromWhatItHas() throws Exception {
        // Given
        publish(Map.of("a", "bad"));
        try (var proxy = new Client("uid-1")) {
            proxy.begin();
            var bad = proxy.change();
            // When
            proxy.say(new ProxyMessage.Refused(bad.change().version(), "spec is wrong"));
            publish(Map.of("a", "good"));
            // Then
            var next = proxy.change();
            assertThat(next.change().put()).containsExactly(Map.entry("a", Part.of("good")));
            assertThat(next.change().isWhole()).isTrue();
            assertThat(distribution.refusals()).isEqualTo(1);
        }
    }

    @Test
    void aChangeOfPeersAloneWaitsForNoAnswer() throws Exception {
        // Given
        publish(Map.of("a", "1", "peers/b", "1"));
        try (var proxy = new Client("uid-1")) {
            proxy.begin();
            var whole = proxy.change();
            proxy.say(new ProxyMessage.Applied(whole.change().version()));
            // When
            publish(Map.of("a", "1", "peers/b", "2"));
            var first = proxy.change();
            publish(Map.of("a", "1", "peers/c", "3"));
            var second = proxy.change();
            publish(Map.of("a", "2", "peers/c", "3"));
            var third = proxy.change();
            // Then
            assertThat(List.of(whole.quiet(), first.quiet(), second.quiet(), third.quiet()))
                    .containsExactly(false, true, true, false);
            assertThat(second.change().base()).isEqualTo(first.change().version());
            assertThat(third.change().base()).isEqualTo(second.change().version());
        }
    }

    @Test
    void aChangeOfPeersThatIsRefusedIsNotSentAgainAndTheNextSaysEverything() throws Exception {
        // Given
        publish(Map.of("a", "1", "peers/b", "1"));
        try (var proxy = new Client("uid-1")) {
            proxy.begin();
            proxy.say(new ProxyMessage.Applied(proxy.change().change().version()));
            publish(Map.of("a", "1", "peers/b", "too much"));
            var refused = proxy.change();
            // When
            proxy.say(new ProxyMessage.Refused(refused.change().version(), "there is no room"));
            while (distribution.refusals() == 0) {
                Thread.onSpinWait();
            }
            publish(Map.of("a", "1", "peers/b", "3"));
            // Then
            var next = proxy.change();
            assertThat(refused.quiet()).isTrue();
            assertThat(next.quiet()).isFalse();
            assertThat(next.change().isWhole()).isTrue();
            assertThat(next.change().put()).containsOnlyKeys("a", "peers/b");
        }
    }

    @Test
    void theStreamOfAPodThatIsGoneEnds() throws Exception {
        // Given
        publish(Map.of("a", "1"));
        try (var proxy = new Client("uid-1")) {
            proxy.begin();
            proxy.change();
            // When
            distribution.podGone("uid-1");
            // Then
            assertThat(proxy.rest()).endsWith("0\n\n");
        }
    }

    @Test
    void whatIsNoMessageEndsTheStream() throws Exception {
        try (var proxy = new Client("uid-1")) {
            proxy.say("{\"hello\": 7}");
            proxy.skipHead();
            // Then
            assertThat(proxy.rest()).endsWith("0\n\n");
        }
    }

    private Handout publish(Map<String, String> texts) {
        var parts = new TreeMap<String, Part>();
        texts.forEach((name, text) -> parts.put(name, Part.of(text)));
        var handout = Handout.of(parts);
        distribution.publish(new Plan(Map.of(ORDERS, handout), Set.of(), Set.of()));
        return handout;
    }

    private TokenReview vouch(TokenReview review) {
        var token = review.getSpec().getToken();
        if (token.equals("hanging")) {
            await(hanging);
        }
        if (token.equals("away")) {
            throw new IllegalStateException("the API server is away");
        }
        return new TokenReviewBuilder(review)
                .withNewStatus()
                .withAuthenticated(token.startsWith("uid-"))
                .withAudiences(TokenReviews.AUDIENCE)
                .withNewUser()
                .withUsername("system:serviceaccount:shop:default")
                .withExtra(Map.of(
                        "authentication.kubernetes.io/pod-name", List.of("orders-0"),
                        "authentication.kubernetes.io/pod-uid", List.of(token)))
                .endUser()
                .endStatus()
                .build();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A proxy that sends its first message together with the head of its request. */
    private final class Client implements AutoCloseable {
        private final SSLSocket socket;
        private final BufferedReader in;
        private String head;

        Client(String token) throws IOException {
            socket = (SSLSocket) trust.getSocketFactory()
                    .createSocket("localhost", server.address().getPort());
            socket.setSoTimeout(30_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            head = "POST /v1/stream HTTP/1.1\r\nHost: control\r\nAuthorization: Bearer " + token
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n";
            if (!token.startsWith("uid-")) {
                send("");
            }
        }

        void say(ProxyMessage message) throws IOException {
            say(message.line());
        }

        void say(String line) throws IOException {
            send(Integer.toHexString(line.length() + 1) + "\r\n" + line + "\n\r\n");
        }

        private void send(String text) throws IOException {
            socket.getOutputStream().write((head + text).getBytes(StandardCharsets.UTF_8));
            head = "";
        }

        String line() throws IOException {
            return String.valueOf(in.readLine());
        }

        /** Comes with nothing. */
        void begin() throws IOException {
            say(new ProxyMessage.Hello(Handout.nothing().version()));
            skipHead();
        }

        void skipHead() throws IOException {
            assertThat(line()).startsWith("HTTP/1.1 200 ");
            var line = line();
            while (!line.isEmpty()) {
                line = line();
            }
        }

        /** The next change; sizes of chunks and signs of life are passed over. */
        ControlMessage.Change change() throws IOException {
            while (true) {
                var line = line();
                if (line.equals("null")) {
                    throw new AssertionError("the stream ended");
                }
                if (line.startsWith("{") && ControlMessage.read(line) instanceof ControlMessage.Change change) {
                    return change;
                }
            }
        }

        String rest() throws IOException {
            var rest = new StringBuilder();
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                rest.append(line).append('\n');
            }
            return rest.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
