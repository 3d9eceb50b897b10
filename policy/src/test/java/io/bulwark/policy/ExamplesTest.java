package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesTest {

    @ParameterizedTest
    @ValueSource(strings = {"policy.yaml", "grpc.yaml"})
    void anExampleOfTheDocumentationIsTakenWithoutAWarning(String name) throws IOException {
        // Given
        var yaml = Files.readAllBytes(Path.of("..", "docs", "examples", name));
        // When
        var parse = PolicyParser.parse(yaml);
        // Then
        assertThat(parse)
                .isInstanceOfSatisfying(
                        PolicyParse.Parsed.class,
                        parsed -> assertThat(parsed.warnings()).isEmpty());
    }
}
