package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.policy.learn.LearnedProfile;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the tests' API server does as a real one where the library's does not. */
class ApiServerTest {
    @Test
    void aStatusOfAnObjectThatHasChangedSinceItWasReadIsRefused() {
        try (var cluster = new MockCluster()) {
            // Given
            var profiles =
                    cluster.client().genericKubernetesResources(Kinds.LEARNED).inNamespace("shop");
            var late = profiles.resource(cluster.read("""
                    {"apiVersion": "bulwark.io/v1alpha1", "kind": "%s",
                     "metadata": {"name": "orders", "namespace": "shop"}}
                    """.formatted(LearnedProfile.KIND)))
                    .create();
            // When
            var first = profiles.withName("orders").get();
            profiles.resource(withCalls(first, 2)).updateStatus();
            // Then
            assertThatThrownBy(() -> profiles.resource(withCalls(late, 1)).updateStatus())
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            refusal -> assertThat(refusal.getCode()).isEqualTo(409));
            assertThat(cluster.status(profiles.withName("orders").get())).containsEntry("calls", 2);
        }
    }

    private static GenericKubernetesResource withCalls(GenericKubernetesResource profile, int calls) {
        profile.setAdditionalProperty("status", Map.of("calls", calls));
        return profile;
    }

    @Test
    @Timeout(20)
    void aWatchThatEndsWhileAnEventIsWrittenHoldsNobodyUp() throws Exception {
        // Given
        var server = new ApiServer(new HashMap<>());
        var watch = server.dispatch(request(HttpMethod.GET, "/api/v1/pods?watch=true", ""))
                .getWebSocketListener();
        var socket = new SlowSocket();
        watch.onOpen(socket, server.dispatch(request(HttpMethod.GET, "/api/v1/pods", "")));
        server.dispatch(request(HttpMethod.POST, "/api/v1/namespaces/shop/pods", """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "orders", "namespace": "shop"}}
                """));
        assertThat(socket.writes.await(10, TimeUnit.SECONDS)).isTrue();
        // When
        watch.onClosed(socket, 1000, "");
        // Then
        assertThat(socket.loop.getCount()).isEqualTo(1);
        socket.loop.countDown();
    }

    private static RecordedRequest request(HttpMethod method, String path, String body) {
        return new RecordedRequest(
                "HTTP/1.1", method, path, Headers.builder().build(), new Buffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes only once the event loop has time. */
    private static final class SlowSocket implements WebSocket {
        private final CountDownLatch writes = new CountDownLatch(1);
        private final CountDownLatch loop = new CountDownLatch(1);

        @Override
        public RecordedRequest request() {
            return ApiServerTest.request(HttpMethod.GET, "/", "");
        }

        @Override
        public boolean send(String text) {
            writes.countDown();
            try {
                return loop.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public boolean send(byte[] bytes) {
            return send(new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public boolean close(int code, String reason) {
            return true;
        }
    }
}
