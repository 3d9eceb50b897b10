package io.bulwark.injector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.certificate.CertificateAuthority;
import io.bulwark.injector.certificate.ServingTls;
import io.bulwark.injector.mutate.SidecarTemplate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class WebhookServerTest {
    private static final SidecarTemplate TEMPLATE = SidecarTemplate.of("0.1.0", "init:0.1.0", "proxy:0.1.0");
    private static final Path BARE_POD = Path.of("src/test/resources/admission-reviews/bare-pod.json");

    private final BlockingQueue<Reviewed> reviewed = new LinkedBlockingQueue<>();
    private final Instant now = Instant.now();
    private CertificateAuthority authority;
    private ServingTls tls;
    private WebhookServer server;

    @BeforeEach
    void start() throws Exception {
        authority = CertificateAuthority.make(now);
        tls = new ServingTls(authority.issue(List.of("localhost"), now));
        server = WebhookServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                tls.context(),
                new Admission(() -> TEMPLATE, () -> "0123456789abcdef0123456789abcdef"),
                new Validation(Set.of()),
                (review, _) -> reviewed.add(review));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aReviewOverTlsGetsAPatch() throws Exception {
        // When
        var response = post(Files.readAllBytes(BARE_POD));
        // Then
        var answer = JsonMapper.shared().readTree(response.body()).path("response");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(answer.path("allowed").asBoolean()).isTrue();
        assertThat(answer.path("patchType").asString()).isEqualTo("JSONPatch");
        assertThat(told().outcome()).isInstanceOf(Outcome.Injected.class);
    }

    @Test
    void aPolicyDocumentIsValidatedOnItsOwnPath() throws Exception {
        // Given
        var document = Path.of("src/test/resources/custom-resources/invalid-limit.yaml");
        // When
        var response = post("/validate", PolicyReviews.of(document, "CREATE"));
        // Then
        var answer = JsonMapper.shared().readTree(response.body()).path("response");
        assertThat(answer.path("allowed").asBoolean(true)).isFalse();
        assertThat(answer.at("/status/message").asString()).isEqualTo("spec.limits.maxHeaders must be 8..1024, was 5");
    }

    @Test
    void whatIsNoReviewIsRefusedAndTheServerGoesOn() throws Exception {
        for (var body : List.of("", "{", "[]", "{\"apiVersion\":\"v1\"}", "[".repeat(100_000))) {
            // When
            var response = post(body.getBytes(StandardCharsets.UTF_8));
            // Then
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).startsWith("not a review: ");
            assertThat(told().outcome()).isInstanceOf(Outcome.Malformed.class);
        }
        assertThat(post(Files.readAllBytes(BARE_POD)).statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyOverTheLimitIsRefused() throws Exception {
        // When
        var response = post(new byte[(8 << 20) + 1]);
        // Then
        assertThat(response.statusCode()).isEqualTo(413);
    }

    @Test
    void onlyPostIsAnswered() throws Exception {
        // When
        var response = client().send(HttpRequest.newBuilder(uri()).GET().build(), HttpResponse.BodyHandlers.ofString());
        // Then
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void aNewConnectionSeesTheNewCertificate() throws Exception {
        // Given
        var before = post(Files.readAllBytes(BARE_POD));
        var next = authority.issue(List.of("localhost"), now);
        // When
        tls.replace(next);
        var after = post(Files.readAllBytes(BARE_POD));
        // Then
        assertThat(before.sslSession().orElseThrow().getPeerCertificates()[0]).isNotEqualTo(next.certificate());
        assertThat(after.sslSession().orElseThrow().getPeerCertificates()[0]).isEqualTo(next.certificate());
    }

    private Reviewed told() throws InterruptedException {
        var told = reviewed.poll(10, TimeUnit.SECONDS);
        assertThat(told).isNotNull();
        return told;
    }

    private HttpResponse<String> post(byte[] body) throws Exception {
        return post("/mutate", body);
    }

    private HttpResponse<String> post(String path, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(uri().resolve(path + "?timeout=5s"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri() {
        return URI.create("https://localhost:" + server.address().getPort() + "/mutate?timeout=5s");
    }

    private HttpClient client() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        store.setCertificateEntry("authority", authority.certificate());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
    }
}
