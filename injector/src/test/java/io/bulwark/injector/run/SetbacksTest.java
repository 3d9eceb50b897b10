package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.run.Setbacks.Cause;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API server does not take. */
class SetbacksTest {
    private static final Logger LOGGER = Logger.getLogger(Setbacks.class.getName());

    private final List<Cause> counted = new ArrayList<>();
    private final Setbacks setbacks = new Setbacks(counted::add);
    private final Told told = new Told();

    @BeforeEach
    void listen() {
        LOGGER.addHandler(told);
    }

    @AfterEach
    void stop() {
        LOGGER.removeHandler(told);
    }

    @ParameterizedTest
    @CsvSource({
        "409, the object has been modified, CONFLICT",
        "403, is forbidden, FORBIDDEN",
        "401, Unauthorized, FORBIDDEN",
        "404, namespaces \"shop\" not found, GONE",
        "422, is invalid: spec.x: Required value, INVALID",
        "422, is invalid: []: Too long: must have at most 1048576 bytes, TOO_LARGE",
        "413, Request entity too large: limit is 3145728, TOO_LARGE",
        "500, etcdserver: request is too large, TOO_LARGE",
        "500, etcdserver: request timed out, AWAY",
        "503, apiserver is shutting down, AWAY",
        "429, please try again later, AWAY",
        "405, the server does not allow this method, OTHER"
    })
    void whatTheApiServerSaysHasACause(int code, String message, Cause cause) {
        // Given that the client wraps what it was told
        var failure = new KubernetesClientException(
                "An error has occurred.", new KubernetesClientException(message, code, null));
        // Then
        assertThat(Cause.of(failure)).isEqualTo(cause);
        assertThat(Setbacks.why(failure)).isEqualTo(message);
    }

    @Test
    void anApiServerThatIsNotReachedIsAwayAndAnyOtherFaultIsNot() {
        // Then
        assertThat(Cause.of(new KubernetesClientException("failed", new ConnectException("refused"))))
                .isEqualTo(Cause.AWAY);
        assertThat(Cause.of(new KubernetesClientException("failed", new InterruptedException())))
                .isEqualTo(Cause.OTHER);
        assertThat(Cause.of(new IllegalStateException("the planning does not answer")))
                .isEqualTo(Cause.OTHER);
    }

    @Test
    void aThreadThatIsToEndLeavesTheRestOfItsRound() {
        // Given
        setbacks.nextRound();
        // When
        Thread.currentThread().interrupt();
        var away = setbacks.isAway();
        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(away).isTrue();
        assertThat(setbacks.isAway()).isFalse();
    }

    @Test
    void whatIsRefusedIsToldOnceAndTriedLessAndLessOften() {
        // When
        var tried = new ArrayList<Integer>();
        for (int round = 1; round <= 100; round++) {
            setbacks.nextRound();
            if (setbacks.isDue("a")) {
                tried.add(round);
                setbacks.failed("a", "a cannot be written", refusal(403));
            }
        }
        // Then
        assertThat(tried).containsExactly(1, 3, 7, 15, 31, 63, 95);
        assertThat(counted).hasSize(7).containsOnly(Cause.FORBIDDEN);
        assertThat(told.lines).containsExactly("a cannot be written (forbidden): no");
        // When it was written after all, and is refused for another reason
        setbacks.over("a");
        setbacks.failed("a", "a cannot be written", refusal(422));
        // Then
        assertThat(told.lines).hasSize(2).last().isEqualTo("a cannot be written (invalid): no");
    }

    @Test
    void whenTheApiServerIsAwayARoundEndsSoonIsToldOnceAndTheNextBeginsWithOthers() {
        // When
        var tried = new ArrayList<String>();
        for (int round = 1; round <= 3; round++) {
            setbacks.nextRound();
            for (var key : List.of("a", "b", "c", "d")) {
                if (!setbacks.isAway() && setbacks.isDue(key)) {
                    tried.add(key);
                    setbacks.failed(key, key + " cannot be written", refusal(503));
                }
            }
        }
        // Then
        assertThat(tried).containsExactly("a", "b", "c", "d", "a", "b");
        assertThat(told.lines).containsExactly("a cannot be written (away): no");
    }

    @Test
    void profilesThatAreRefusedHoldNoOtherUpAndAreWrittenWhenTheyMayBe() throws Exception {
        // Given
        try (var cluster = new MockCluster();
                var gate = ApiGate.before(cluster);
                var client = gate.client()) {
            var profiles = new LearnedProfiles(client, (_, _) -> "Ready", setbacks);
            gate.react(request -> {
                if (request.endsWith("/forbidden") || request.endsWith("/forbidden/learnedprofiles")) {
                    return ApiGate.status(403, "Forbidden", "no");
                }
                return request.startsWith("POST ") && request.endsWith("/gone/learnedprofiles")
                        ? ApiGate.status(404, "NotFound", "namespaces not found")
                        : new ApiGate.Reaction.Pass();
            });
            // When
            for (var namespace : List.of("forbidden", "gone", "shop")) {
                profiles.take(new Named(namespace, "orders"), "a", ReplicasTest.PROFILE.formatted("a", 3));
            }
            profiles.write();
            // Then
            assertThat(calls(cluster, "shop")).isEqualTo(3);
            assertThat(counted).containsExactlyInAnyOrder(Cause.FORBIDDEN, Cause.GONE);
            // When
            gate.pass();
            profiles.take(new Named("forbidden", "orders"), "a", ReplicasTest.PROFILE.formatted("a", 5));
            profiles.write();
            assertThat(calls(cluster, "forbidden")).isEqualTo(0);
            profiles.write();
            // Then
            assertThat(calls(cluster, "forbidden")).isEqualTo(5);
            assertThat(calls(cluster, "gone")).isEqualTo(0);
        }
    }

    private static Object calls(MockCluster cluster, String namespace) {
        GenericKubernetesResource profile = cluster.client()
                .genericKubernetesResources(Kinds.LEARNED)
                .inNamespace(namespace)
                .withName("orders")
                .get();
        return cluster.status(profile).getOrDefault("calls", 0);
    }

    private static KubernetesClientException refusal(int code) {
        return new KubernetesClientException("no", code, null);
    }

    /** Keeps what is told to operators. */
    private static final class Told extends Handler {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                lines.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
