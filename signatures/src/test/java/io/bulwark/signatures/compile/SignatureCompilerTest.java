package io.bulwark.signatures.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bulwark.signatures.TestCatalogue;
import io.bulwark.signatures.catalogue.Catalogue;
import io.bulwark.signatures.catalogue.CatalogueException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureCompilerTest {
    private static String yaml(String keys, String fields) {
        return """
                group: g
                title: G
                signatures:
                  - id: g-one
                    title: One
                    severity: low
                    confidence: low
                    tactic: {stage: discovery, attack: T1083}
                    fields: [FIELDS]
                """.replace("FIELDS", fields) + keys.indent(4);
    }

    private static List<String> problems(String keys) {
        return problems(keys, "http.uri");
    }

    private static List<String> problems(String keys, String fields) {
        var signatures = Catalogue.of(new TreeMap<>(Map.of("g.yaml", yaml(keys, fields))))
                .signatures();
        return catchThrowableOfType(CatalogueException.class, () -> SignatureCompiler.compile(signatures))
                .problems();
    }

    @Test
    void aRepeatThatWouldOverflowTheEnginesStackIsRefused() {
        assertThat(problems("pattern: 'ab[^x]{0,16000}cd'\nmatch: ['abcd']\nnomatch: ['x']"))
                .containsExactly("g-one: pattern must repeat nothing more than 4096 times, was 16000;"
                        + " without an upper bound it costs less");
    }

    @Test
    void compilesEveryKindOfSignature() throws Exception {
        // When
        var compiled = SignatureCompiler.compile(TestCatalogue.signatures());
        // Then
        assertThat(compiled.speeds())
                .hasSize(6)
                .allSatisfy(speed ->
                        assertThat(speed.megabytesPerSecond()).isGreaterThan(SignatureCompiler.MIN_MB_PER_SECOND));
        assertThat(compiled.databases().keySet())
                .anyMatch(name -> name.startsWith("stream-avx2-"))
                .anyMatch(name -> name.startsWith("block-baseline-"));
    }

    @Test
    void anEmptyCatalogueCompilesToNothing() {
        assertThat(SignatureCompiler.compile(List.of()).databases()).isEmpty();
    }

    @Test
    void refusesASignatureWithoutBothKindsOfSamplesAndTellsBoth() {
        assertThat(problems("pattern: 'abc'"))
                .containsExactly(
                        "g-one: match must hold 1 sample or more, was empty",
                        "g-one: nomatch must hold 1 sample or more, was empty");
    }

    @Test
    void refusesAMatchSampleThatIsNotFound() {
        assertThat(problems("pattern: 'abc'\nmatch: ['ABC']\nnomatch: ['x']"))
                .containsExactly("g-one: match sample must be found in http.uri, was not found: ABC");
    }

    @Test
    void refusesANomatchSampleThatIsFound() {
        assertThat(problems("pattern: 'abc'\nmatch: ['abc']\nnomatch: ['xabcx']"))
                .containsExactly("g-one: nomatch sample must not be found in http.uri, was found: xabcx");
    }

    @Test
    void aThresholdCountsInOneSample() {
        assertThat(problems("pattern: 'abc'\nthreshold: 2\nmatch: ['abc']\nnomatch: ['abcabc']"))
                .hasSize(2);
    }

    @Test
    void refusesAPatternThatTheEngineDoesNotTake() {
        assertThat(problems("pattern: '(a)\\1'\nmatch: ['aa']\nnomatch: ['b']"))
                .singleElement()
                .asString()
                .startsWith("g-one: pattern must be one that the engine takes, was refused: ");
    }

    @Test
    void refusesAPatternThatMatchesNothingAtAll() {
        assertThat(problems("pattern: 'a*'\nmatch: ['aa']\nnomatch: ['b']"))
                .singleElement()
                .asString()
                .contains("matches empty buffer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http.uri, http.body", "grpc.string", "http.body, grpc.string, http.response.body"})
    void refusesASignatureOfBodiesThatLeavesOutTheirStringsAndTheOtherWayRound(String fields) {
        assertThat(problems("pattern: 'abcd'\nmatch: ['abcd']\nnomatch: ['b']", fields))
                .singleElement()
                .asString()
                .startsWith("g-one: fields must name http.body and grpc.string together");
    }

    @Test
    void refusesAPatternThatMatchesStringsTooShortToBeLookedAt() {
        assertThat(problems("pattern: 'abc?'\nmatch: ['abc']\nnomatch: ['b']", "http.body, grpc.string"))
                .containsExactly("g-one: pattern must match 3 bytes or more, was 2");
    }

    /** Whole values are read only where the literal occurs; in a stream what may precede it is followed all the time. */
    @Test
    void refusesAPatternThatIsSlowOnlyInStreams() {
        var keys = """
                pattern: '(?:[a-z]+[^q]{3,40}){2,3}xq7zq7wv'
                match: ['ab....cd....xq7zq7wv']
                nomatch: ['xq7zq7wv']
                """;
        var whole = Catalogue.of(new TreeMap<>(Map.of("g.yaml", yaml(keys, "http.uri"))))
                .signatures();
        var streamed = Catalogue.of(new TreeMap<>(Map.of("g.yaml", yaml(keys, "http.body, grpc.string"))))
                .signatures();
        // When
        var speed = SignatureCompiler.compile(whole).speeds().getFirst();
        var refusal = catchThrowableOfType(CatalogueException.class, () -> SignatureCompiler.compile(streamed));
        // Then
        assertThat(speed.megabytesPerSecond()).isGreaterThan(SignatureCompiler.MIN_MB_PER_SECOND);
        assertThat(refusal.problems())
                .singleElement()
                .asString()
                .startsWith("g-one: speed must be 100 MB/s or more, was ");
    }

    @Test
    void refusesASlowPattern() {
        var slow = "(?:[a-z0-9]+[^q]{3,40}){2,6}[aeiou][^x]{5,60}(?:ship|deli|ware|pay).{2,30}[0-9]{3}";
        assertThat(problems(
                        "transforms: [lowercase]\nthreshold: 2\npattern: '" + slow + "'\nmatch: ['x']\nnomatch: ['b']"))
                .anySatisfy(problem -> assertThat(problem).contains("g-one: speed must be 100 MB/s or more, was "));
    }
}
