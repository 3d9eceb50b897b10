package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.InspectionPolicy;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PeerIdentity;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which rules follow from what was learned: paths and their variables, peers, methods, and rules as documents. */
class GeneraliserTest {
    private static final String WEB = "shop/web";

    private static List<String> resources(Calls calls) {
        return Generaliser.rules(calls.profile()).stream()
                .map(LearnedRule::resource)
                .distinct()
                .toList();
    }

    @Test
    void idsOfEveryKindBecomeTypedVariables() {
        // Given
        var calls = new Calls();
        // When
        for (int i = 0; i < 40; i++) {
            var hex = "%016x".formatted(i * 0x9E37_79B9_7F4A_7C15L);
            calls.succeed(WEB, Calls.http("GET", "/users/" + (1000 + i)));
            calls.succeed(WEB, Calls.http("GET", "/blobs/" + hex + "aa"));
            calls.succeed(WEB, Calls.http("GET", "/days/2026-01-" + (i % 18 + 10)));
            calls.succeed(
                    WEB, Calls.http("GET", "/carts/" + hex.substring(0, 8) + "-1111-4222-a333-" + hex.substring(4)));
            calls.succeed(WEB, Calls.http("GET", "/mail/user" + i + "@shop.example"));
        }
        // Then
        assertThat(resources(calls))
                .containsExactlyInAnyOrder(
                        "/users/{int}", "/blobs/{hash}", "/days/{date}", "/carts/{uuid}", "/mail/{token}");
    }

    @Test
    void namesOfFunctionsStayWhatTheyAre() {
        // Given
        var calls = new Calls();
        // When
        for (var name : List.of("orders", "users", "stock", "prices", "taxes", "health", "login")) {
            calls.succeed(WEB, Calls.http("GET", "/api/" + name), 40);
        }
        // Then
        assertThat(resources(calls)).hasSize(7).noneMatch(resource -> resource.contains("{"));
        assertThat(calls.allows(WEB, Calls.http("GET", "/api/admin"))).isFalse();
    }

    @Test
    void aVersionInAPathIsNoId() {
        // Given
        var calls = new Calls();
        // When
        calls.succeed(WEB, Calls.http("GET", "/api/2/orders"), 100);
        // Then
        assertThat(resources(calls)).containsExactly("/api/2/orders");
    }

    @Test
    void aWordWithAWayOfItsOwnStandsBesideTheVariable() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 200; i++) {
            calls.succeed(WEB, Calls.http("GET", "/users/name" + i + "x"));
        }
        // When
        calls.succeed(WEB, Calls.http("PUT", "/users/me/settings"), 30);
        // Then
        assertThat(resources(calls)).containsExactlyInAnyOrder("/users/me/settings", "/users/{slug}");
        assertThat(calls.allows(WEB, Calls.http("PUT", "/users/name7x/settings")))
                .isFalse();
    }

    @Test
    void headFollowsGet() {
        // Given
        var calls = new Calls();
        // When
        calls.succeed(WEB, Calls.http("GET", "/orders"), 5);
        // Then
        assertThat(calls.allows(WEB, Calls.http("HEAD", "/orders"))).isTrue();
        assertThat(calls.allows(WEB, Calls.http("POST", "/orders"))).isFalse();
    }

    @Test
    void preflightsFollowTheirRoutesForThoseWhoSendThem() {
        // Given
        var calls = new Calls();
        calls.succeed(WEB, Calls.http("GET", "/orders"), 5).succeed("ops/cron", Calls.http("POST", "/jobs"), 5);
        // When
        calls.succeed(WEB, Calls.http("OPTIONS", "/orders"));
        // Then
        assertThat(calls.allows(WEB, Calls.http("OPTIONS", "/jobs"))).isTrue();
        assertThat(calls.allows("ops/cron", Calls.http("OPTIONS", "/jobs"))).isFalse();
    }

    @Test
    void otherPeersAreNotAllowedWhatOneDoes() {
        // Given
        var calls = new Calls();
        // When
        calls.succeed(WEB, Calls.http("GET", "/orders"), 5).succeed("ops/cron", Calls.http("POST", "/jobs"), 5);
        // Then
        assertThat(calls.allows("ops/cron", Calls.http("GET", "/orders"))).isFalse();
        assertThat(calls.allows(WEB, Calls.http("GET", "/orders"))).isTrue();
    }

    @Test
    void keysOfRedisBecomePatternsAndTablesStay() {
        // Given
        var calls = new Calls();
        // When
        for (int i = 0; i < 100; i++) {
            calls.succeed(WEB, Calls.of("redis", "GET", "session:" + (7000 + i)));
            calls.succeed(WEB, Calls.of("mysql", "SELECT", "orders"));
        }
        // Then
        assertThat(resources(calls)).containsExactlyInAnyOrder("session:{int}", "orders");
        assertThat(calls.allows(WEB, Calls.of("mysql", "SELECT", "users"))).isFalse();
        assertThat(calls.allows(WEB, Calls.of("redis", "FLUSHALL", ""))).isFalse();
    }

    @Test
    void theSameProfileGivesTheSameRules() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 500; i++) {
            calls.succeed(i % 2 == 0 ? WEB : "ops/cron", Calls.http("GET", "/a" + i % 3 + "/" + i));
        }
        var profile = calls.profile();
        // When
        var again = Generaliser.rules(ProfileJson.read(ProfileJson.write(profile)));
        // Then
        assertThat(again).isEqualTo(Generaliser.rules(profile));
    }

    @Test
    void whatIsCondensedLeadsToTheSameRules() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 500; i++) {
            calls.succeed(WEB, Calls.http("GET", "/users/" + i % 11 + "/orders/" + i));
            calls.succeed(WEB, Calls.http("GET", "/tags/word" + "abcdefghijklmnopqrst".charAt(i % 20)));
        }
        var profile = calls.profile();
        // When
        var condensed = Generaliser.condensed(profile);
        // Then
        assertThat(Generaliser.rules(condensed))
                .extracting(LearnedRule::resource)
                .isEqualTo(Generaliser.rules(profile).stream()
                        .map(LearnedRule::resource)
                        .toList());
        assertThat(condensed.operations().size())
                .isLessThan(profile.operations().size());
    }

    @Test
    void whatWasCalledWithoutAKeyOrTableIsNotAllowedWithOne() {
        // Given
        var calls = new Calls();
        calls.succeed(WEB, Calls.of("redis", "PING", ""), 100);
        calls.succeed(WEB, Calls.of("mysql", "SELECT", ""), 100);
        // When
        var document = LearnedAllowlist.of(new Metadata("orders", ""), Mode.ENFORCE, Generaliser.rules(calls.profile()))
                .document();
        // Then
        var rules = PolicySnapshot.of(InspectionPolicy.defaults(Mode.ENFORCE), document)
                .rulesFor(
                        FlowSide.INGRESS,
                        new byte[] {10, 0, 0, 1},
                        PeerIdentity.of("shop", "web", "", Map.of()),
                        Calls.PORT);
        assertThat(rules.match(Calls.of("redis", "PING", "")).outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(rules.match(Calls.of("redis", "PING", "users:7")).outcome()).isEqualTo(Outcome.DENIED);
        assertThat(rules.match(Calls.of("mysql", "SELECT", "")).outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(rules.match(Calls.of("mysql", "SELECT", "users")).outcome()).isEqualTo(Outcome.DENIED);
    }

    @Test
    void aRuleThatAnotherOneCoversIsLeftOut() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 2000; i++) {
            var tenant = i % 2 == 0 ? "acme" : "tenant" + (char) ('a' + i % 26) + (char) ('a' + i / 26 % 26);
            calls.succeed(WEB, Calls.http("GET", "/t/" + tenant + "/boards/" + i));
        }
        // When
        var rules = Generaliser.rules(calls.profile());
        // Then
        assertThat(rules).extracting(LearnedRule::resource).containsExactly("/t/{slug}/boards/{int}");
    }

    @Test
    void rulesAreADocumentThatIsReadBack() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 100; i++) {
            calls.succeed(WEB, Calls.http("GET", "/users/" + i + "?q=a+b"));
            calls.succeed("10.1.2.0/24", Calls.of("grpc", "POST", "/shop.v1.Orders/Place"));
            calls.succeed(WEB, Calls.of("redis", "SET", "cart:" + i));
            calls.succeed(WEB, Calls.of("mysql", "SELECT", "shop.orders"));
        }
        // When
        var page = LearnedText.page(new Metadata("orders", ""), Mode.ENFORCE, calls.profile());
        // Then
        var parsed = PolicyParser.parse(page.getBytes(StandardCharsets.UTF_8));
        assertThat(parsed).isInstanceOf(PolicyParse.Parsed.class);
        assertThat(page).contains("100 calls by 1 peer", "template: \"/users/{int}\"");
    }

    @Test
    void aRareWayBelowIdsIsARouteAndNoNameOfItsOwn() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 800; i++) {
            calls.succeed("a/b", Calls.http("GET", "/files/01J" + (700_000 + 37 * i) + "QX"));
        }
        for (int i = 0; i < 6; i++) {
            calls.succeed("a/b", Calls.http("GET", "/files/01J" + (900_000 + 91 * i) + "QX/pages/p" + i + ".pdf/raw"));
        }
        // When
        var resources = Generaliser.rules(calls.profile()).stream()
                .map(LearnedRule::resource)
                .toList();
        // Then
        assertThat(resources).hasSizeLessThanOrEqualTo(3).contains("/files/{slug}");
        assertThat(calls.allows("a/b", Calls.http("GET", "/files/01J333333ZZ/pages/other_9.pdf/raw")))
                .isTrue();
    }

    @Test
    void aFrequentWordWithAWayOfItsOwnDoesNotHideThatTheOthersVary() {
        // Given
        var calls = new Calls()
                .succeed("a/b", Calls.http("GET", "/authors/me"), 400)
                .succeed("a/b", Calls.http("PUT", "/authors/me/settings"), 1200);
        for (var name : List.of("ruth", "omar", "ines", "paul", "vera", "noah", "lena", "karl", "mia", "jan", "eva")) {
            calls.succeed("a/b", Calls.http("GET", "/authors/" + name));
        }
        // When
        var resources = Generaliser.rules(calls.profile()).stream()
                .map(LearnedRule::resource)
                .toList();
        // Then
        assertThat(resources)
                .contains("/authors/{slug}", "/authors/me/settings")
                .hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void whatARareTenantWasAskedOnceIsNoWayOfItsOwn() {
        // Given
        var calls = new Calls();
        for (int tenant = 0; tenant < 40; tenant++) {
            var path = "/t/tenant" + (char) ('a' + tenant / 20) + (char) ('a' + tenant % 20);
            calls.succeed("a/b", Calls.http("GET", path + "/orders"), 30 + tenant)
                    .succeed("a/b", Calls.http("POST", path + "/orders"), 10 + tenant / 4);
        }
        calls.succeed("a/b", Calls.http("GET", "/t/tenantaa/orders?trace=1"));
        // When
        var resources = Generaliser.rules(calls.profile()).stream()
                .map(LearnedRule::resource)
                .toList();
        // Then
        assertThat(resources).containsOnly("/t/{slug}/orders");
    }

    @Test
    void aSideWhoseRulesHaveNoWordsInTheDocumentIsClosed() {
        // Given
        var calls = new Calls().succeed("shop/web", Calls.of("http", "GET", "/what?"), 9);
        // When
        var learned = LearnedAllowlist.of(
                new Metadata("orders", "shop"),
                Mode.ENFORCE,
                Generaliser.rules(calls.learner().profile("0001.a.0")));
        // Then
        assertThat(learned.left()).hasSize(1);
        assertThat(learned.document().ingress().closed()).isTrue();
        assertThat(learned.document().ingress().allow()).isEmpty();
        assertThat(learned.document().egress().closed()).isFalse();
    }

    @Test
    void keysWithHashTagsAreADocument() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 200; i++) {
            calls.succeed(WEB, Calls.of("redis", "GET", "{user:" + i + "}:cart"));
        }
        // When
        var learned = LearnedAllowlist.of(new Metadata("m", ""), Mode.ENFORCE, Generaliser.rules(calls.profile()));
        // Then
        assertThat(learned.left()).isEmpty();
        assertThat(learned.document().json()).contains("{{user:{v2}:cart");
        assertThat(calls.allows(WEB, Calls.of("redis", "GET", "{user:977}:cart")))
                .isTrue();
        assertThat(calls.allows(WEB, Calls.of("redis", "GET", "{user:*}:cart"))).isFalse();
    }

    @Test
    void twoWordsThatOnePeerAloneCallsDoNotOpenTheVariableForIt() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 3000; i++) {
            calls.succeed(WEB, Calls.http("GET", "/x" + i * 37 % 9000 + "Kq"));
        }
        // When
        calls.succeed("ops/cron", Calls.http("GET", "/health"), 9).succeed("ops/cron", Calls.http("GET", "/ready"), 8);
        // Then
        assertThat(calls.allows("ops/cron", Calls.http("GET", "/health"))).isTrue();
        assertThat(calls.allows("ops/cron", Calls.http("GET", "/x12345Kq"))).isFalse();
        assertThat(calls.allows(WEB, Calls.http("GET", "/x12345Kq"))).isTrue();
    }
}
