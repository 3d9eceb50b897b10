package io.bulwark.policy.proof;

import io.bulwark.policy.AllowlistDecision.Basis;
import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.AllowlistRule;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.ServiceAllowlist;
import io.bulwark.policy.SideRules;
import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.LearnedAllowlist;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.Promotion;
import io.bulwark.policy.learn.Promotion.Bounds;
import io.bulwark.policy.learn.Promotion.Observed;
import io.bulwark.policy.learn.Promotion.Stage;
import io.bulwark.policy.learn.Readiness;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What becomes of an allowlist that goes from Learn over Monitor to Enforce by itself. Pure functions: the same profile, course, policy and
 * time always lead to the same step.
 */
public final class Rollout {
    /* In Monitor a call that no rule allows goes on, and if it succeeds it is in the profile: what the rules say to the profile is what
     * would be refused of legitimate traffic. In Enforce it is refused, teaches nothing, and is counted in the course. There only
     * kinds of calls count that known peers make again and again, as a new version of them does; a scan tries many things once. */

    private static final long AGAIN = 5;
    private static final String SUFFIX = "-learned";
    private static final Metadata NAME = new Metadata("learned", "");

    private Rollout() {}

    /** What a policy says while its allowlist is on a course. Its own mode is the furthest that it goes. */
    public static PolicySnapshot policy(PolicySnapshot written, Course course) {
        var document = written.allowlist();
        if (document.isEmpty() && course.learned().isEmpty()) {
            return written;
        }
        var stage = course.stage().mode();
        var own = document.orElseGet(() -> ServiceAllowlist.open(NAME));
        Set<String> ids = new HashSet<>();
        for (var side : FlowSide.values()) {
            own.side(side).allow().forEach(rule -> ids.add(rule.id()));
            own.side(side).deny().forEach(rule -> ids.add(rule.id()));
        }
        var all = own;
        for (var side : FlowSide.values()) {
            var learned = course.learned().map(each -> each.side(side)).filter(SideRules::closed);
            all = all.with(side, side(own.side(side), stage, learned, ids));
        }
        return written.with(all);
    }

    private static SideRules side(SideRules own, Mode stage, Optional<SideRules> learned, Set<String> ids) {
        var mode = stage.compareTo(own.mode()) < 0 ? stage : own.mode();
        if (learned.isEmpty()) {
            return own.withMode(mode);
        }
        List<AllowlistRule> rules = new ArrayList<>(own.allow());
        for (var rule : learned.get().allow()) {
            rules.add(new AllowlistRule(free(rule.id(), ids), rule.peers(), rule.ports(), rule.operations()));
        }
        return own.withMode(mode).withAllow(rules);
    }

    private static String free(String id, Set<String> ids) {
        var name = id;
        for (int number = 1; !ids.add(name); number++) {
            var end = SUFFIX + (number == 1 ? "" : "-" + number);
            name = id.substring(0, Math.min(id.length(), 63 - end.length())) + end;
        }
        return name;
    }

    /** What to do now. */
    public static Promotion decide(Profile profile, Course course, PolicySnapshot written, Bounds bounds, long now) {
        return Promotion.decide(Readiness.of(profile), observed(profile, course, written, now), bounds, now);
    }

    /** What was observed in the stage at hand. */
    public static Observed observed(Profile profile, Course course, PolicySnapshot written, long now) {
        long seconds = Math.max(0, now - course.since());
        long calls = Math.max(0, profile.total() - course.callsBefore());
        return switch (course.stage()) {
            case LEARN -> new Observed(Stage.LEARN, seconds, calls, 0, 0, 0);
            case MONITOR -> against(profile, policy(written, course), seconds, calls);
            case ENFORCE -> refused(course, seconds, calls);
        };
    }

    /** What a policy in Monitor would refuse of what was learned. */
    public static Observed against(Profile profile, PolicySnapshot policy, long seconds, long calls) {
        var simulation = new Simulation(policy);
        simulation.feed(profile);
        Set<String> peers = new HashSet<>();
        long violations = 0;
        int open = 0;
        for (var refusal : simulation.refusals()) {
            if (refusal.outcome() == Outcome.DENIED && refusal.basis() == Basis.NO_RULE) {
                violations += refusal.count();
                peers.add(refusal.peer());
                open++;
            }
        }
        return new Observed(Stage.MONITOR, seconds, Math.max(calls, violations), violations, open, peers.size());
    }

    private static Observed refused(Course course, long seconds, long calls) {
        Set<String> peers = new HashSet<>();
        long violations = 0;
        int kinds = 0;
        for (var each : course.refused().entrySet()) {
            if (each.getValue() >= AGAIN) {
                violations += each.getValue();
                kinds++;
                peers.add(each.getKey().peer());
            }
        }
        return new Observed(Stage.ENFORCE, seconds, calls + violations, violations, kinds, peers.size());
    }

    /** The course after a decision; the same where it is to stay. */
    public static Course next(Course course, Promotion decision, Profile profile, long now) {
        return switch (decision) {
            case Promotion.Stay _ -> course;
            case Promotion.Forward(var to, var _) -> step(course, to, profile, now);
            case Promotion.Back(var to, var _) -> step(course, to, profile, now);
        };
    }

    private static Course step(Course course, Stage to, Profile profile, long now) {
        var learned = to == Stage.LEARN ? Optional.<ServiceAllowlist>empty() : Optional.of(learned(course, profile));
        return new Course(to, now, profile.total(), learned, new TreeMap<>());
    }

    /** What is enforced is what was on trial. */
    private static ServiceAllowlist learned(Course course, Profile profile) {
        return course.learned()
                .orElseGet(() -> LearnedAllowlist.of(NAME, Mode.MONITOR, Generaliser.rules(profile))
                        .document());
    }
}
