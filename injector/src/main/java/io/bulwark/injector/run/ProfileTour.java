package io.bulwark.injector.run;

import io.bulwark.injector.cluster.Named;
import io.bulwark.policy.Mode;
import io.bulwark.policy.learn.ProfileJson;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Goes round the profiles, some at a time: says whether all proxies are in them, and has decided what becomes of them. In the leader. */
final class ProfileTour implements Statuses.ProfileNews {
    /* Profiles may have a MiB each and change all the time, so they are not watched: that would be most of what a replica does. */

    private static final int AT_ONCE = 25;
    private static final double PERCENT = 100;
    private static final Pattern NUMBER = Pattern.compile("[0-9][0-9.E-]*");
    private static final List<String> ORDER =
            Stream.of(Mode.values()).map(Mode::word).toList();

    private final KubernetesClient client;
    private final Planning planning;
    private final Completeness completeness;
    private final Promotions promotions;
    private final Setbacks setbacks;
    private final Map<Named, Double> unseen = new HashMap<>();
    private final Map<Named, String> modes = new HashMap<>();
    private Optional<Named> last = Optional.empty();

    ProfileTour(
            KubernetesClient client,
            Planning planning,
            Completeness completeness,
            Promotions promotions,
            Setbacks setbacks) {
        this.setbacks = setbacks;
        this.client = client;
        this.planning = planning;
        this.completeness = completeness;
        this.promotions = promotions;
    }

    /** Visits the next few. For one thread at a time. */
    void visit() {
        var all = planning.answer(state -> new TreeSet<>(state.workloads()));
        unseen.keySet().retainAll(all);
        modes.keySet().retainAll(all);
        setbacks.keep(all);
        setbacks.nextRound();
        for (var workload : next(all)) {
            if (setbacks.isAway()) {
                return;
            }
            last = Optional.of(workload);
            if (setbacks.isDue(workload)) {
                visitOrLeave(workload);
            }
        }
    }

    private void visitOrLeave(Named workload) {
        try {
            visit(workload);
            setbacks.over(workload);
        } catch (KubernetesClientException | IllegalArgumentException failure) {
            setbacks.failed(workload, "the profile of " + workload + " cannot be gone through", failure);
        }
    }

    private List<Named> next(NavigableSet<Named> all) {
        var next = new ArrayList<Named>();
        last.ifPresent(done -> all.tailSet(done, false).stream().limit(AT_ONCE).forEach(next::add));
        all.stream()
                .limit(AT_ONCE - next.size())
                .filter(each -> !next.contains(each))
                .forEach(next::add);
        return next;
    }

    private void visit(Named workload) {
        var resources = client.genericKubernetesResources(Kinds.LEARNED).inNamespace(workload.namespace());
        var profile = resources.withName(workload.name()).get();
        if (profile == null) {
            unseen.remove(workload);
            return;
        }
        var status = LearnedProfiles.status(profile.getAdditionalProperties());
        if (status.get("unseenAtMost") instanceof Number chance) {
            unseen.put(workload, chance.doubleValue());
        }
        var next = new TreeMap<>(status);
        next.put("phase", completeness.phase(workload, "TooLarge".equals(status.get("phase"))));
        next.keySet().removeAll(LearnedProfiles.OF_PROMOTION);
        promote(workload, profile, "Ready".equals(next.get("phase"))).ifPresent(stand -> {
            next.put("mode", stand.mode());
            next.put("modeSince", Instant.ofEpochSecond(stand.since()).toString());
            next.put("modeReason", stand.why());
        });
        if (!withoutNumbers(next).equals(withoutNumbers(status))) {
            profile.setAdditionalProperty("status", next);
            resources.resource(profile).updateStatus();
        }
    }

    private Optional<Promotions.Stand> promote(Named workload, GenericKubernetesResource profile, boolean complete) {
        var trial = promotions.trial(workload);
        if (trial.isEmpty()) {
            modes.remove(workload);
            return Optional.empty();
        }
        var json = client.getKubernetesSerialization();
        var learned =
                ProfileJson.read(json.asJson(profile.getAdditionalProperties().getOrDefault("spec", Map.of())));
        var stand = promotions.decide(workload, trial.get(), learned, complete);
        modes.put(workload, stand.mode());
        return Optional.of(stand);
    }

    /** A reason whose numbers alone have changed is no news. */
    private static Map<String, Object> withoutNumbers(Map<String, Object> status) {
        var same = new TreeMap<>(status);
        same.computeIfPresent(
                "modeReason", (_, why) -> NUMBER.matcher(why.toString()).replaceAll("#"));
        return same;
    }

    @Override
    public String readiness(Iterable<Named> workloads) {
        double worst = -1;
        for (var workload : workloads) {
            worst = Math.max(worst, unseen.getOrDefault(workload, -1.0));
        }
        // Rounded down: nothing is promised that is not known.
        return worst < 0
                ? ""
                : String.format(Locale.ROOT, "%.2f %%", Math.floor(PERCENT * PERCENT * (1 - worst)) / PERCENT);
    }

    @Override
    public String mode(Iterable<Named> workloads) {
        var least = "";
        for (var workload : workloads) {
            var mode = modes.getOrDefault(workload, "");
            if (!mode.isEmpty() && (least.isEmpty() || ORDER.indexOf(mode) < ORDER.indexOf(least))) {
                least = mode;
            }
        }
        return least;
    }
}
