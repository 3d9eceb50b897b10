package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a replica waits for before it says that it is ready. */
class WarmReplicaTest {
    private final MockCluster cluster = new MockCluster();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        cluster.close();
        http.close();
    }

    @Test
    void aReplicaIsReadyOnlyOnceItIsWarmAndNothingTellsOfTheWarmUp() throws Exception {
        // When
        try (var plane = cluster.warmReplica("one", Duration.ofSeconds(60))) {
            // Then
            assertThat(get(plane, "/ready")).isEqualTo("the webhook is warming up\n");
            Eventually.is("the answer of /ready", "ready\n", () -> get(plane, "/ready"));
            assertThat(get(plane, "/metrics"))
                    .contains("bulwark_review_seconds_count 0\n")
                    .doesNotContain("bulwark_reviews_total{");
        }
        // What waited to be told is told by now
        assertThat(cluster.client().v1().events().inAnyNamespace().list().getItems())
                .isEmpty();
    }

    /** As when a proxy before the API server lets lists through, and no WebSocket. */
    @Test
    void aReplicaThatCannotWatchIsNotReadyAndSaysWhatIsMissing() throws Exception {
        // Given
        try (var gate = ApiGate.before(cluster)) {
            gate.react(request -> request.contains("/endpointslices?") && request.contains("watch=true")
                    ? new ApiGate.Reaction.Silence()
                    : new ApiGate.Reaction.Pass());
            // When
            try (var plane = cluster.replica("one", Clock.systemUTC(), 0, gate.client())) {
                // Then
                Eventually.is(
                        "the answer of /ready",
                        "there is no watch yet of endpointslices\n",
                        () -> get(plane, "/ready"));
                // When
                gate.pass();
                gate.cut();
                // Then
                Eventually.is("the answer of /ready", "ready\n", () -> get(plane, "/ready"));
            }
        }
    }

    private String get(ControlPlane plane, String path) {
        var uri = URI.create("http://localhost:" + plane.ports().health().getPort() + path);
        try {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
