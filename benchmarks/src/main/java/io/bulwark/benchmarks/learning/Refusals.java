package io.bulwark.benchmarks.learning;

import io.bulwark.benchmarks.learning.Trial.Share;
import io.bulwark.policy.learn.LearnedRule;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says for each made-up service by itself what was refused and what was not, for whoever works on learning. */
public final class Refusals {
    private static final int CALLS = 20_000;
    private static final int SHOWN = 40;
    private static final double MOST_LEGITIMATE = 0.001;
    private static final double LEAST_HOSTILE = 0.99;
    private static final double MOST_RULES = 2;

    private final PrintStream out;
    private final Map<Hostile.Sort, Share> bySort = new EnumMap<>(Hostile.Sort.class);
    private int services;
    private int missed;

    private Refusals(PrintStream out) {
        this.out = out;
    }

    /** @param args the first seed, the last one, and shapes; all of them if none is named */
    public static void main(String[] args) {
        var shapes = args.length > 2
                ? Arrays.stream(args).skip(2).map(Services.Shape::valueOf).toList()
                : List.of(Services.Shape.values());
        var refusals = new Refusals(System.out);
        for (var shape : shapes) {
            for (long seed = Long.parseLong(args[0]); seed <= Long.parseLong(args[1]); seed++) {
                refusals.service(shape, seed);
            }
        }
        refusals.end();
    }

    private void service(Services.Shape shape, long seed) {
        var trial = new Trial(shape, seed, CALLS);
        var legitimate = trial.legitimate(CALLS);
        var refused = new ArrayList<>(trial.surprises());
        var hostile = new Share(0, 0);
        var sorts = new StringBuilder();
        for (var entry : trial.hostile().entrySet()) {
            var share = entry.getValue();
            bySort.merge(entry.getKey(), share, Share::plus);
            hostile = entry.getKey().counts() ? hostile.plus(share) : hostile;
            if (share.refused() < share.all()) {
                sorts.append(String.format(Locale.ROOT, " %s %.2f", entry.getKey(), 100 * share.rate()));
            }
        }
        double rules = (double) trial.rules().size() / trial.service().trueRules();
        double resources = (double) trial.rules().stream()
                        .map(LearnedRule::resource)
                        .distinct()
                        .count()
                / trial.service().trueResources();
        boolean misses = legitimate.rate() > MOST_LEGITIMATE || hostile.rate() < LEAST_HOSTILE || rules > MOST_RULES;
        services++;
        missed += misses ? 1 : 0;
        out.printf(
                Locale.ROOT,
                "%s %s %d: legitimate %.3f %%, hostile %.2f %%, rules %.2f, resources %.2f, differ %d;%s%n",
                misses ? "MISS" : "ok  ",
                shape,
                seed,
                100 * legitimate.rate(),
                100 * hostile.rate(),
                rules,
                resources,
                trial.disagreements(),
                sorts);
        if (misses || Boolean.getBoolean("refusals.all")) {
            refused.stream().limit(SHOWN).forEach(call -> out.println("     refused " + call));
            var passed = trial.surprises();
            passed.stream().skip(refused.size()).limit(SHOWN).forEach(call -> out.println("     passed " + call));
        }
    }

    private void end() {
        bySort.forEach(
                (sort, share) -> out.printf(Locale.ROOT, "%s %.2f %% of %d%n", sort, 100 * share.rate(), share.all()));
        out.printf("%d of %d services miss a bar%n", missed, services);
    }
}
