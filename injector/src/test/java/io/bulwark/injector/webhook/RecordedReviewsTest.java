package io.bulwark.injector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.kubernetes.OpenApi;
import io.bulwark.injector.kubernetes.Strict;
import io.bulwark.injector.mutate.SidecarTemplate;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What comes of reviews that a real API server has sent. What is expected lies beside them in {@code admission-answers};
 * {@code -Dgolden.write=true} writes it anew, to be read before it is committed.
 */
class RecordedReviewsTest {
    private static final Path REVIEWS = Path.of("src/test/resources/admission-reviews");
    private static final Path ANSWERS = Path.of("src/test/resources/admission-answers");
    private static final boolean WRITE = Boolean.getBoolean("golden.write");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final SidecarTemplate TEMPLATE =
            SidecarTemplate.of("0.1.0", "registry.example/bulwark/init:0.1.0", "registry.example/bulwark/proxy:0.1.0");

    /** Another key each time, as in a cluster: what was injected keeps the one that it has. */
    private static final String FIRST_KEY = "0123456789abcdef0123456789abcdef";

    private static final Optional<OpenApi> CORE = core();

    private final Iterator<String> hookKeys =
            Stream.iterate(FIRST_KEY, key -> key.substring(1) + key.charAt(0)).iterator();
    private final Admission admission = new Admission(() -> TEMPLATE, hookKeys::next);

    static Stream<Path> reviews() throws IOException {
        try (var files = Files.list(REVIEWS)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("reviews")
    void aRecordedReviewIsAnsweredAsExpected(Path file) throws IOException {
        // Given
        var review = JSON.readTree(Files.readString(file));
        // When
        var response = answer(review);
        // Then
        var golden = ANSWERS.resolve(file.getFileName());
        var shown = JSON.writeValueAsString(shown(review, response)) + "\n";
        if (WRITE) {
            Files.createDirectories(ANSWERS);
            Files.writeString(golden, shown);
        }
        assertThat(shown).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @MethodSource("reviews")
    void aPatchedPodIsLeftAsItIs(Path file) throws IOException {
        // Given
        var review = JSON.readTree(Files.readString(file));
        var patched = patched(review, answer(review));
        if (patched.isEmpty()) {
            return;
        }
        ((ObjectNode) review.path("request")).set("object", patched.get());
        // When
        var second = answer(review);
        // Then
        assertThat(second.path("allowed").asBoolean()).isTrue();
        assertThat(second.has("patch")).as("a second patch: %s", second).isFalse();
    }

    @ParameterizedTest
    @MethodSource("reviews")
    void nothingButWhatIsMeantChanges(Path file) throws IOException {
        // Given
        var review = JSON.readTree(Files.readString(file));
        var response = answer(review);
        // When
        var patch =
                response.has("patch") ? JSON.readTree(response.path("patch").binaryValue()) : JSON.createArrayNode();
        // Then
        for (var operation : patch) {
            if (isOurOrdinaryContainer(review, operation)) {
                continue;
            }
            assertThat(operation.path("path").asString())
                    .matches("/metadata/annotations(/bulwark\\.io~1status)?"
                            + "|/spec/(initContainers|volumes)(/\\d+.*)?"
                            + "|/spec/resources/(requests|limits)/.*"
                            + "|/spec/containers/\\d+/(livenessProbe|readinessProbe|startupProbe|lifecycle)/.*");
        }
    }

    /** An older cluster's sidecar stands among the ordinary containers, and moves. */
    private static boolean isOurOrdinaryContainer(JsonNode review, JsonNode operation) {
        var path = operation.path("path").asString();
        return operation.path("op").asString().equals("remove")
                && path.matches("/spec/containers/\\d+")
                && review.path("request")
                        .path("object")
                        .at(path)
                        .path("name")
                        .asString()
                        .equals("bulwark-proxy");
    }

    @ParameterizedTest
    @MethodSource("reviews")
    void aPatchedPodHasOnlyFieldsThatKubernetesKnows(Path file) throws IOException {
        // Given
        var review = JSON.readTree(Files.readString(file));
        // When
        var patched = patched(review, answer(review));
        // Then
        if (patched.isPresent()) {
            assertThat(Strict.unknown(patched.get(), Pod.class)).isEmpty();
            if (CORE.isPresent()) {
                assertThat(CORE.get().faults("io.k8s.api.core.v1.Pod", patched.get()))
                        .isEmpty();
            }
        }
    }

    private static Optional<OpenApi> core() {
        try {
            return OpenApi.of("core-v1");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private JsonNode answer(JsonNode review) {
        var reviewed = admission.review(JSON.writeValueAsBytes(review));
        var answer = JSON.readTree(reviewed.body().orElseThrow());
        assertThat(answer.path("response").path("uid"))
                .isEqualTo(review.path("request").path("uid"));
        return answer.path("response");
    }

    private static Optional<JsonNode> patched(JsonNode review, JsonNode response) throws IOException {
        if (!response.has("patch")) {
            return Optional.empty();
        }
        var patch = JSON.readTree(response.path("patch").binaryValue());
        return Optional.of(JsonPatch.apply(patch, review.path("request").path("object")));
    }

    private static JsonNode shown(JsonNode review, JsonNode response) throws IOException {
        var shown = JSON.createObjectNode();
        shown.set("allowed", response.path("allowed"));
        for (var key : List.of("warnings", "status")) {
            if (response.has(key)) {
                shown.set(key, response.path(key));
            }
        }
        patched(review, response).ifPresent(pod -> {
            shown.set("annotations", pod.path("metadata").path("annotations"));
            shown.set("spec", pod.path("spec"));
        });
        return shown;
    }
}
