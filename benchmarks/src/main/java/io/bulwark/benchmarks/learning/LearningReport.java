package io.bulwark.benchmarks.learning;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.LearnedRule;
import io.bulwark.policy.learn.LearnedRules;
import io.bulwark.policy.learn.Learner;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.policy.learn.Profile;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Measures what learning makes of made-up services, and writes it down as a page. */
public final class LearningReport {
    private static final FlowSide SIDE = FlowSide.INGRESS;
    private static final int TRAINING = 20_000;
    private static final int HELD_OUT = 20_000;
    private static final long START = 1_764_000_000L;

    private LearningReport() {}

    /** What came of one service. */
    record Outcome(
            Service service,
            Profile profile,
            List<LearnedRule> rules,
            int refused,
            int legitimate,
            Map<Hostile.Sort, int[]> hostile) {
        double refusedRate() {
            return (double) refused / legitimate;
        }

        double caughtRate() {
            long caught = hostile.values().stream().mapToLong(each -> each[0]).sum();
            long all = hostile.values().stream().mapToLong(each -> each[1]).sum();
            return all == 0 ? 1 : (double) caught / all;
        }
    }

    static Profile learn(Service service, Random chance, int calls) {
        var learner = new Learner(LearnerLimits.share(2));
        var hostile = new Hostile(service, chance);
        for (int i = 0; i < calls; i++) {
            long now = START + 7L * 86_400 * i / calls;
            while (chance.nextInt(6) == 0) {
                see(learner, hostile.noise(), now);
            }
            see(learner, service.legitimate(chance, (double) i / calls), now);
        }
        return learner.profile("000000000001.bench.0");
    }

    private static void see(Learner learner, Call call, long now) {
        learner.outcome(learner.sighting(SIDE, call.peer(), call.port(), call), call.succeeds(), now);
    }

    static Outcome run(Services.Shape shape, long seed) {
        var chance = new Random(seed);
        var service = Services.make(shape, chance);
        var profile = learn(service, chance, TRAINING);
        var rules = Generaliser.rules(profile);
        var allowed = new LearnedRules(rules);
        int refused = 0;
        for (int i = 0; i < HELD_OUT; i++) {
            var call = service.legitimate(chance, 1 + 0.2 * i / HELD_OUT);
            if (!allowed.allow(SIDE, call.peer(), call.port(), call)) {
                refused++;
                if (VERBOSE) {
                    System.out.println("  refused " + call);
                }
            }
        }
        Map<Hostile.Sort, int[]> caught = new EnumMap<>(Hostile.Sort.class);
        var hostile = new Hostile(service, chance);
        for (var sort : Hostile.Sort.values()) {
            var counts = new int[2];
            for (int i = 0; i < 1500; i++) {
                var call = hostile.make(sort, 1);
                if (call.isPresent()) {
                    counts[1]++;
                    if (allowed.allow(SIDE, call.get().peer(), service.port(), call.get())) {
                        if (VERBOSE && counts[1] - counts[0] < 12) {
                            System.out.println("  let through " + sort + " " + call.get());
                        }
                    } else {
                        counts[0]++;
                    }
                }
            }
            caught.put(sort, counts);
        }
        return new Outcome(service, profile, rules, refused, HELD_OUT, caught);
    }

    static boolean VERBOSE;

    public static void main(String[] args) {
        VERBOSE = args.length > 2;
        for (var shape : Services.Shape.values()) {
            if (args.length > 2 && !args[2].equals(shape.name())) continue;
            for (long seed = Long.parseLong(args[0]); seed < Long.parseLong(args[1]); seed++) {
                var outcome = run(shape, seed);
                var templates = outcome.rules().stream()
                        .map(LearnedRule::resource)
                        .distinct()
                        .count();
                var text = new StringBuilder();
                outcome.hostile().forEach((sort, n) -> {
                    if (n[0] < n[1])
                        text.append(' ')
                                .append(sort)
                                .append('=')
                                .append(n[1] - n[0])
                                .append('/')
                                .append(n[1]);
                });
                System.out.printf(
                        "%-12s %3d refused %.3f%% caught %.2f%% rules %d (%d resources) true %d%s%n",
                        shape,
                        seed,
                        100 * outcome.refusedRate(),
                        100 * outcome.caughtRate(),
                        outcome.rules().size(),
                        templates,
                        outcome.service().trueRules(),
                        text);
                if (VERBOSE) outcome.rules().forEach(rule -> System.out.println("    " + rule));
            }
        }
    }
}
