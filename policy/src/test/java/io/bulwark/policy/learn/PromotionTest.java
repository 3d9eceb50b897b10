package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.learn.Promotion.Bounds;
import io.bulwark.policy.learn.Promotion.Observed;
import io.bulwark.policy.learn.Promotion.Stage;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PromotionTest {
    private static final long NOW = Calls.NOW;
    private static final long LONG_AGO = NOW - 30 * 86_400;

    private static Readiness readiness(double upper, long first) {
        return new Readiness(100_000, upper / 2, 0, upper, upper, 168, 0, first, NOW, new TreeMap<>());
    }

    private static Observed quiet(Stage stage) {
        return new Observed(stage, 10 * 86_400, 10_000, 0, 0, 0);
    }

    @Test
    void goodEvidenceLeadsOneStepFurther() {
        // Given
        var ready = readiness(0.0005, LONG_AGO);
        // When
        var learning = Promotion.decide(ready, quiet(Stage.LEARN), Bounds.usual(), NOW);
        var monitoring = Promotion.decide(ready, quiet(Stage.MONITOR), Bounds.usual(), NOW);
        var enforcing = Promotion.decide(ready, quiet(Stage.ENFORCE), Bounds.usual(), NOW);
        // Then
        assertThat(learning)
                .isInstanceOfSatisfying(
                        Promotion.Forward.class, step -> assertThat(step.to()).isEqualTo(Stage.MONITOR));
        assertThat(monitoring)
                .isInstanceOfSatisfying(
                        Promotion.Forward.class, step -> assertThat(step.to()).isEqualTo(Stage.ENFORCE));
        assertThat(enforcing).isInstanceOf(Promotion.Stay.class);
    }

    @Test
    void anyDoubtKeepsTheStage() {
        // Given
        var ready = readiness(0.0005, LONG_AGO);
        var bounds = Bounds.usual();
        // When
        var unsure = Promotion.decide(readiness(0.002, LONG_AGO), quiet(Stage.LEARN), bounds, NOW);
        var early = Promotion.decide(readiness(0.0005, NOW - 3600), quiet(Stage.LEARN), bounds, NOW);
        var open = Promotion.decide(ready, new Observed(Stage.MONITOR, 900_000, 10_000, 1, 1, 1), bounds, NOW);
        var young = Promotion.decide(ready, new Observed(Stage.MONITOR, 3600, 10_000, 0, 0, 0), bounds, NOW);
        // Then
        assertThat(unsure).isInstanceOf(Promotion.Stay.class);
        assertThat(early).isInstanceOf(Promotion.Stay.class);
        assertThat(open).isInstanceOf(Promotion.Stay.class);
        assertThat(young).isInstanceOf(Promotion.Stay.class);
    }

    @Test
    void aRolloutThatMakesLegitimateTrafficLookNewLeadsBack() {
        // Given
        var observed = new Observed(Stage.ENFORCE, 900_000, 1000, 40, 3, 2);
        // When
        var step = Promotion.decide(readiness(0.0005, LONG_AGO), observed, Bounds.usual(), NOW);
        // Then
        assertThat(step).isInstanceOfSatisfying(Promotion.Back.class, back -> {
            assertThat(back.to()).isEqualTo(Stage.MONITOR);
            assertThat(back.why()).contains("40 of 1000");
        });
    }

    @Test
    void aFewViolationsAreNoRollout() {
        // Given
        var observed = new Observed(Stage.ENFORCE, 900_000, 100, 19, 3, 2);
        // When
        var step = Promotion.decide(readiness(0.0005, LONG_AGO), observed, Bounds.usual(), NOW);
        // Then
        assertThat(step).isInstanceOf(Promotion.Stay.class);
    }

    @Test
    void onePeerAloneCannotEndEnforcement() {
        // Given
        var observed = new Observed(Stage.ENFORCE, 900_000, 1000, 900, 3, 1);
        // When
        var step = Promotion.decide(readiness(0.0005, LONG_AGO), observed, Bounds.usual(), NOW);
        // Then
        assertThat(step).isInstanceOf(Promotion.Stay.class);
    }
}
