package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.policy.learn.OperationKey;
import io.bulwark.policy.learn.Pace;
import io.bulwark.policy.learn.Profile;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private final Desk desk = new Desk();
    private final Sightings sightings = Sightings.of(LearnerLimits.share(1), () -> Instant.EPOCH, desk, "0001.test.0");

    private static int request(Bench bench, String uri) {
        bench.whole(Field.HTTP_URI, uri);
        int number = bench.inspector.sighting();
        bench.inspector.end();
        return number;
    }

    private static Inspector responses(Bench bench) {
        return new Inspector(bench.workbench, Bench.flow(FlowInfo.Side.INGRESS), Direction.TO_CLIENT);
    }

    private Profile learned() {
        sightings.tick();
        return desk.newest();
    }

    @Test
    void aCallThatSucceededTeachesItsPeerAndItsPath() {
        try (var bench = Bench.learning(sightings)) {
            // Given
            int number = request(bench, "/orders");
            // When
            responses(bench).outcome(number, true);
            // Then
            assertThat(learned().operations().keySet())
                    .extracting(OperationKey::resource)
                    .containsExactly("/orders");
            assertThat(learned().operations().firstEntry().getValue().peers().keySet())
                    .containsExactly("10.0.0.0/24");
        }
    }

    @Test
    void aReplyThatLiesWholeCountsAmongTheBytesOfAnswers() {
        try (var bench = Bench.learning(sightings)) {
            // Given
            int number = request(bench, "/orders");
            bench.judging(FlowInfo.Side.INGRESS, Direction.TO_CLIENT);
            bench.whole(Field.REDIS_REPLY, "twelve bytes");
            bench.inspector.end();
            // When
            bench.inspector.outcome(number, true);
            // Then
            assertThat(learned().paces().values()).extracting(Pace::bytes).containsOnly(12L);
        }
    }

    @Test
    void aCallThatFailedTeachesNothing() {
        try (var bench = Bench.learning(sightings)) {
            // Given
            int number = request(bench, "/orders");
            // When
            responses(bench).outcome(number, false);
            // Then
            assertThat(learned().operations()).isEmpty();
        }
    }

    @Test
    void aFlowWithAFindingTeachesNothingAnyMore() {
        try (var bench = Bench.learning(sightings)) {
            // Given
            int bad = request(bench, "/orders?q=union select");
            int later = request(bench, "/orders");
            // When
            responses(bench).outcome(bad, true);
            responses(bench).outcome(later, true);
            // Then
            assertThat(bad).isZero();
            assertThat(later).isZero();
            assertThat(learned().operations()).isEmpty();
        }
    }

    @Test
    void aFindingInTheBodyTakesBackWhatTheHeadPromised() {
        try (var bench = Bench.learning(sightings)) {
            // Given
            bench.whole(Field.HTTP_URI, "/orders");
            int number = bench.inspector.sighting();
            bench.field(Field.HTTP_BODY, "union select");
            bench.inspector.end();
            // When
            responses(bench).outcome(number, true);
            // Then
            assertThat(number).isPositive();
            assertThat(learned().operations()).isEmpty();
        }
    }

    @Test
    void whereNobodyLearnsThereIsNoNumber() {
        try (var bench = Bench.enforcing()) {
            // Given
            bench.whole(Field.HTTP_URI, "/orders");
            // When
            int number = bench.inspector.sighting();
            // Then
            assertThat(number).isZero();
        }
    }
}
