package io.bulwark.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.learn.Learner;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.Promotion.Bounds;
import io.bulwark.policy.learn.Promotion.Stage;
import io.bulwark.proxy.event.Events;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.event.Verdict;
import io.bulwark.proxy.protocol.TextOperation;
import io.bulwark.proxy.telemetry.Meters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromoterTest {
    private static final long START = 1_764_000_000L;
    private static final Bounds QUICK = new Bounds(0.01, 60, 10, 0.01, 20, 2);

    private final Meters meters = new Meters();
    private final PolicySource policy = new PolicySource(PolicySnapshot.open(), List.of(), Events.NOON, meters);
    private final List<Stage> from = new ArrayList<>();
    private long now = START;

    @TempDir
    private Path folder;

    private Promoter open() throws IOException {
        return Promoter.open(
                folder, QUICK, policy, () -> Instant.ofEpochSecond(now), meters, (stage, _) -> from.add(stage));
    }

    /** Every hour of a week, so that no hour is unknown. */
    private static Profile week(String path) {
        var learner = new Learner(LearnerLimits.share(1));
        for (long hour = START - 7 * 86_400; hour < START; hour += 3600) {
            for (var peer : List.of("10.0.1.0/24", "10.0.2.0/24")) {
                for (int i = 0; i < 10; i++) {
                    var call = TextOperation.of("http", "GET", path);
                    learner.outcome(learner.sighting(FlowSide.INGRESS, peer, 8080, call), true, hour);
                }
            }
        }
        return learner.profile("0001." + path.substring(1) + ".0");
    }

    private void enforce(Promoter promoter) {
        now += 20;
        promoter.learned(week("/orders"));
        now += 20;
        promoter.learned(week("/orders"));
    }

    private Mode mode() {
        return policy.get().allowlistMode(FlowSide.INGRESS);
    }

    @Test
    void eachStepIsInForceAndTold() throws IOException {
        // Given
        var promoter = open();
        // When
        enforce(promoter);
        // Then
        assertThat(from).containsExactly(Stage.LEARN, Stage.MONITOR);
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
        assertThat(policy.written().allowlist()).isEmpty();
        assertThat(meters.scrape().text()).contains("bulwark_promotion_info{mode=\"Enforce\"} 1");
    }

    @Test
    void aRestartNeitherForgetsAStepNorTakesItTwice() throws IOException {
        // Given
        enforce(open());
        policy.overlay(written -> written);
        // When
        var again = open();
        again.learned(week("/orders"));
        // Then
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
        assertThat(from).containsExactly(Stage.LEARN, Stage.MONITOR);
    }

    @Test
    void aPolicyThatIsTakenMeanwhileIsOnTheSameCourse() throws IOException {
        // Given
        enforce(open());
        // When
        policy.take(PolicySnapshot.open(), List.of(), Events.NOON);
        // Then
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
    }

    private static SecurityEvent refused(String peer, String rule) {
        return new SecurityEvent(
                Events.NOON,
                0,
                "f1",
                peer + ":41000",
                "10.0.0.2:8080",
                "ingress",
                "http",
                "GET /v2/orders",
                Verdict.DENIED,
                rule,
                "enforce",
                "",
                -1,
                "",
                "",
                "");
    }

    @Test
    void whatKnownPeersAreRefusedAgainAndAgainLeadsBack() throws IOException {
        // Given
        var promoter = open();
        enforce(promoter);
        // When
        promoter.write(Collections.nCopies(300, refused("10.0.1.7", "allowlist")));
        promoter.write(Collections.nCopies(300, refused("10.0.2.7", "allowlist")));
        promoter.learned(week("/orders"));
        // Then
        assertThat(from).endsWith(Stage.ENFORCE);
        assertThat(mode()).isEqualTo(Mode.MONITOR);
    }

    @Test
    void strangersAndAttacksLeadNowhere() throws IOException {
        // Given
        var promoter = open();
        enforce(promoter);
        // When
        promoter.write(Collections.nCopies(300, refused("10.0.1.7", "sqli-union")));
        promoter.write(Collections.nCopies(300, refused("192.0.2.1", "allowlist")));
        promoter.write(Collections.nCopies(300, refused("192.0.3.1", "allowlist")));
        promoter.learned(week("/orders"));
        // Then
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
    }

    @Test
    void aCourseThatCannotBeUnderstoodIsNotPassedOver() throws IOException {
        // Given
        Files.writeString(folder.resolve("promotion.json"), "{\"stage\":\"Enf");
        // When
        // Then
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("promotion.json");
    }

    @Test
    void aStepThatCannotBeKeptIsNotTaken() throws IOException {
        // Given
        var promoter = open();
        Files.createDirectory(folder.resolve("promotion.json.next"));
        // When
        enforce(promoter);
        // Then
        assertThat(from).isEmpty();
        assertThat(policy.get().allowlist()).isEmpty();
    }
}
