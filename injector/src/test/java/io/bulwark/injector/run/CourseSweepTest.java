package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.cluster.PodFacts;
import io.bulwark.injector.run.CourseSweep.Step;
import io.bulwark.injector.run.CourseSweep.What;
import io.bulwark.policy.proof.Course;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Courses of workloads that are no more, and of those that only seem so. */
class CourseSweepTest {
    private static final Instant START = Instant.parse("2026-11-26T00:00:00Z");
    private static final Named ORDERS = new Named("shop", "orders");
    private static final String ALLOWLIST = """
            {"apiVersion": "bulwark.io/v1alpha1", "kind": "ServiceAllowlist",
             "metadata": {"name": "basket", "namespace": "shop"}, "spec": {"mode": "Enforce", "ingress": []}}
            """;

    private final ClusterState state = new ClusterState();
    private volatile Instant now = START;

    @BeforeEach
    void course() {
        state.putNamespace("shop", Map.of());
        state.putCourse("bulwark-course-1", ORDERS, Optional.of(Course.begin(0)));
    }

    @Test
    void aCourseIsRemovedOnlyLongAfterItsWorkloadHadPods() {
        // Then it is written down when there are none
        assertThat(CourseSweep.steps(state, START)).containsExactly(new Step(ORDERS, What.MARK));
        // Given
        state.putAlone(ORDERS, Optional.of(START));
        // Then
        assertThat(CourseSweep.steps(state, START)).isEmpty();
        assertThat(CourseSweep.steps(state, START.plus(CourseSweep.LONG).minusSeconds(1)))
                .isEmpty();
        assertThat(CourseSweep.steps(state, START.plus(CourseSweep.LONG)))
                .containsExactly(new Step(ORDERS, What.REMOVE));
    }

    @Test
    void aWorkloadThatComesBackBeginsToCountAnew() {
        // Given
        state.putAlone(ORDERS, Optional.of(START));
        state.put(PodFacts.of(MockCluster.podOf("shop", "orders", "10.0.0.1")));
        // Then
        assertThat(CourseSweep.steps(state, START.plus(CourseSweep.LONG)))
                .containsExactly(new Step(ORDERS, What.CLEAR));
        // Given
        state.putAlone(ORDERS, Optional.empty());
        // Then
        assertThat(CourseSweep.steps(state, START.plus(CourseSweep.LONG))).isEmpty();
    }

    @Test
    void aDocumentWithTheLabelKeepsTheCoursesOfItsNamespaceAndOneThatCannotBeReadDoesToo() {
        // Given
        state.putAlone(ORDERS, Optional.of(START));
        var name = new Named("shop", "basket");
        var after = START.plus(CourseSweep.LONG);
        // When
        state.put(document(name).automatic(true));
        // Then
        assertThat(CourseSweep.steps(state, after)).containsExactly(new Step(ORDERS, What.CLEAR));
        // When
        state.put(document(name).automatic(false));
        // Then
        assertThat(CourseSweep.steps(state, after)).containsExactly(new Step(ORDERS, What.REMOVE));
        // When
        state.removeDocument(DocumentFacts.Kind.ALLOWLIST, name);
        state.putBad(DocumentFacts.Kind.ALLOWLIST, name);
        // Then
        assertThat(CourseSweep.steps(state, after)).containsExactly(new Step(ORDERS, What.CLEAR));
    }

    @Test
    void whereTheNamespaceIsGoneItTakesLessLong() {
        // Given
        state.putAlone(ORDERS, Optional.of(START));
        state.removeNamespace("shop");
        // Then
        assertThat(CourseSweep.steps(state, START.plus(CourseSweep.SHORT).minusSeconds(1)))
                .isEmpty();
        assertThat(CourseSweep.steps(state, START.plus(CourseSweep.SHORT)))
                .containsExactly(new Step(ORDERS, What.REMOVE));
    }

    @Test
    void aTimeThatIsYetToComeIsWrittenAnew() {
        // Given that it was written by a clock that was ahead
        state.putAlone(ORDERS, Optional.of(START.plus(Duration.ofHours(3))));
        // Then
        assertThat(CourseSweep.steps(state, START)).containsExactly(new Step(ORDERS, What.MARK));
    }

    @Test
    void theLeaderWritesItDownAndTheNextOneRemovesIt() throws Exception {
        now = Instant.now();
        try (var cluster = new MockCluster()) {
            // Given
            cluster.namespace("shop", Map.of());
            cluster.client()
                    .resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("bulwark-course-644f7b8cf5aca6ae")
                            .withNamespace(MockCluster.SYSTEM)
                            .addToLabels(Courses.HOLDS, Courses.COURSE)
                            .addToAnnotations("bulwark.io/workload", "shop/orders")
                            .endMetadata()
                            .addToData("course.json", Course.begin(7).json())
                            .build())
                    .create();
            // When
            try (var _ = cluster.replica("one", () -> now)) {
                // Then
                Eventually.holds(
                        "it is written down",
                        () -> courses(cluster)
                                .getFirst()
                                .getMetadata()
                                .getAnnotations()
                                .containsKey("bulwark.io/alone-since"));
            }
            assertThat(Courses.read(courses(cluster).getFirst())).isEqualTo(Course.begin(7));
            // When
            now = now.plus(CourseSweep.LONG).plusSeconds(1);
            try (var _ = cluster.replica("two", () -> now)) {
                // Then
                Eventually.holds("it is gone", () -> courses(cluster).isEmpty());
            }
        }
    }

    private static DocumentFacts document(Named name) {
        return switch (DocumentFacts.read(name, DocumentFacts.Kind.ALLOWLIST, ALLOWLIST)) {
            case DocumentFacts.Reading.Good(var facts) -> facts;
            case DocumentFacts.Reading.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    private static List<ConfigMap> courses(MockCluster cluster) {
        return cluster.client()
                .configMaps()
                .inNamespace(MockCluster.SYSTEM)
                .withLabel(Courses.HOLDS, Courses.COURSE)
                .list()
                .getItems();
    }
}
