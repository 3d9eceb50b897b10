package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One small file for each thing that the parser must refuse, warn of or accept.
 *
 * <p>Each line of a file that begins with {@code #!} is one expected problem, in order.
 */
class ParserResourceTest {

    static List<Path> files() throws IOException, URISyntaxException {
        var folder = Path.of(Objects.requireNonNull(ParserResourceTest.class.getResource("/policy"))
                .toURI());
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileIsJudgedAsItsNameAndFirstLinesSay(Path file) throws IOException {
        // Given
        var yaml = Files.readAllBytes(file);
        var expected = new String(yaml, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("#! "))
                .map(line -> line.substring(3))
                .toList();
        // When
        var parse = PolicyParser.parse(yaml);
        // Then
        boolean valid = file.getFileName().toString().startsWith("valid-");
        List<Problem> problems = switch (parse) {
            case PolicyParse.Parsed parsed -> {
                assertThat(valid).as("accepted: %s", file.getFileName()).isTrue();
                yield parsed.warnings();
            }
            case PolicyParse.Rejected(var errors) -> {
                assertThat(valid).as("refused: %s", errors).isFalse();
                assertThat(errors).isNotEmpty();
                yield errors;
            }
        };
        assertThat(problems.stream().map(Problem::toString).toList()).isEqualTo(expected);
    }
}
