package io.bulwark.benchmarks.learning;

import io.bulwark.benchmarks.learning.Trial.Share;
import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.LearnedRule;
import io.bulwark.policy.learn.LearnedRules;
import io.bulwark.policy.learn.Learner;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.policy.learn.ProfileJson;
import io.bulwark.policy.learn.Readiness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Measures what learning makes of services that are made up, and writes the page about it. */
public final class LearningReport {
    private static final int CALLS = 20_000;
    private static final int READINESS_SERVICES = 200;
    private static final int READINESS_CALLS = 3000;
    private static final int READINESS_LATER = 6000;
    private static final int FLOOD = 10_000_000;
    private static final long NOW = 1_764_000_000L;

    private final StringBuilder page = new StringBuilder();
    private final int seeds;
    private final long firstSeed;

    private LearningReport(int seeds, long firstSeed) {
        this.seeds = seeds;
        this.firstSeed = firstSeed;
    }

    /** @param args the file to write, how many services of each shape, and the first seed */
    public static void main(String[] args) throws IOException {
        var report = new LearningReport(Integer.parseInt(args[1]), Long.parseLong(args[2]));
        Files.writeString(Path.of(args[0]), report.write());
    }

    private String write() {
        line("# Learned allowlists, measured\n");
        line("Made by `./bulwark bench learning --services " + seeds + " --seed " + firstSeed
                + "`. Every service is made up by a seed: templates, kinds of ids,");
        line("parameters, peers and weights; see `benchmarks/src/main/java/io/bulwark/benchmarks/learning`.\n");
        refusals();
        readiness();
        flood();
        return page.toString();
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private void line(String format, Object... arguments) {
        page.append(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments))
                .append('\n');
    }

    private void refusals() {
        line("## What is refused after %,d calls, scans and mistakes mixed in\n", CALLS);
        line(
                "Means and worst cases over %d services of each shape, from seed %d on. Rules are (peers, resource) pairs; true",
                seeds, firstSeed);
        line(
                "rules are templates with their peers, resources are templates alone. Legitimate calls are %,d later ones, ids having",
                CALLS);
        line(
                "grown; of the others up to 1,500 of each sort. *Tampered prose* is an attack in text that people write; it is told of and does not");
        line("count: what passes there nothing but signatures can tell.\n");
        line(
                "| shape | legitimate refused, mean | worst | illegitimate refused, mean | worst | rules / true, worst | resources / true, worst | profile, largest |");
        line("|---|---|---|---|---|---|---|---|");
        Map<Hostile.Sort, Share> bySort = new EnumMap<>(Hostile.Sort.class);
        int disagreements = 0;
        for (var shape : Services.Shape.values()) {
            disagreements += row(shape, bySort);
        }
        line("\nThe compiled allowlist and a plain reading of the rules differed on %d calls.\n", disagreements);
        line("| what is wrong with the call | refused | of |");
        line("|---|---|---|");
        bySort.forEach((sort, share) -> line(
                "| %s | %.2f %% | %,d |",
                sort.name().toLowerCase(Locale.ROOT).replace('_', ' '), 100 * share.rate(), share.all()));
        line("");
    }

    private int row(Services.Shape shape, Map<Hostile.Sort, Share> bySort) {
        var legitimate = new Share(0, 0);
        var hostile = new Share(0, 0);
        double worstLegitimate = 0;
        double worstHostile = 1;
        double rules = 0;
        double resources = 0;
        int bytes = 0;
        int disagreements = 0;
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            var trial = new Trial(shape, seed, CALLS);
            var good = trial.legitimate(CALLS);
            var all = new Share(0, 0);
            for (var entry : trial.hostile().entrySet()) {
                bySort.merge(entry.getKey(), entry.getValue(), Share::plus);
                all = entry.getKey().counts() ? all.plus(entry.getValue()) : all;
            }
            legitimate = legitimate.plus(good);
            hostile = hostile.plus(all);
            worstLegitimate = Math.max(worstLegitimate, good.rate());
            worstHostile = Math.min(worstHostile, all.rate());
            rules = Math.max(
                    rules, (double) trial.rules().size() / trial.service().trueRules());
            long places =
                    trial.rules().stream().map(LearnedRule::resource).distinct().count();
            resources = Math.max(resources, (double) places / trial.service().trueResources());
            var json = ProfileJson.write(Generaliser.condensed(trial.profile()));
            bytes = Math.max(bytes, json.getBytes(StandardCharsets.UTF_8).length);
            disagreements += trial.disagreements();
        }
        line(
                "| %s | %.3f %% | %.3f %% | %.2f %% | %.2f %% | %.2f | %.2f | %d KiB |",
                shape.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                100 * legitimate.rate(),
                100 * worstLegitimate,
                100 * hostile.rate(),
                100 * worstHostile,
                rules,
                resources,
                bytes / 1024);
        return disagreements;
    }

    private void readiness() {
        int inside = 0;
        int below = 0;
        double width = 0;
        double seen = 0;
        var shapes = Services.Shape.values();
        for (int i = 0; i < READINESS_SERVICES; i++) {
            var trial = new Trial(shapes[i % shapes.length], firstSeed + 10_000 + i, READINESS_CALLS);
            var ready = Readiness.of(trial.profile());
            var later = trial.legitimate(READINESS_LATER).rate();
            boolean within = later >= ready.lower() && later <= ready.upper();
            inside += within ? 1 : 0;
            below += later < ready.lower() ? 1 : 0;
            width += ready.upper() - ready.lower();
            seen += later;
        }
        line("## Whether readiness is right\n");
        line(
                "%d services, each learned for %,d calls over a week and then watched for %,d more: the observed rate of calls that",
                READINESS_SERVICES, READINESS_CALLS, READINESS_LATER);
        line(
                "no rule allows lay within the 95 %% interval for %d of them (%.1f %%); below it for %d, above it for %d. Mean width of",
                inside, 100.0 * inside / READINESS_SERVICES, below, READINESS_SERVICES - inside - below);
        line(
                "the interval %.3f %%, mean of the observed rates %.3f %%.\n",
                100 * width / READINESS_SERVICES, 100 * seen / READINESS_SERVICES);
    }

    private void flood() {
        var chance = new Random(firstSeed);
        var service = Services.make(Services.Shape.REST, chance);
        long before = used();
        var learners = new Learner[] {new Learner(LearnerLimits.share(2)), new Learner(LearnerLimits.share(2))};
        for (int i = 0; i < CALLS; i++) {
            Trial.see(learners[i % 2], service.legitimate(chance, 0), NOW);
        }
        int knew = operations(learners);
        for (int i = 0; i < FLOOD; i++) {
            var path = "/" + Long.toString(chance.nextLong() >>> 20, 36)
                    + (i % 3 == 0 ? "/" + Words.at(chance.nextInt(9000)) + "/" + i : "");
            var call = new Call("198.51.100.0/24", service.port(), "http", "GET", path, "", "", i % 2 == 0);
            Trial.see(learners[i % 2], call, NOW + i / 1000);
        }
        long took = used() - before;
        var profile = learners[0].profile("1.a.0").join(learners[1].profile("1.a.1"));
        var rules = new LearnedRules(Generaliser.rules(profile));
        int later = 0;
        for (int i = 0; i < CALLS; i++) {
            var call = service.legitimate(chance, 0);
            later += rules.allow(Trial.SIDE, call.peer(), call.port(), call) ? 0 : 1;
        }
        int knows = operations(learners);
        line("## Ten million hostile paths\n");
        line(
                "Two loops learn a REST service, then %,d different paths are called, half of which the server answers with success.",
                FLOOD);
        line(
                "Both learners together then take %.2f MiB of heap (their own count: %.2f MiB). They knew %d kinds of calls before and",
                took / 1048576.0, (learners[0].bytes() + learners[1].bytes()) / 1048576.0, knew);
        line("%d after, and %.3f %% of %,d later legitimate calls are refused.", knows, 100.0 * later / CALLS, CALLS);
    }

    private static int operations(Learner... learners) {
        int sum = 0;
        for (var learner : learners) {
            sum += learner.profile("1.a.0").operations().size();
        }
        return sum;
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
