package io.bulwark.signatures.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bulwark.signatures.Field;
import io.bulwark.signatures.Severity;
import io.bulwark.signatures.TestCatalogue;
import io.bulwark.signatures.Transform;
import io.bulwark.signatures.validate.Validator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
    private static final String GOOD = """
            group: g
            title: G
            signatures:
              - id: g-one
                title: One
                severity: low
                confidence: low
                tactic: {stage: discovery, attack: T1083}
                fields: [http.uri]
                pattern: 'x'
                match: ['x']
                nomatch: ['y']
            """;

    private static List<String> problems(String... texts) {
        var files = new TreeMap<String, String>();
        for (var text : texts) {
            files.put("f" + files.size() + ".yaml", text);
        }
        return catchThrowableOfType(CatalogueException.class, () -> Catalogue.of(files))
                .problems();
    }

    @Test
    void readsEveryKey() throws Exception {
        // When
        var signatures = TestCatalogue.signatures();
        // Then
        var union = signatures.get(0);
        var cards = signatures.get(2);
        assertThat(union.id()).isEqualTo("test-union");
        assertThat(union.severity()).isEqualTo(Severity.HIGH);
        assertThat(union.fields()).containsExactlyInAnyOrder(Field.HTTP_URI, Field.HTTP_BODY, Field.GRPC_STRING);
        assertThat(union.transforms()).containsExactlyInAnyOrder(Transform.PERCENT, Transform.LOWERCASE);
        assertThat(union.match().getFirst().fields()).hasSize(3);
        assertThat(union.match().getLast().fields()).containsExactly(Field.HTTP_BODY);
        assertThat(cards.validator()).isEqualTo(Validator.LUHN);
        assertThat(cards.threshold()).isEqualTo(3);
        assertThat(signatures.get(1).headers()).containsExactlyInAnyOrder("user-agent", "x-scanner");
        assertThat(signatures.get(3).match().getFirst().latin1()).isEqualTo("\u0016\u0003\u0001\u0002\0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "severity: low ~ severity: grave ~ severity must be one of low, medium, high, critical, was 'grave'",
                "confidence: low ~ '' ~ confidence must be one of low, medium, high, was missing",
                "attack: T1083 ~ attack: X1 ~ tactic.attack must look like T1190 or T1059.004, was 'X1'",
                "attack: T1083 ~ attack: T1083, why: x ~ tactic: key must be one of stage, attack, was 'why'",
                "'tactic: {stage: discovery, attack: T1083}' ~ tactic: T1083 ~ tactic must be a mapping",
                "fields: [http.uri] ~ fields: [http.url] ~ fields must be one of http.uri, http.header",
                "fields: [http.uri] ~ fields: [http.uri, http.uri] ~ fields must name each value once",
                "fields: [http.uri] ~ fields: [] ~ fields must name one or more",
                "fields: [http.uri] ~ fields: http.uri ~ fields must be a list, was 'http.uri'",
                "pattern: 'x' ~ pattern: '' ~ pattern must have 1..8192 characters, was 0",
                "pattern: 'x' ~ pattern: 'é' ~ pattern must be printable ASCII",
                "pattern: 'x' ~ patern: 'x' ~ key must be one of id, title",
                "pattern: 'x' ~ pattern: 5 ~ pattern must be text, was 5",
                "pattern: 'x' ~ {pattern: 'x', transforms: [upper]} ~ transforms must be one of percent, lowercase, was 'upper'",
                "pattern: 'x' ~ {pattern: 'x', validator: crc} ~ validator must be one of luhn, iban, cn-resident-id, us-ssn, was 'crc'",
                "pattern: 'x' ~ {pattern: 'x', threshold: 0} ~ threshold must be 1..1000, was 0",
                "pattern: 'x' ~ {pattern: 'x', threshold: 1001} ~ threshold must be 1..1000, was 1001",
                "pattern: 'x' ~ {pattern: 'x', threshold: many} ~ threshold must be a whole number, was 'many'",
                "pattern: 'x' ~ {pattern: 'x', headers: [host]} ~ headers is allowed only where every field is http.header",
                "match: ['x'] ~ 'match: [{field: http.body, text: x}]' ~ field of a sample must be one of the signature's fields (http.uri), was http.body",
                "match: ['x'] ~ 'match: [{field: http.uri, hex: \"1g\"}]' ~ match: ",
                "match: ['x'] ~ match: [''] ~ a sample must hold 1..65536 bytes, was 0 bytes",
                "id: g-one ~ id: one ~ id must be kebab-case and start with 'g-', was 'one'",
                "title: One ~ title: ' ' ~ title must not be blank",
                "group: g ~ group: G ~ group must be kebab-case, was 'G'",
                "title: G ~ titel: G ~ key must be one of group, title, signatures, was 'titel'",
                "title: G ~ {title: G, group: h} ~ must be YAML (line"
            })
    void refusesWithTheKeyWhatIsAllowedAndWhatWasThere(String right, String wrong, String message) {
        // Given
        var value = wrong.startsWith("{") && !wrong.startsWith("{stage")
                ? wrong.substring(1, wrong.length() - 1).replaceFirst(", (?=\\w+: )", "\n" + indent(right))
                : wrong;
        assertThat(GOOD).contains(right);
        // When
        var problems = problems(GOOD.replace(right, value));
        // Then
        assertThat(problems)
                .anySatisfy(problem -> assertThat(problem).startsWith("f0.yaml").contains(message));
    }

    private static String indent(String key) {
        return key.startsWith("title: G") ? "" : "    ";
    }

    @Test
    void tellsAllProblemsOfAllFiles() {
        var bad = GOOD.replace("severity: low", "severity: x").replace("http.uri", "uri");
        assertThat(problems(bad, GOOD, GOOD, "{"))
                .hasSize(4)
                .anySatisfy(problem ->
                        assertThat(problem).isEqualTo("f2.yaml: g-one: id must be unique, is in f1.yaml too"));
    }

    @Test
    void noFolderIsAnEmptyCatalogue(@org.junit.jupiter.api.io.TempDir Path folder) throws Exception {
        assertThat(Catalogue.fromFolder(folder.resolve("none")).signatures()).isEmpty();
        assertThat(Catalogue.of(new TreeMap<>(Map.of("a.yaml", GOOD))).signatures())
                .hasSize(1);
    }

    @Test
    void theClassPathHasWhatTheBuildCompiled() throws Exception {
        assertThat(Catalogue.fromClassPath().signatures()).doesNotHaveDuplicates();
    }
}
