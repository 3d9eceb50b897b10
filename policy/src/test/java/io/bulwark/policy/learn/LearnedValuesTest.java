package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which values learned rules let stand in a parameter, or in a place of a path that varies. */
class LearnedValuesTest {
    private static final String WEB = "shop/web";

    private static boolean allow(LearnedRules rules, String target) {
        return rules.allow(FlowSide.INGRESS, WEB, Calls.PORT, Calls.http("GET", target));
    }

    @Test
    void aChangedValueIsSeenAndNotOnlyANewName() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 1000; i++) {
            var sort = i % 3 == 0 ? "name" : "price";
            calls.succeed(WEB, Calls.http("GET", "/orders?page=" + (i % 90 + 1) + "&sort=" + sort));
        }
        // When
        var rules = calls.rules();
        // Then
        assertThat(allow(rules, "/orders?page=95&sort=name")).isTrue();
        assertThat(allow(rules, "/orders?page=1%20OR%201=1")).isFalse();
        assertThat(allow(rules, "/orders?page=123456789")).isFalse();
        assertThat(allow(rules, "/orders?sort=password")).isFalse();
        assertThat(allow(rules, "/orders?debug=1")).isFalse();
        assertThat(allow(rules, "/orders?page=1&page=2")).isFalse();
    }

    @Test
    void whatStandsInAPlaceMustBeMadeOfWhatStoodThere() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 300; i++) {
            calls.succeed(WEB, Calls.http("GET", "/files/name" + i + "_" + i % 7 + ".pdf"));
            calls.succeed(WEB, Calls.http("GET", "/cities/Bad Ö" + "abcdefghijklmnopqrst".charAt(i % 20) + i));
        }
        // When
        var rules = calls.rules();
        // Then
        assertThat(allow(rules, "/files/other_12.pdf")).isTrue();
        assertThat(allow(rules, "/files/........etcpasswd")).isFalse();
        assertThat(allow(rules, "/files/a:b@c")).isFalse();
        assertThat(allow(rules, "/cities/Bad Öx900")).isTrue();
        assertThat(allow(rules, "/cities/1 UNION SELECT password FROM users--")).isFalse();
        assertThat(allow(rules, "/cities/1' OR '1'='1")).isFalse();
    }

    @Test
    void whatAllValuesBeginWithOthersMustBeginWithToo() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 300; i++) {
            calls.succeed(
                    WEB, Calls.http("GET", "/customers/cus-" + i * 7919 + "x?from=Agent/a" + i * 31 + "&at=Nov-" + i));
            calls.succeed(WEB, Calls.http("DELETE", "/logs-app-2026." + i % 12 + "." + i % 28 + "." + i));
        }
        // When
        var rules = calls.rules();
        // Then
        assertThat(allow(rules, "/customers/cus-4711x?from=Agent/a7&at=Dec-7")).isTrue();
        assertThat(allow(rules, "/customers/ord-4711x?from=Agent/a7&at=Dec-7")).isFalse();
        assertThat(allow(rules, "/customers/cus-4711x?from=Admin/a7&at=Dec-7")).isFalse();
        var document = LearnedAllowlist.of(new Metadata("crm", ""), Mode.ENFORCE, Generaliser.rules(calls.profile()))
                .document();
        assertThat(document.json())
                .contains("\"startsWith\":\"cus-\"", "\"startsWith\":\"Agent/\"", "\"startsWith\":\"logs-app-\"")
                .doesNotContain("Nov-");
    }

    @Test
    void aListOfWordsTakesNoPathsAndOneBlankTakesNoStatements() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 900; i++) {
            var fields = "f" + i + ",g" + i % 13;
            calls.succeed(WEB, Calls.http("GET", "/orders?fields=" + fields + "&q=red+shoe" + i));
        }
        // When
        var rules = calls.rules();
        // Then
        assertThat(allow(rules, "/orders?fields=a,b,c&q=blue+hat")).isTrue();
        assertThat(allow(rules, "/orders?fields=../../../../etc/passwd")).isFalse();
        assertThat(allow(rules, "/orders?q=1+UNION+SELECT+password+FROM+users--"))
                .isFalse();
    }

    @Test
    void fewCodesAreOneRuleAndNoOthersAreAllowed() {
        // Given
        var calls = new Calls();
        var locales = List.of("de", "en", "fr", "en-US", "pt-BR", "es-419");
        for (int i = 0; i < locales.size(); i++) {
            var help = Calls.http("GET", "/" + locales.get(i) + "/help");
            calls.succeed(WEB, help, 90 - 15 * i).succeed("ops/cron", help, 30 - 5 * i);
        }
        // When
        var rules = Generaliser.rules(calls.profile());
        // Then
        assertThat(rules).extracting(LearnedRule::resource).containsExactly("/{any}/help");
        assertThat(calls.allows(WEB, Calls.http("GET", "/pt-BR/help"))).isTrue();
        assertThat(calls.allows(WEB, Calls.http("GET", "/xx/help"))).isFalse();
    }

    @Test
    void fewWordsThatCameVeryOftenAreAllThatMayStandInTheirPlace() {
        // Given
        var calls = new Calls();
        var buckets = List.of("invoices", "avatars", "backups", "events", "models");
        for (int i = 0; i < 3000; i++) {
            var object = "/" + buckets.get(i % buckets.size()) + "/" + i;
            calls.succeed(WEB, Calls.http("GET", object));
            calls.succeed(WEB, Calls.http("PUT", object));
            calls.succeed(WEB, Calls.http("GET", object + "/versions"));
        }
        // When
        var rules = Generaliser.rules(calls.profile());
        // Then
        assertThat(rules)
                .extracting(LearnedRule::resource)
                .containsExactlyInAnyOrder("/{slug}/{int}", "/{slug}/{int}/versions");
        assertThat(calls.allows(WEB, Calls.http("GET", "/models/9999"))).isTrue();
        assertThat(calls.allows(WEB, Calls.http("GET", "/admin/9999"))).isFalse();
    }

    @Test
    void codesThatAreCalledInAnotherWayStandAlone() {
        // Given
        var calls = new Calls();
        for (var code : List.of("v1", "v2", "v3")) {
            calls.succeed(WEB, Calls.http("GET", "/" + code + "/users"), 100);
        }
        // When
        calls.succeed("ops/cron", Calls.http("GET", "/v4/users"), 100);
        // Then
        assertThat(calls.allows("ops/cron", Calls.http("GET", "/v1/users"))).isFalse();
        assertThat(calls.allows(WEB, Calls.http("GET", "/v4/users"))).isFalse();
        assertThat(calls.allows(WEB, Calls.http("GET", "/v3/users"))).isTrue();
    }
}
