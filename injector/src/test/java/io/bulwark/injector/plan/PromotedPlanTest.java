package io.bulwark.injector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Mode;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.learn.Promotion;
import io.bulwark.policy.proof.Course;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What workloads are told whose allowlists go on by themselves. */
class PromotedPlanTest extends PlannedCluster {
    @Test
    void aLabelledNamespaceEnforcesWhatWasLearnedOnlyOnceItsCourseSaysSo() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        state.putNamespace("shop", Map.of(Planner.PROMOTION, Planner.AUTOMATIC));
        // When
        plan();
        // Then
        assertThat(handout(ORDERS).text(Handout.ALLOWLIST)).isEmpty();
        // When
        state.putCourse("course-1", ORDERS, Optional.of(course(Promotion.Stage.ENFORCE)));
        plan();
        // Then
        assertThat(snapshot(ORDERS).allowlistMode(FlowSide.INGRESS)).isEqualTo(Mode.ENFORCE);
        assertThat(handout(ORDERS).text(Handout.STAGE)).isEqualTo("Enforce-17");
        // When
        state.removeCourse("course-1");
        plan();
        // Then
        assertThat(handout(ORDERS).text(Handout.ALLOWLIST)).isEmpty();
    }

    @Test
    void theLabelOfANamespaceLoosensNoAllowlistThatSomebodyWrote() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        allowlist("orders");
        state.putNamespace("shop", Map.of(Planner.PROMOTION, Planner.AUTOMATIC));
        // When
        plan();
        // Then
        assertThat(snapshot(ORDERS).allowlistMode(FlowSide.INGRESS)).isEqualTo(Mode.ENFORCE);
        assertThat(handout(ORDERS).parts()).doesNotContainKey(Handout.STAGE);
    }

    @Test
    void anAllowlistWithTheLabelGoesNoFurtherThanItsAuthorWrote() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        var written = ALLOWLIST.formatted("orders").replace("Enforce", "Monitor");
        state.put(good(ORDERS, DocumentFacts.Kind.ALLOWLIST, written).automatic(true));
        // When
        plan();
        // Then
        assertThat(snapshot(ORDERS).allowlistMode(FlowSide.INGRESS)).isEqualTo(Mode.LEARN);
        // When
        state.putCourse("course-1", ORDERS, Optional.of(course(Promotion.Stage.ENFORCE)));
        plan();
        // Then
        assertThat(snapshot(ORDERS).allowlistMode(FlowSide.INGRESS)).isEqualTo(Mode.MONITOR);
    }

    @Test
    void aCourseThatCannotBeReadHoldsBackWhatItsWorkloadIsTold() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        state.putNamespace("shop", Map.of(Planner.PROMOTION, Planner.AUTOMATIC));
        state.putCourse("course-1", ORDERS, Optional.empty());
        // When
        var plan = planner.plan(state);
        // Then
        assertThat(plan.held()).containsExactly(ORDERS);
        assertThat(plan.changed()).doesNotContainKey(ORDERS);
        // When
        state.putCourse("course-1", ORDERS, Optional.of(course(Promotion.Stage.ENFORCE)));
        plan();
        state.putCourse("course-1", ORDERS, Optional.empty());
        plan();
        // Then
        assertThat(snapshot(ORDERS).allowlistMode(FlowSide.INGRESS)).isEqualTo(Mode.ENFORCE);
    }

    private static Course course(Promotion.Stage stage) {
        var learned = good(ORDERS, DocumentFacts.Kind.ALLOWLIST, ALLOWLIST.formatted("orders"));
        return Course.read("{\"stage\": \"" + stage.mode().word()
                + "\", \"since\": 17, \"callsBefore\": 0, \"learned\": " + learned.text() + "}");
    }
}
