package io.bulwark.injector.run;

import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.plan.Trial;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.Promotion;
import io.bulwark.policy.learn.Promotion.Bounds;
import io.bulwark.policy.proof.Course;
import io.bulwark.policy.proof.Rollout;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Takes allowlists from Learn over Monitor to Enforce as the evidence of all replicas allows, and back; in the leader. */
final class Promotions {
    /* What to do is a pure function (Rollout) of the merged profile, the course so far and what the user wrote. A step is written first, with
     * the version of the course that it was decided on; all replicas watch it and hand out what follows. So a leader that
     * ends, or one that does not know yet that it leads no more, neither loses a step nor takes it twice. */

    private final Courses courses;
    private final Planning planning;
    private final Shares shares;
    private final Events events;
    private final Bounds bounds;
    private final InstantSource clock;

    /**
     * Where an allowlist is.
     *
     * @param mode in which it is carried out
     * @param since in seconds since 1970
     * @param why it is there, or goes no further
     */
    record Stand(String mode, long since, String why) {}

    Promotions(Courses courses, Planning planning, Shares shares, Events events, Bounds bounds, InstantSource clock) {
        this.courses = courses;
        this.planning = planning;
        this.shares = shares;
        this.events = events;
        this.bounds = bounds;
        this.clock = clock;
    }

    /** The allowlist of a workload, if it goes on by itself. */
    Optional<Trial> trial(Named workload) {
        return planning.trial(workload);
    }

    /**
     * Decides again, and takes the step.
     *
     * @param complete whether all proxies are in the profile; without that nothing goes forward
     */
    Stand decide(Named workload, Trial trial, Profile profile, boolean complete) {
        var now = clock.instant().getEpochSecond();
        var kept = courses.get(workload);
        if (kept.isEmpty()) {
            var begun = Course.begin(now);
            courses.begin(workload, begun);
            return stand(trial, begun, "it has begun to learn");
        }
        var course = kept.get().course();
        var seen = course.withRefused(refused(workload, course, profile));
        var decision = Rollout.decide(profile, seen, trial.policy(), bounds, now);
        if (decision instanceof Promotion.Stay(var why)) {
            return stand(trial, course, why);
        }
        if (decision instanceof Promotion.Forward && !complete) {
            return stand(trial, course, "some proxies have not told yet what they learned");
        }
        var next = Rollout.next(seen, decision, profile, now);
        if (next.json().length() > Courses.MAX_TEXT) {
            return stand(trial, course, "the learned rules are too many");
        }
        try {
            courses.replace(workload, kept.get(), next);
        } catch (KubernetesClientException failure) {
            if (failure.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw failure;
            }
            return stand(trial, course, "another replica decides");
        }
        return stepped(workload, trial, course, next, decision);
    }

    private Stand stepped(Named workload, Trial trial, Course before, Course next, Promotion decision) {
        var about = new ObjectReferenceBuilder()
                .withApiVersion(Kinds.GROUP + "/" + Kinds.VERSION)
                .withKind(Kinds.LEARNED.getKind())
                .withNamespace(workload.namespace())
                .withName(workload.name())
                .build();
        var step =
                before.stage().mode().word() + " becomes " + next.stage().mode().word() + ": ";
        return switch (decision) {
            case Promotion.Stay(var why) -> stand(trial, next, why);
            case Promotion.Forward(var _, var why) -> {
                events.note(about, "PromotionForward", step + why);
                yield stand(trial, next, why);
            }
            case Promotion.Back(var _, var why) -> {
                var _ = events.warn(about, "PromotionBack", step + why);
                yield stand(trial, next, why);
            }
        };
    }

    /** What was refused in this stage, of peers that the profile knows. */
    private NavigableMap<Course.Refused, Long> refused(Named workload, Course course, Profile profile) {
        var refused = new TreeMap<Course.Refused, Long>();
        var rollout = shares.of(workload);
        if (rollout.stage().equals(Trial.stage(course))) {
            rollout.kinds().forEach((kind, count) -> {
                for (var side : FlowSide.values()) {
                    if (kind.call().startsWith(side.word() + " ") && profile.knows(side, kind.peer())) {
                        refused.put(kind, count);
                    }
                }
            });
        }
        return refused;
    }

    /** The user's mode is the furthest. */
    private static Stand stand(Trial trial, Course course, String why) {
        var mode = Rollout.policy(trial.policy(), course)
                .allowlist()
                .map(allowlist -> allowlist.ingress().mode())
                .orElse(course.stage().mode());
        return new Stand(mode.word(), course.since(), why);
    }
}
