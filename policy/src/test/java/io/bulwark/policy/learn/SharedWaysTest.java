package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.ValuePattern;
import java.util.List;
import java.util.NavigableSet;
import org.junit.jupiter.api.Test;

class SharedWaysTest {
    private static final String WEB = "shop/web";
    private static final String ETL = "shop/etl";
    private static final List<String> BUCKETS = List.of("avatars", "backups", "invoices", "models", "raw-events");

    /** A store in which each bucket is asked for the same, in a mix of its own. */
    private static Calls store() {
        var calls = new Calls();
        for (int i = 0; i < BUCKETS.size(); i++) {
            bucket(calls, BUCKETS.get(i), 40 + 30 * i);
        }
        return calls;
    }

    private static void bucket(Calls calls, String bucket, int times) {
        for (int i = 0; i < times; i++) {
            for (var key : keys(i)) {
                calls.succeed(WEB, Calls.http("GET", "/" + bucket + "/" + key));
            }
            calls.succeed(ETL, Calls.http("PUT", "/" + bucket + "/" + keys(i).get(i % 3)));
            calls.succeed(ETL, Calls.http("GET", "/" + bucket + "?max-keys=100"));
        }
    }

    private static void delete(Calls calls) {
        for (int i = 0; i < 60; i++) {
            for (var key : keys(i)) {
                calls.succeed(ETL, Calls.http("DELETE", "/raw-events/" + key));
            }
        }
    }

    private static List<String> keys(int i) {
        return List.of(
                "2026-10-" + (i % 20 + 10) + "/file-" + i + ".json", "user-" + i + "x/photo.png", "page " + i + ".pdf");
    }

    private static List<LearnedRule> rules(Calls calls) {
        return Generaliser.rules(calls.profile());
    }

    /** Verbs and resource, with the words that are listed in its first place. */
    private static List<String> told(Calls calls) {
        return rules(calls).stream().map(SharedWaysTest::told).toList();
    }

    private static String told(LearnedRule rule) {
        var words = words(rule);
        return String.join(",", rule.calls().getFirst().verbs()) + " " + rule.resource()
                + (words.isEmpty() ? "" : " " + words);
    }

    private static NavigableSet<String> words(LearnedRule rule) {
        return rule.places().getOrDefault(0, ValuePattern.any()).oneOf();
    }

    @Test
    void whatIsDoneWithOneOfManyIsTheOnlyRuleOfItsOwn() {
        // Given
        var calls = store();
        // When
        delete(calls);
        // Then
        assertThat(told(calls))
                .containsExactlyInAnyOrder(
                        "GET,HEAD /{slug} " + BUCKETS,
                        "GET,HEAD /{slug}/{date}/{token} " + BUCKETS,
                        "PUT /{slug}/{date}/{token} " + BUCKETS,
                        "DELETE /raw-events/{date}/{token}",
                        "GET,HEAD /{slug}/{slug}/photo.png " + BUCKETS,
                        "PUT /{slug}/{slug}/photo.png " + BUCKETS,
                        "DELETE /raw-events/{slug}/photo.png",
                        "GET,HEAD /{slug}/{any} " + BUCKETS,
                        "PUT /{slug}/{any} " + BUCKETS,
                        "DELETE /raw-events/{any}");
        assertThat(calls.allows(ETL, Calls.http("DELETE", "/raw-events/user-7x/photo.png")))
                .isTrue();
        assertThat(calls.allows(ETL, Calls.http("DELETE", "/invoices/user-7x/photo.png")))
                .isFalse();
        assertThat(calls.allows(WEB, Calls.http("GET", "/invoices/user-997x/photo.png")))
                .isTrue();
        assertThat(calls.allows(WEB, Calls.http("GET", "/secrets/user-7x/photo.png")))
                .isFalse();
    }

    @Test
    void aWordIsListedOnlyForWhatWasDoneWithIt() {
        // Given
        var calls = store();
        // When
        for (int i = 0; i < 40; i++) {
            for (var key : keys(i)) {
                calls.succeed(WEB, Calls.http("GET", "/archive/" + key));
            }
        }
        // Then
        assertThat(told(calls))
                .contains("PUT /{slug}/{slug}/photo.png " + BUCKETS)
                .contains(
                        "GET,HEAD /{slug}/{slug}/photo.png [archive, avatars, backups, invoices, models, raw-events]");
        assertThat(calls.allows(WEB, Calls.http("GET", "/archive/user-7x/photo.png")))
                .isTrue();
        assertThat(calls.allows(ETL, Calls.http("PUT", "/archive/user-7x/photo.png")))
                .isFalse();
        assertThat(calls.allows(ETL, Calls.http("GET", "/archive?max-keys=100")))
                .isFalse();
    }

    @Test
    void whatAnotherPeerDoesIsNoReasonToLetItDoTheSameWithAllOthers() {
        // Given
        var calls = store();
        // When
        calls.succeed("ops/audit", Calls.http("GET", "/backups/user-7x/photo.png"), 50);
        // Then
        assertThat(calls.allows("ops/audit", Calls.http("GET", "/backups/user-8x/photo.png")))
                .isTrue();
        assertThat(calls.allows("ops/audit", Calls.http("GET", "/invoices/user-8x/photo.png")))
                .isFalse();
        assertThat(told(calls))
                .contains(
                        "GET,HEAD /backups/{slug}/photo.png",
                        "GET,HEAD /{slug}/{slug}/photo.png [avatars, invoices, models, raw-events]");
    }

    @Test
    void aParameterThatOneOfThemHasIsNotAllowedWithTheOthers() {
        // Given
        var calls = store();
        // When
        calls.succeed(ETL, Calls.http("GET", "/models?version=7"), 40);
        // Then
        assertThat(calls.allows(ETL, Calls.http("GET", "/models?version=7"))).isTrue();
        assertThat(calls.allows(ETL, Calls.http("GET", "/avatars?version=7"))).isFalse();
        assertThat(told(calls)).contains("GET,HEAD /{slug} [avatars, backups, invoices, raw-events]");
    }

    @Test
    void aListOfValuesIsNotOpenedByWhatCameToAnother() {
        // Given
        var calls = store();
        for (var bucket : BUCKETS) {
            calls.succeed(ETL, Calls.http("POST", "/" + bucket + "?acl=private"), 100);
            calls.succeed(ETL, Calls.http("POST", "/" + bucket + "?acl=internal"), 100);
        }
        // When
        calls.succeed(ETL, Calls.http("POST", "/avatars?acl=public"), 3);
        // Then
        assertThat(calls.allows(ETL, Calls.http("POST", "/avatars?acl=public"))).isTrue();
        assertThat(calls.allows(ETL, Calls.http("POST", "/invoices?acl=private")))
                .isTrue();
        assertThat(calls.allows(ETL, Calls.http("POST", "/invoices?acl=public")))
                .isFalse();
    }

    @Test
    void signsThatCameToOneAreNotLetIntoTheNamesOfAnother() {
        // Given
        var calls = store();
        for (int i = 0; i < 300; i++) {
            for (var bucket : BUCKETS) {
                calls.succeed(WEB, Calls.http("GET", "/" + bucket + "/page " + i + ".pdf"));
            }
        }
        // When
        for (int i = 0; i < 300; i++) {
            calls.succeed(WEB, Calls.http("GET", "/models/it's \"" + i + "\".pdf"));
        }
        // Then
        assertThat(calls.allows(WEB, Calls.http("GET", "/models/it's \"7\".pdf")))
                .isTrue();
        assertThat(calls.allows(WEB, Calls.http("GET", "/avatars/it's \"7\".pdf")))
                .isFalse();
        assertThat(calls.allows(WEB, Calls.http("GET", "/avatars/page 7.pdf"))).isTrue();
    }

    @Test
    void whereMostStandOutTheOneThatIsLeftIsNoVariable() {
        // Given
        var calls = store();
        // When
        for (int i = 0; i < 50; i++) {
            for (var bucket : BUCKETS.subList(0, 4)) {
                calls.succeed(ETL, Calls.http("DELETE", "/" + bucket + "/" + keys(i).get(1)));
            }
        }
        // Then
        assertThat(calls.allows(WEB, Calls.http("GET", "/raw-events/user-997x/photo.png")))
                .isTrue();
        assertThat(calls.allows(WEB, Calls.http("GET", "/secrets/user-7x/photo.png")))
                .isFalse();
        assertThat(calls.allows(ETL, Calls.http("DELETE", "/raw-events/user-7x/photo.png")))
                .isFalse();
    }

    @Test
    void yearsThatGoOnInTheirOwnWayAreNoNames() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 160; i++) {
            calls.succeed(WEB, Calls.http("GET", "/files/user-" + i + "x/photo.png"));
        }
        // When
        for (int i = 0; i < 225; i++) {
            var method = List.of("GET", "PUT", "DELETE").get(i % 3);
            var report = "/files/" + (2020 + i % 7) + "/" + i % 12 + "/report-" + i + ".json";
            calls.succeed(WEB, Calls.http(method, report));
        }
        // Then
        assertThat(calls.allows(WEB, Calls.http("GET", "/files/2021/7/report-999.json")))
                .isTrue();
        assertThat(calls.allows(WEB, Calls.http("GET", "/files/user-7x/7/report-999.json")))
                .isFalse();
    }

    @Test
    void whatCameOnceIsShownByItself() {
        // Given
        var calls = store();
        for (int i = 0; i < 50; i++) {
            for (var bucket : BUCKETS.subList(0, 4)) {
                calls.succeed(ETL, Calls.http("DELETE", "/" + bucket + "/" + keys(i).get(1)));
            }
        }
        // When
        calls.succeed(ETL, Calls.http("DELETE", "/raw-events/user-1x/photo.png"));
        // Then
        assertThat(told(calls))
                .contains(
                        "DELETE /raw-events/{slug}/photo.png",
                        "DELETE /{slug}/{slug}/photo.png [avatars, backups, invoices, models]");
    }

    @Test
    void namesOfFunctionsThatAreCalledAlikeStayRulesOfTheirOwn() {
        // Given
        var calls = new Calls();
        // When
        for (int i = 0; i < 300; i++) {
            for (var name : List.of("orders", "users", "products", "invoices")) {
                calls.succeed(WEB, Calls.http("GET", "/" + name), name.length() % 4);
                calls.succeed(WEB, Calls.http("POST", "/" + name));
                calls.succeed(WEB, Calls.http("GET", "/" + name + "/" + i));
                calls.succeed(WEB, Calls.http("PUT", "/" + name + "/" + i));
                calls.succeed(WEB, Calls.http("DELETE", "/" + name + "/" + i), i % name.length() == 0 ? 1 : 0);
            }
        }
        // Then
        assertThat(rules(calls))
                .extracting(LearnedRule::resource)
                .contains("/orders", "/orders/{int}", "/users", "/users/{int}")
                .hasSize(8);
    }

    @Test
    void theOrderInWhichCallsComeChangesNothing() {
        // Given
        var calls = store();
        delete(calls);
        var others = new Calls();
        // When
        delete(others);
        for (int i = BUCKETS.size() - 1; i >= 0; i--) {
            bucket(others, BUCKETS.get(i), 40 + 30 * i);
        }
        // Then
        assertThat(rules(others)).isEqualTo(rules(calls));
        assertThat(Generaliser.rules(Generaliser.condensed(calls.profile()))).isEqualTo(rules(calls));
    }
}
