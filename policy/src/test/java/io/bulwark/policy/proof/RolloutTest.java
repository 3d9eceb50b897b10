package io.bulwark.policy.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.Promotion;
import io.bulwark.policy.learn.Promotion.Bounds;
import io.bulwark.policy.learn.Promotion.Stage;
import io.bulwark.policy.proof.Course.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RolloutTest {
    private static final long DAY = 86_400;
    private static final long HOUR = 3600;
    private static final long START = Seen.NOW - 8 * DAY;
    private static final Bounds BOUNDS = Bounds.usual();
    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: orders}
            spec:
              mode: Enforce
              modes: {egress: Monitor}
              deny:
                ingress: [{id: no-admin, from: [{cidr: 0.0.0.0/0}], http: [{paths: [{prefix: /admin}]}]}]
            """;

    /** A week of a small shop, every hour of it. */
    private static Seen week() {
        var seen = new Seen();
        for (long hour = START; hour < Seen.NOW; hour += HOUR) {
            seen.at(hour).http("shop/web", "GET", "/orders", 20).http("shop/batch", "POST", "/orders", 20);
        }
        return seen;
    }

    private static PolicySnapshot written() {
        return switch (PolicyParser.parse(POLICY.getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Parsed(var snapshot, var _) -> snapshot;
            case PolicyParse.Rejected(var problems) -> throw new AssertionError(problems);
        };
    }

    private static Course step(Course course, Profile profile, long now) {
        var decision = Rollout.decide(profile, course, written(), BOUNDS, now);
        return Rollout.next(course, decision, profile, now);
    }

    private static Course enforced(Profile profile) {
        var monitor = step(Course.begin(START), profile, Seen.NOW);
        return step(monitor, profile, Seen.NOW + DAY);
    }

    @Test
    void evidenceLeadsFromLearnOverMonitorToEnforce() {
        // Given
        var profile = week().profile();
        // When
        var monitor = step(Course.begin(START), profile, Seen.NOW);
        var early = step(monitor, profile, Seen.NOW + HOUR);
        var enforce = step(monitor, profile, Seen.NOW + DAY);
        // Then
        assertThat(monitor.stage()).isEqualTo(Stage.MONITOR);
        assertThat(early).isEqualTo(monitor);
        assertThat(enforce.stage()).isEqualTo(Stage.ENFORCE);
        assertThat(enforce.learned()).isEqualTo(monitor.learned());
    }

    @Test
    void theSameProfileAlwaysLeadsToTheSameDecision() {
        // Given
        var profile = week().profile();
        // When
        var one = Rollout.decide(profile, Course.begin(START), written(), BOUNDS, Seen.NOW);
        var other = Rollout.decide(
                profile.join(profile), Course.read(Course.begin(START).json()), written(), BOUNDS, Seen.NOW);
        // Then
        assertThat(one).isEqualTo(other);
    }

    @Test
    void theWrittenModeIsTheFurthestAndDenialsStay() {
        // Given
        var course = enforced(week().profile());
        // When
        var document = Rollout.policy(written(), course).allowlist().orElseThrow();
        // Then
        assertThat(document.ingress().mode()).isEqualTo(Mode.ENFORCE);
        assertThat(document.ingress().closed()).isTrue();
        assertThat(document.ingress().allow()).isNotEmpty();
        assertThat(document.ingress().deny()).extracting(rule -> rule.id()).containsExactly("no-admin");
        assertThat(document.side(FlowSide.EGRESS).mode()).isEqualTo(Mode.MONITOR);
        assertThat(document.side(FlowSide.EGRESS).closed()).isFalse();
    }

    @Test
    void whileItLearnsNothingIsDenied() {
        // Given
        var course = Course.begin(START);
        // When
        var document = Rollout.policy(written(), course).allowlist().orElseThrow();
        // Then
        assertThat(document.ingress().mode()).isEqualTo(Mode.LEARN);
    }

    @Test
    void aNewKindOfCallKeepsItInMonitor() {
        // Given
        var seen = week();
        var monitor = step(Course.begin(START), seen.profile(), Seen.NOW);
        var more =
                seen.at(Seen.NOW + HOUR).http("shop/web", "GET", "/refunds", 3).profile();
        // When
        var decision = Rollout.decide(more, monitor, written(), BOUNDS, Seen.NOW + 2 * DAY);
        // Then
        assertThat(decision).isEqualTo(new Promotion.Stay("1 violations are open"));
    }

    @Test
    void aRolloutInMonitorLeadsBackToLearn() {
        // Given
        var seen = week();
        var monitor = step(Course.begin(START), seen.profile(), Seen.NOW);
        seen.at(Seen.NOW + HOUR)
                .http("shop/web", "GET", "/v2/orders", 300)
                .http("shop/batch", "POST", "/v2/orders", 300);
        // When
        var back = step(monitor, seen.profile(), Seen.NOW + DAY);
        // Then
        assertThat(back.stage()).isEqualTo(Stage.LEARN);
        assertThat(back.learned()).isEmpty();
        assertThat(step(back, seen.profile(), Seen.NOW + DAY + HOUR)).isEqualTo(back);
    }

    private static Course refused(Course course, String... peers) {
        var refused = new TreeMap<Refused, Long>();
        for (var peer : peers) {
            refused.put(new Refused(peer, "ingress GET /v2/orders"), 300L);
        }
        return course.withRefused(refused);
    }

    @Test
    void whatSeveralKnownPeersAreRefusedAgainAndAgainEndsEnforcement() {
        // Given
        var profile = week().profile();
        // When
        var back = step(refused(enforced(profile), "shop/web", "shop/batch"), profile, Seen.NOW + 2 * DAY);
        // Then
        assertThat(back.stage()).isEqualTo(Stage.MONITOR);
        assertThat(back.refused()).isEmpty();
    }

    @Test
    void onePeerThatWasTakenOverCannotEndEnforcement() {
        // Given
        var profile = week().profile();
        // When
        var course = refused(enforced(profile), "shop/web");
        // Then
        assertThat(step(course, profile, Seen.NOW + 2 * DAY)).isEqualTo(course);
    }

    @Test
    void aScanIsNoRollout() {
        // Given
        var profile = week().profile();
        var scan = new TreeMap<Refused, Long>();
        for (int i = 0; i < 100; i++) {
            scan.put(new Refused(i % 2 == 0 ? "shop/web" : "shop/batch", "ingress GET /wp-" + i), 4L);
        }
        // When
        var course = enforced(profile).withRefused(scan);
        // Then
        assertThat(step(course, profile, Seen.NOW + 2 * DAY)).isEqualTo(course);
    }

    @Test
    void kindsOfRefusalsAreBounded() {
        // Given
        var many = new TreeMap<Refused, Long>();
        for (int i = 0; i < 2 * Course.MAX_REFUSED; i++) {
            many.put(new Refused("shop/web", "ingress GET /" + i), 1L);
        }
        // When
        var course = enforced(week().profile()).withRefused(many);
        // Then
        assertThat(course.refused()).hasSize(Course.MAX_REFUSED);
    }

    @Test
    void aCourseIsReadBackAsItWas() {
        // Given
        var course = refused(enforced(week().profile()), "shop/web", "shop/batch");
        // When
        var read = Course.read(course.json());
        // Then
        assertThat(read.json()).isEqualTo(course.json());
        assertThat(read.stage()).isEqualTo(Stage.ENFORCE);
    }

    @Test
    void whatIsNoCourseIsRefused() {
        assertThatThrownBy(() -> Course.read("{}")).hasMessage("stage must be Learn, Monitor or Enforce");
        assertThatThrownBy(() -> Course.read("{\"stage\":\"Enforce\",\"since\":1,\"callsBefore\":1}"))
                .hasMessage("learned must be there in Monitor and Enforce, and only there");
        assertThatThrownBy(() -> Course.read("{\"stage\":\"Learn\",\"since\":-1}"))
                .hasMessage("since must be a whole number");
        assertThatThrownBy(() -> Course.read("[")).hasMessageStartingWith("no JSON");
    }

    @Test
    void withoutAPolicyFileOnlyWhatWasLearnedIsSaid() {
        // Given
        var course = enforced(week().profile());
        // When
        var none = Rollout.policy(PolicySnapshot.open(), Course.begin(START));
        var some = Rollout.policy(PolicySnapshot.open(), course);
        // Then
        assertThat(none.allowlist()).isEqualTo(Optional.empty());
        assertThat(some.allowlist().orElseThrow().ingress().mode()).isEqualTo(Mode.ENFORCE);
    }
}
