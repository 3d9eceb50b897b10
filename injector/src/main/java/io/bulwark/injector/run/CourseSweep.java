package io.bulwark.injector.run;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Removes courses of workloads that are no more, after a long time; in the leader. For one thread at a time. */
final class CourseSweep {
    /* Without its course a workload begins in Learn, which may open what was closed. One without Pods need not be gone: it may be scaled to
     * nothing, or a Job that runs once in a quarter. So the time is long, and since when there were no Pods is written at
     * the course, where it outlives leaders. */

    /** For a workload whose namespace is there. */
    static final Duration LONG = Duration.ofDays(100);

    /** For one whose namespace is gone too. */
    static final Duration SHORT = Duration.ofDays(7);

    private static final int AT_ONCE = 25;

    private final Courses courses;
    private final Planning planning;
    private final Setbacks setbacks;
    private final InstantSource clock;

    /** What is to be done with the course of a workload. */
    record Step(Named workload, What what) {}

    /** One thing that may be done with a course. */
    enum What {
        /** It is written down that its workload has no Pods now. */
        MARK,
        /** It has some again. */
        CLEAR,
        REMOVE
    }

    CourseSweep(Courses courses, Planning planning, Setbacks setbacks, InstantSource clock) {
        this.courses = courses;
        this.planning = planning;
        this.setbacks = setbacks;
        this.clock = clock;
    }

    void sweep() {
        var now = clock.instant();
        var steps = planning.answer(state -> steps(state, now));
        setbacks.keep(steps);
        setbacks.nextRound();
        for (var step : steps.subList(0, Math.min(AT_ONCE, steps.size()))) {
            if (setbacks.isAway()) {
                return;
            }
            if (setbacks.isDue(step)) {
                take(step, now);
            }
        }
    }

    private void take(Step step, Instant now) {
        try {
            switch (step.what()) {
                case MARK -> courses.mark(step.workload(), now.toString());
                case CLEAR -> courses.mark(step.workload(), "");
                case REMOVE -> courses.remove(step.workload());
            }
            setbacks.over(step);
        } catch (RuntimeException failure) {
            setbacks.failed(step, "the course of " + step.workload() + " cannot be looked after", failure);
        }
    }

    /** What is to be done at this time. */
    static List<Step> steps(ClusterState state, Instant now) {
        var steps = new ArrayList<Step>();
        for (var workload : state.courses()) {
            var since = state.aloneSince(workload);
            if (!isAlone(state, workload)) {
                since.ifPresent(_ -> steps.add(new Step(workload, What.CLEAR)));
            } else if (since.isEmpty() || since.get().isAfter(now)) {
                steps.add(new Step(workload, What.MARK));
            } else if (!since.get()
                    .plus(state.hasNamespace(workload.namespace()) ? LONG : SHORT)
                    .isAfter(now)) {
                steps.add(new Step(workload, What.REMOVE));
            }
        }
        return steps;
    }

    /** Whether there are no Pods, and no allowlist in the namespace that may be for them and goes on by itself. */
    private static boolean isAlone(ClusterState state, Named workload) {
        return !state.workloads().contains(workload)
                && state.documents(DocumentFacts.Kind.ALLOWLIST).entrySet().stream()
                        .filter(each -> each.getKey().namespace().equals(workload.namespace()))
                        .allMatch(each -> each.getValue()
                                .filter(document -> !document.automatic())
                                .isPresent());
    }
}
