package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnedProfileTest {
    private static final int KIBIBYTE = 1024;
    private static final List<String> THINGS =
            List.of("orders", "users", "items", "carts", "invoices", "payments", "shipments", "reviews");
    private static final List<String> METHODS = List.of("GET", "GET", "GET", "POST", "PUT", "DELETE", "PATCH");

    private static Profile shop() {
        var paces = new TreeMap<String, Pace>();
        paces.put("shop/web", new Pace(20, 2, 1, 100_000, 7));
        paces.put("ingress", new Pace(40, 4, 3, 200_000));
        return new Calls()
                .succeed("shop/web", Calls.http("GET", "/orders/7?page=2&sort=asc"), 9)
                .succeed("10.0.1.0/24", Calls.http("GET", "/orders/8?page=3"))
                .succeed("shop/worker", Calls.of("redis", "GET", "session:17"))
                .profile()
                .withPaces(paces);
    }

    private static LearnedProfile document() {
        return new LearnedProfile(new Metadata("orders", "shop"), shop());
    }

    @Test
    void aDocumentIsReadBackAsItWas() {
        // Given
        var document = document();
        // When
        var bare = LearnedProfile.read(document.json());
        var full = LearnedProfile.read(document.jsonWithStatus());
        // Then
        assertThat(bare).isEqualTo(document);
        assertThat(full).isEqualTo(document);
        assertThat(document.jsonWithStatus()).contains("\"status\":{\"calls\":11,");
    }

    @Test
    void theStatusSaysChancesInFewDigitsAndItsUpperBoundIsNoLowerThanTheEstimate() {
        // Given
        var document = document();
        var upper = Readiness.of(document.profile()).upper();
        // When
        var status = JsonReading.tree(document.jsonWithStatus(), LearnedProfile.MAX_BYTES)
                .path("status");
        // Then
        assertThat(status.path("unseenAtMost").asText()).hasSizeLessThanOrEqualTo(7);
        assertThat(status.path("unseenAtMost").asDouble()).isBetween(upper, upper + 0.00001);
    }

    @Test
    void whatAClusterAddsToTheMetadataIsLeftAlone() {
        // Given
        var stored = document().json().replace("\"name\":\"orders\"", "\"name\":\"orders\",\"uid\":\"5c3f\"");
        // When
        var read = LearnedProfile.read(stored);
        // Then
        assertThat(read).isEqualTo(document());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"bulwark.io/v1alpha1\"; \"v1\"; apiVersion must be bulwark.io/v1alpha1, was \"v1\"",
                "\"LearnedProfile\"; \"Secret\"; kind must be LearnedProfile, was \"Secret\"",
                "\"orders\"; \"Orders!\"; metadata.name must be 1..253 lower-case",
                "\"spec\"; \"specs\"; document.specs is not a known key",
                "\"coarseness\":0; \"coarseness\":8; coarseness must be 0..7, was 8",
                "\"coarseness\":0; \"coarseness\":-1; coarseness must be 0..7, was -1",
                "\"coarseness\":0; \"coarseness\":1e3; coarseness must be 0..7, was 1000.0",
                "\"width\":0; \"width\":5; width must be 0..4, was 5",
                "\"width\":0; \"width\":0,\"width\":0; no JSON: Duplicate",
                "\"port\":8080; \"port\":65536; operations[0].port must be 0..65535, was 65536",
                "\"ingress\",\"port\"; \"sideways\",\"port\"; operations[0].side must be a word that profiles use",
                "\"http\"; \"HTTP/1\"; operations[0].protocol must be a protocol's name",
                "\"/orders/7\"; \"orders/7\"; operations[0].resource must be a resource of at most 24 pieces",
                "\"shop/web\"; \"shop\"; peers must be names as profiles have them, was \"shop\"",
                "\"shop/web\"; \"10.0.0.1/24\"; peers must be names as profiles have them",
                "\"shop/web\"; \"shop/worker\"; peers must be different",
                "\"?page\"; \"page\"; operations[0].parameters must have names as profiles have them",
                "\"?page\"; \"@password\"; operations[0].parameters must have names as profiles have them",
                "\"characters\":\"digits\"; \"characters\":\"runes\"; operations[0].parameters must be a word",
                "\"verb\":\"GET\"; \"verb\":7; operations[0].verb must be a text of at most 4096 characters, was 7",
                "\"paces\":[; \"paces\":[[9,1,1,1,1],; paces must be 0..3, was 9",
                "\"paces\":[; \"paces\":[[0],; paces must be a peer and what it did",
                "\"paces\":[; \"more\":[],\"paces\":[; profile.more is not a known key"
            })
    void whatNoLearnerCouldHaveLearnedIsRefusedWithItsPlace(String good, String bad, String complaint) {
        // Given
        var text = document().json();
        assertThat(text).contains(good);
        var spoilt = text.substring(0, text.indexOf(good)) + bad + text.substring(text.indexOf(good) + good.length());
        // When
        // Then
        assertThatThrownBy(() -> LearnedProfile.read(spoilt))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(complaint);
    }

    @Test
    void whateverIsReadCanBeMadeRulesOf() {
        // Given
        var chance = new Random(7);
        var good = document().json();
        int read = 0;
        // When
        for (int round = 0; round < 1000; round++) {
            var text = new StringBuilder(good);
            for (int change = 0; change <= chance.nextInt(3); change++) {
                spoil(text, chance);
            }
            try {
                var profile = LearnedProfile.read(text.toString()).profile();
                assertThat(LearnedText.page(new Metadata("learned", ""), Mode.MONITOR, profile))
                        .contains("ServiceAllowlist");
                assertThat(SampleCall.of(profile)).isNotEmpty();
                read++;
            } catch (IllegalArgumentException _) {
                // What is refused is refused in this way and in no other.
            }
        }
        // Then
        assertThat(read).isPositive();
    }

    private static void spoil(StringBuilder text, Random chance) {
        int at = chance.nextInt(text.length());
        switch (chance.nextInt(3)) {
            case 0 -> text.setCharAt(at, "0123456789{}[]\":,/.*%abcGET-".charAt(chance.nextInt(28)));
            case 1 -> text.deleteCharAt(at);
            default -> text.insert(at, chance.nextInt(10));
        }
    }

    @Test
    void aDocumentThatIsTooLongIsNotRead() {
        // Given
        var text = document().json() + " ".repeat(LearnedProfile.MAX_BYTES);
        // When
        // Then
        assertThatThrownBy(() -> LearnedProfile.read(text)).hasMessageContaining("must be at most 1048576");
    }

    @Test
    void aProfileThatIsTooLargeForADocumentBecomesCoarser() {
        // Given
        var profile = Profile.none();
        for (int replica = 0; replica < 3; replica++) {
            var learner = new Learner(new LearnerLimits(50_000_000, 100_000, 64));
            for (int i = 0; i < 60_000; i++) {
                var path =
                        "/p" + (char) ('a' + i % 20) + "/q" + (char) ('a' + i / 20 % 20) + "/r" + (char) ('a' + i % 5);
                var peer = "shop/w" + (7 * i + i / 2000) % 90;
                learner.outcome(learner.sighting(FlowSide.INGRESS, peer, 80, Calls.http("GET", path)), true, Calls.NOW);
            }
            profile = profile.join(learner.profile("%04d.t.0".formatted(replica)));
        }
        // When
        var document = LearnedProfile.of(profile);
        // Then
        assertThat(ProfileJson.write(profile).length()).isGreaterThan(LearnedProfile.MAX_BYTES);
        assertThat(document.json().getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(LearnedProfile.MAX_BYTES);
        assertThat(LearnedProfile.read(document.json())).isEqualTo(document);
    }

    @Test
    void aProfileOfARealApiIsSmall() {
        // Given
        var calls = new Calls();
        var chance = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            var thing = THINGS.get(chance.nextInt(THINGS.size()));
            var method = METHODS.get(chance.nextInt(METHODS.size()));
            var rest = switch (chance.nextInt(4)) {
                case 0 -> "?page=" + chance.nextInt(90) + "&sort=" + (chance.nextBoolean() ? "asc" : "desc");
                case 1 -> "/" + chance.nextInt(100_000);
                case 2 -> "/" + chance.nextInt(100_000) + "/history?since=2026-11-" + (10 + chance.nextInt(20));
                default -> "/" + chance.nextInt(100_000) + "/notes/" + Long.toHexString(chance.nextLong() | 1L << 63);
            };
            calls.succeed("shop/w" + chance.nextInt(12), Calls.http(method, "/api/v1/" + thing + rest));
        }
        // When
        var document = LearnedProfile.of(Generaliser.condensed(calls.profile()));
        // Then
        assertThat(document.profile().total()).isEqualTo(20_000);
        assertThat(document.json().length()).isLessThan(100 * KIBIBYTE);
    }
}
