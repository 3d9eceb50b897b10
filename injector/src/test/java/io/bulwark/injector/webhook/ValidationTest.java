package io.bulwark.injector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ValidationTest {
    private static final Path OBJECTS = Path.of("src/test/resources/custom-resources");
    private static final Validation VALIDATION = new Validation(Set.of("dlp", "scanner"));

    static List<Path> valid() throws IOException {
        return files("valid-");
    }

    static List<Path> refused() throws IOException {
        return files("refused-");
    }

    static List<Path> warned() throws IOException {
        return files("warned-");
    }

    private static List<Path> files(String prefix) throws IOException {
        try (var files = Files.list(OBJECTS)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void whatIsRightIsAdmittedWithoutAWord(Path file) throws IOException {
        // When
        var response = response(PolicyReviews.of(file, "UPDATE"));
        // Then
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.has("warnings")).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatOnlyTheParserSeesIsRefusedWithKeyAndReason(Path file) throws IOException {
        // Given
        var expected = Files.readAllLines(file).getFirst().substring("# refused: ".length());
        // When
        var response = response(PolicyReviews.of(file, "CREATE"));
        // Then
        assertThat(response.path("allowed").asBoolean(true)).isFalse();
        assertThat(response.at("/status/code").asInt()).isEqualTo(422);
        assertThat(response.at("/status/message").asString()).contains(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("warned")
    void whatIsDoubtfulIsAdmittedWithAWarning(Path file) throws IOException {
        // Given
        var expected = Files.readAllLines(file).getFirst().substring("# warned: ".length());
        // When
        var response = response(PolicyReviews.of(file, "CREATE"));
        // Then
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("warnings"))
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.asString()).startsWith("bulwark: ").contains(expected));
    }

    @Test
    void aDeletionIsNobodysBusiness() throws IOException {
        // When
        var response = response(PolicyReviews.of(OBJECTS.resolve("invalid-limit.yaml"), "DELETE"));
        // Then
        assertThat(response.path("allowed").asBoolean()).isTrue();
    }

    @Test
    void whatIsNoReviewHasNoAnswer() {
        // When
        var reviewed = VALIDATION.review("{}".getBytes(StandardCharsets.UTF_8));
        // Then
        assertThat(reviewed.outcome()).isInstanceOf(Outcome.Malformed.class);
        assertThat(reviewed.body()).isEmpty();
    }

    private static JsonNode response(byte[] review) {
        var body = VALIDATION.review(review).body().orElseThrow();
        return JsonMapper.shared().readTree(body).path("response");
    }
}
