package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Warnings of rules, and entries of rules, that can never come into play. */
class UselessRulesTest {

    private static final String HEAD =
            "apiVersion: bulwark.io/v1alpha1\nkind: ServiceAllowlist\nmetadata: {name: a}\nspec:\n";
    private static final String FROM = "from: [{cidr: 10.0.0.0/8}]";

    private static List<Problem> warnings(String spec) {
        return switch (Policies.parse(HEAD + spec)) {
            case PolicyParse.Parsed(var _, var warnings) -> warnings;
            case PolicyParse.Rejected(var problems) -> throw new AssertionError(problems);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "http: [{query: {a: {type: uuid, maxLength: 35}}}] ! http[0] ! a must be uuid, which is 36..36 bytes"
                        + " long, and 0..35",
                "http: [{query: {a: {type: int, minLength: 21}}}] ! http[0] ! a must be int, which is 1..20 bytes long",
                "http: [{}, {bodyParameters: {a: {type: date, characters: digits}}}] ! http[1] ! in bodyParameters"
                        + " that no value fits",
                "http: [{query: {a: {type: int, oneOf: [x, y]}}}] ! http[0] ! a must be one of x, y, none of which"
                        + " fits",
                "http: [{query: {a: {startsWith: ab, maxLength: 1}}}] ! http[0] ! a must begin with ab",
                "http: [{query: {a: {startsWith: a-, characters: hex}}}] ! http[0] ! a must begin with a-",
                "http: [{methods: [GET], paths: [{exact: \"*\"}]}] ! http[0] ! the path * is one of OPTIONS alone",
                "tcp: [{protocols: [ssh], names: [a.test]}] ! tcp[0] ! names are what clients of tls ask for",
            })
    void conditionsThatExcludeEachOtherAreTold(String entries, String key, String why) {
        // When
        var warnings = warnings("  ingress:\n    - {id: r, " + FROM + ", " + entries + "}\n");
        // Then
        assertThat(warnings).singleElement().satisfies(warning -> {
            assertThat(warning.line()).isEqualTo(6);
            assertThat(warning.key()).isEqualTo("spec.ingress[0]." + key);
            assertThat(warning.what()).startsWith("(r) ").contains(why);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "http: [{query: {a: {type: uuid, maxLength: 36}}}]",
                "http: [{query: {a: {type: int, minLength: 20}}}]",
                "http: [{query: {a: {type: date, characters: word}}}]",
                "http: [{query: {a: {type: int, oneOf: [x, 7]}}}]",
                "http: [{query: {a: {startsWith: a-, maxLength: 2, characters: hex, also: \"-\"}}}]",
                "http: [{methods: [GET], paths: [{exact: \"*\"}, {exact: /a}]}]",
                "tcp: [{protocols: [ssh, tls], names: [a.test]}]",
                "http: [{methods: [GET]}, {methods: [POST]}]",
                "redis: [{keys: []}, {keys: [{exact: a}]}]",
                "mysql: [{tables: [a]}, {tables: []}]",
            })
    void whatSomeCallFitsIsNotToldOf(String entries) {
        // When
        var warnings = warnings("  ingress:\n    - {id: r, " + FROM + ", " + entries + "}\n");
        // Then
        assertThat(warnings).isEmpty();
    }

    @Test
    void anEntryThatAnEarlierOneOfItsRuleHasIsTold() {
        // When
        var warnings = warnings(
                "  ingress:\n    - {id: r, " + FROM + ", http: [{methods: [GET]}, {methods: [GET], hosts: [a]}]}\n");
        // Then
        assertThat(warnings).singleElement().satisfies(warning -> {
            assertThat(warning.key()).isEqualTo("spec.ingress[0].http[1]");
            assertThat(warning.what())
                    .isEqualTo("(r) never comes into play: an earlier entry of the rule has all that it has");
        });
    }

    @Test
    void anEntryThatIsWhollyDeniedIsToldThoughItsRuleIsNot() {
        // When
        var warnings = warnings("  ingress:\n    - {id: r, " + FROM
                + ", http: [{paths: [{exact: /admin/a}]}, {paths: [{exact: /b}]}]}\n"
                + "  deny:\n    ingress:\n      - {id: no-admin, " + FROM
                + ", http: [{paths: [{prefix: /admin/}]}]}\n");
        // Then
        assertThat(warnings).singleElement().satisfies(warning -> {
            assertThat(warning.key()).isEqualTo("spec.ingress[0].http[0]");
            assertThat(warning.what()).contains("no-admin denies all that it allows");
        });
    }

    @Test
    void aRuleThatDeniesNothingNewIsTold() {
        // When
        var warnings = warnings("  deny:\n    ingress:\n      - {id: wide, " + FROM + ", http: [{}]}\n"
                + "      - {id: narrow, from: [{cidr: 10.1.0.0/16}], http: [{methods: [GET]}]}\n");
        // Then
        assertThat(warnings).singleElement().satisfies(warning -> {
            assertThat(warning.line()).isEqualTo(8);
            assertThat(warning.key()).isEqualTo("spec.deny.ingress[1]");
            assertThat(warning.what())
                    .isEqualTo("(narrow) never comes into play: spec.deny.ingress[0] (wide) denies all that it denies");
        });
    }

    @Test
    void aRuleOnTrialIsShadowedByALaterOneThatIsNot() {
        // When
        var warnings = warnings("  ingress:\n    - {id: trial, mode: Monitor, " + FROM + ", http: [{methods: [GET]}]}\n"
                + "    - {id: wide, " + FROM + ", http: [{}]}\n");
        // Then
        assertThat(warnings).singleElement().satisfies(warning -> {
            assertThat(warning.key()).isEqualTo("spec.ingress[0]");
            assertThat(warning.what()).contains("spec.ingress[1] (wide) allows all that it allows");
        });
    }

    @Test
    void aPeerThatNobodyIsIsTold() {
        // When
        var warnings = warnings("""
              ingress:
                - {id: r, from: [{namespace: shop, workload: web}, {namespace: shop, workload: ghost}], http: [{}]}
            ---
            apiVersion: bulwark.io/v1alpha1
            kind: PeerIdentities
            metadata: {name: a}
            spec: {peers: [{cidr: 10.0.1.0/24, namespace: shop, workload: web}]}
            """);
        // Then
        assertThat(warnings)
                .singleElement()
                .satisfies(warning -> assertThat(warning.what())
                        .startsWith("rule r names a peer that no entry of PeerIdentities fits")
                        .contains("ghost"));
    }
}
