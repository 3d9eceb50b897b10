package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.policy.AllowlistDecision.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variables of templates of which more is asked than their types, and braces that stand for themselves. */
class TemplateVariablesTest {

    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: files}
            spec:
              ingress:
                - id: files
                  from: [{cidr: 0.0.0.0/0}]
                  http:
                    - paths: [{template: "/{locale}/files/{file}"}, {template: "/{locale}/{id:int}"}]
                      variables:
                        locale: {oneOf: [de, pt-BR]}
                        file: {characters: alphanumeric, also: "._", signsApart: true, maxLength: 20}
                    - paths: [{template: "/cities/{city}"}]
                      variables: {city: {characters: unicode, also: " '"}}
                    - paths: [{template: "/customers/{id:slug}"}]
                      variables: {id: {startsWith: cus-}}
                  redis:
                    - keys: [{template: "{{user:{tag}:cart"}]
                      variables: {tag: {characters: digits, also: "}"}}
            """;

    private static PeerRules rules(String policy) {
        return switch (PolicyParser.parse(policy.getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Parsed(var snapshot, var _) ->
                snapshot.rulesFor(FlowSide.INGRESS, new byte[] {10, 0, 0, 1}, 8080);
            case PolicyParse.Rejected(var problems) -> throw new AssertionError(problems);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/de/files/report_7.pdf|true",
                "/pt-BR/files/report|true",
                "/fr/files/report|false",
                "/de/files/........etcpasswd|false",
                "/de/files/a-b|false",
                "/de/files/report_of_a_long_name.pdf|false",
                "/de/files/|false",
                "/de/17|true",
                "/de/x|false",
                "/cities/São Paulo|true",
                "/cities/L'Aquila|true",
                "/cities/1;DROP TABLE users|false",
                "/customers/cus-17|true",
                "/customers/cus-|true",
                "/customers/cus|false",
                "/customers/ord-17|false",
                "/customers/xcus-17|false",
                "/cities/1 UNION SELECT password FROM users--|false"
            })
    void aPathFitsWhereAllVariablesDo(String path, boolean fits) {
        // When
        var said = rules(POLICY).match(Call.of("http", "GET", path));
        // Then
        assertThat(said.outcome()).isEqualTo(fits ? Outcome.ALLOWED : Outcome.DENIED);
    }

    @ParameterizedTest
    @CsvSource({"{user:17}:cart,true", "{user:17:cart,true", "user:17}:cart,false", "{user:x}:cart,false"})
    void doubledBracesStandForThemselves(String key, boolean fits) {
        // When
        var said = rules(POLICY).match(Call.of("redis", "GET", key));
        // Then
        assertThat(said.outcome()).isEqualTo(fits ? Outcome.ALLOWED : Outcome.DENIED);
    }

    @Test
    void aDenialSaysWhatIsAskedOfTheVariable() {
        // When
        var miss = rules(POLICY).nearestMiss(Call.of("http", "GET", "/cities/<script>"));
        // Then
        assertThat(miss.sentence()).contains("/cities/{city}", "characters unicode and");
    }

    @Test
    void twoTemplatesOfAnEntryCannotMeanTwoThingsByOneName() {
        // Given
        var one = new PathPattern.Template(
                "/a/{x}", new TreeMap<>(Map.of("x", ValuePattern.oneOf(new TreeSet<>(List.of("1"))))));
        var any = new PathPattern.Template("/b/{x}");
        // Then
        assertThatThrownBy(() -> new HttpOperation(new TreeSet<>(), List.of(one, any)))
                .hasMessageContaining("the variable {x} must mean the same");
    }

    @Test
    void conditionsThatAskForNothingAreNone() {
        // When
        var template = new PathPattern.Template("/a/{x}", new TreeMap<>(Map.of("x", ValuePattern.any())));
        // Then
        assertThat(template).isEqualTo(new PathPattern.Template("/a/{x}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{x}|{oneOf: [a, b]}|{x}|{oneOf: [a]}|true",
                "{x}|{oneOf: [a]}|{x}|{oneOf: [a, b]}|false",
                "{x}|{characters: word}|{y}|{characters: hex, also: '-'}|true",
                "{x}|{characters: word}|{y}|{characters: hex, also: ';'}|false",
                "{x}|{characters: word, signsApart: true}|{y}|{characters: word}|false",
                "{x}|{}|{y}|{characters: word}|true",
                "{x}|{maxLength: 9}|{y}|{maxLength: 8}|true",
                "{x:int}|{maxLength: 9}|{y}|{maxLength: 8}|false",
                "{x}|{startsWith: a-}|{y}|{startsWith: a-b}|true",
                "{x}|{startsWith: a-b}|{y}|{startsWith: a-}|false",
                "{x}|{startsWith: a-}|{y}|{oneOf: [a-1, a-2]}|true",
                "{x}|{startsWith: a-}|{y}|{oneOf: [a-1, b-2]}|false"
            })
    void aRuleIsShadowedByOneThatAsksForLess(String wide, String asks, String narrow, String others, boolean covers) {
        // Given
        var policy = """
                apiVersion: bulwark.io/v1alpha1
                kind: ServiceAllowlist
                metadata: {name: a}
                spec:
                  ingress:
                    - {id: a, from: [{cidr: 10.0.0.0/8}], http: [{paths: [{template: "/%s"}], variables: {x: %s}}]}
                    - {id: b, from: [{cidr: 10.0.0.0/8}], http: [{paths: [{template: "/%s"}], variables: {%s: %s}}]}
                """.formatted(wide, asks, narrow, narrow.substring(1, 2), others);
        // When
        var parse = PolicyParser.parse(policy.getBytes(StandardCharsets.UTF_8));
        // Then
        assertThat(parse)
                .isInstanceOfSatisfying(
                        PolicyParse.Parsed.class,
                        parsed -> assertThat(parsed.warnings().isEmpty()).isEqualTo(!covers));
    }
}
