package io.bulwark.injector.plan;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.cluster.ServiceFacts;
import io.bulwark.policy.proof.Course;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which documents are for a workload, and how far its allowlist has come by itself. For one thread. */
final class Choice {
    private final PlanSettings settings;
    private final Stages stages = new Stages();
    private Map<String, List<ServiceFacts>> services = Map.of();

    Choice(PlanSettings settings) {
        this.settings = settings;
    }

    /** These are all Services from now on. */
    void services(Collection<ServiceFacts> all) {
        Map<String, List<ServiceFacts>> sorted = new HashMap<>();
        all.forEach(service -> sorted.computeIfAbsent(service.service().namespace(), _ -> new ArrayList<>())
                .add(service));
        services = sorted;
    }

    /** Forgets the stages of workloads that are no more. */
    void keep(ClusterState state) {
        stages.keep(state);
    }

    /** A document is for workloads of its namespace; the system's inspection policy is for all. */
    boolean hasNewDocuments(Named workload, ClusterState.Touched touched) {
        return touched.all()
                || touched.documents().contains(workload.namespace())
                || touched.documents().contains(settings.systemNamespace());
    }

    /* An allowlist is for the workload of its name; where there is none, for those behind the Service of its name. */
    Documents documents(ClusterState state, Named workload) {
        List<Optional<DocumentFacts>> chosen = new ArrayList<>();
        var inspections = state.documents(DocumentFacts.Kind.INSPECTION);
        var own = inspections.get(new Named(workload.namespace(), PlanSettings.INSPECTION_NAME));
        var inspection = own == null ? inspections.get(settings.clusterInspection()) : own;
        if (inspection != null) {
            chosen.add(inspection);
        }
        var name = allowlist(state, workload);
        if (!isAutomatic(state, workload, name)) {
            name.ifPresent(each -> chosen.add(written(state, each)));
            return new Documents(chosen, "");
        }
        if (state.isCourseUnreadable(workload)) {
            // It may say Enforce.
            chosen.add(Optional.empty());
            return new Documents(chosen, "");
        }
        var reached = state.course(workload).orElseGet(() -> Course.begin(0));
        stages.effective(workload, name.flatMap(each -> written(state, each)), reached)
                .ifPresent(document -> chosen.add(Optional.of(document)));
        return new Documents(chosen, Trial.stage(reached));
    }

    /** The allowlist of a workload, if it goes on by itself. */
    Optional<Trial> trial(ClusterState state, Named workload) {
        var name = allowlist(state, workload);
        if (!isAutomatic(state, workload, name)) {
            return Optional.empty();
        }
        var written = name.flatMap(each -> written(state, each));
        return Optional.of(new Trial(written.map(DocumentFacts::text).orElse("")));
    }

    /** A document says so of itself; where there is none, its namespace does. */
    private static boolean isAutomatic(ClusterState state, Named workload, Optional<Named> allowlist) {
        return allowlist.isPresent()
                ? allowlist
                        .flatMap(each -> written(state, each))
                        .map(DocumentFacts::automatic)
                        .orElse(false)
                : Planner.AUTOMATIC.equals(
                        state.namespaceLabels(workload.namespace()).get(Planner.PROMOTION));
    }

    /** What a document said when it was right last; empty when it never was. */
    private static Optional<DocumentFacts> written(ClusterState state, Named allowlist) {
        return state.documents(DocumentFacts.Kind.ALLOWLIST).getOrDefault(allowlist, Optional.empty());
    }

    private Optional<Named> allowlist(ClusterState state, Named workload) {
        var allowlists = state.documents(DocumentFacts.Kind.ALLOWLIST);
        if (allowlists.containsKey(workload)) {
            return Optional.of(workload);
        }
        return services.getOrDefault(workload.namespace(), List.of()).stream()
                .filter(service -> allowlists.containsKey(service.service()))
                .filter(service -> state.podsOf(workload).stream().anyMatch(pod -> state.isBehind(pod, service)))
                .map(ServiceFacts::service)
                .sorted()
                .findFirst();
    }
}
