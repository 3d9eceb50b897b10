package io.bulwark.injector.plan;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.cluster.PodFacts;
import io.bulwark.injector.plan.Groups.Group;
import io.bulwark.policy.Cidr;
import io.bulwark.policy.PeerPattern;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the handouts of all workloads from the cluster's state, and after a change those that it concerns. For one thread. */
public final class Planner {
    /* A workload is told of its documents, of who has which address in its own namespace, and of those whom its rules name. As long as
     * its allowlist does not refuse everybody else it is told of all others too: what it learns, and what it reports, names them. The
     * former are told group by group, so that a change is small; all others by many groups a part, which all such workloads share.
     *
     * A document that was never right holds the handout back: to hand out less than the user wrote could let through more. */

    /** The label of namespaces and of allowlists that lets allowlists go from Learn to Enforce by themselves. */
    public static final String PROMOTION = "bulwark.io/promotion";

    /** Its value. */
    public static final String AUTOMATIC = "automatic";

    private final PlanSettings settings;
    private final Groups groups;
    private final Choice choice;
    private final Everybody everybody;

    /** Groups that have changed since everybody was told. */
    private final Set<Group> waiting = new HashSet<>();

    private final Map<Named, Planned> planned = new HashMap<>();
    private final Map<String, Part> texts = new HashMap<>();

    /** @param peers the parts of the handout that are about peers; empty when there is no handout */
    private record Planned(Documents documents, NavigableMap<String, Part> peers, Handout handout) {}

    public Planner(PlanSettings settings) {
        this.settings = settings;
        groups = new Groups(settings.clusterDomain());
        choice = new Choice(settings);
        everybody = new Everybody(groups, settings.clusterDomain());
    }

    /** What is new after what has happened to the state since the last time. */
    public Plan plan(ClusterState state) {
        return plan(state, true);
    }

    /**
     * The same, but who may hear from anybody need not be told yet of other addresses: it is most of all proxies, and none of them refuses
     * a peer that it does not know.
     *
     * @param everybody whether they are told too, also of what they were not told before
     */
    public Plan plan(ClusterState state, boolean everybody) {
        var touched = state.takeTouched();
        var changed = regroup(state, touched);
        waiting.addAll(changed);
        Collection<Group> told = everybody ? List.copyOf(waiting) : List.of();
        this.everybody.update(told);
        told.forEach(waiting::remove);
        Map<Named, Handout> news = new HashMap<>();
        Set<Named> held = new HashSet<>();
        for (var workload : state.workloads()) {
            var before = planned.get(workload);
            var documents = before == null
                            || touched.workloads().contains(workload)
                            || choice.hasNewDocuments(workload, touched)
                    ? choice.documents(state, workload)
                    : before.documents();
            if (documents.held()) {
                held.add(workload);
            }
            var others = documents.closed() ? changed : told;
            if (before == null || !documents.equals(before.documents()) || concerns(workload, documents, others)) {
                rebuild(workload, documents, others, news, held);
            }
        }
        var gone = new HashSet<>(planned.keySet());
        gone.removeAll(state.workloads());
        planned.keySet().removeAll(gone);
        choice.keep(state);
        if (!touched.documents().isEmpty()) {
            texts.keySet()
                    .retainAll(good(state).stream().flatMap(Planner::texts).collect(Collectors.toSet()));
        }
        return new Plan(news, held, gone);
    }

    /** Every document, with the Pods that it is for by the last plan. */
    public List<Concern> concerns(ClusterState state) {
        Map<DocumentFacts.Kind, Map<Named, Map<Named, Integer>>> pods = new EnumMap<>(DocumentFacts.Kind.class);
        planned.forEach((workload, plan) -> {
            var count = (int) state.podsOf(workload).stream()
                    .filter(PodFacts::answersForPolicy)
                    .count();
            plan.documents()
                    .good()
                    .forEach(document -> pods.computeIfAbsent(document.kind(), _ -> new HashMap<>())
                            .computeIfAbsent(document.document(), _ -> new TreeMap<>())
                            .put(workload, count));
        });
        List<Concern> concerns = new ArrayList<>();
        for (var kind : DocumentFacts.Kind.values()) {
            var ofKind = pods.getOrDefault(kind, Map.of());
            state.observed(kind)
                    .forEach((name, observed) -> concerns.add(new Concern(
                            kind,
                            name,
                            observed,
                            state.documents(kind)
                                    .getOrDefault(name, Optional.empty())
                                    .map(DocumentFacts::rules)
                                    .orElse(0),
                            ofKind.getOrDefault(name, Map.of()))));
        }
        return concerns;
    }

    /** Brings the groups up to date; returns those that are other than before. What rules ask of identities is a matter of all documents. */
    private Collection<Group> regroup(ClusterState state, ClusterState.Touched touched) {
        if (touched.all()) {
            choice.services(state.services());
        }
        if (touched.all() || !touched.documents().isEmpty()) {
            var wanted = Wanted.by(good(state));
            if (touched.all() || !wanted.equals(groups.wanted())) {
                return groups.all(state, wanted);
            }
        }
        return groups.some(state, touched.workloads());
    }

    private static List<DocumentFacts> good(ClusterState state) {
        List<DocumentFacts> good = new ArrayList<>();
        for (var kind : DocumentFacts.Kind.values()) {
            state.documents(kind).values().forEach(document -> document.ifPresent(good::add));
        }
        return good;
    }

    private void rebuild(
            Named workload, Documents documents, Collection<Group> changed, Map<Named, Handout> news, Set<Named> held) {
        var before = planned.get(workload);
        if (documents.held()) {
            var stays = before == null ? Handout.nothing() : before.handout();
            planned.put(workload, new Planned(documents, Collections.emptyNavigableMap(), stays));
            return;
        }
        var peers = before != null
                        && !before.peers().isEmpty()
                        && documents.needsSameAs(before.documents())
                        && !concerns(workload, documents, changed)
                ? before.peers()
                : peers(workload, documents);
        Handout handout;
        try {
            handout = handout(documents, peers);
        } catch (IllegalArgumentException _) {
            // It is over a bound: the last one that was not stays. What peers it was to have is worked out again when
            // it is not.
            held.add(workload);
            if (before != null) {
                planned.put(workload, new Planned(documents, Collections.emptyNavigableMap(), before.handout()));
            }
            return;
        }
        planned.put(workload, new Planned(documents, peers, handout));
        if (before == null || !before.handout().equals(handout)) {
            news.put(workload, handout);
        }
    }

    private Handout handout(Documents documents, NavigableMap<String, Part> peers) {
        var parts = new TreeMap<>(peers);
        for (var document : documents.good()) {
            var name = document.kind() == DocumentFacts.Kind.ALLOWLIST ? Handout.ALLOWLIST : Handout.INSPECTION;
            parts.put(name, part(document.text()));
            document.parts().sets().forEach((set, text) -> parts.put(set, part(text)));
        }
        if (!documents.stage().isEmpty()) {
            parts.put(Handout.STAGE, Part.of(documents.stage()));
        }
        return Handout.of(parts);
    }

    private static Stream<String> texts(DocumentFacts document) {
        return Stream.concat(Stream.of(document.text()), document.parts().sets().values().stream());
    }

    private Part part(String text) {
        return texts.computeIfAbsent(text, Part::of);
    }

    private NavigableMap<String, Part> peers(Named workload, Documents documents) {
        if (!documents.closed() && groups.all().size() <= settings.maxGroups()) {
            return everybody.parts();
        }
        var parts = new TreeMap<String, Part>();
        groups.of(workload.namespace()).forEach((name, group) -> parts.put(name, group.part()));
        documents
                .peers()
                .forEach(pattern -> groupsFor(pattern).forEach((name, group) -> {
                    if (group.peers().fits(pattern)) {
                        parts.put(name, group.part());
                    }
                }));
        return parts;
    }

    /** The groups among which those that a pattern fits are. */
    private NavigableMap<String, Group> groupsFor(PeerPattern pattern) {
        return switch (pattern) {
            case PeerPattern.Workload workload when !workload.namespace().isEmpty() -> groups.of(workload.namespace());
            case PeerPattern.Workload _, PeerPattern.Spiffe _, PeerPattern.Dns _, Cidr _ -> groups.all();
        };
    }

    private boolean concerns(Named workload, Documents documents, Collection<Group> changed) {
        if (changed.isEmpty() || documents.held()) {
            return false;
        }
        // Going over the bound on groups, or below it, changes everybody.
        var all = !documents.closed();
        return all || changed.stream().anyMatch(group -> isOf(workload, group) || documents.names(group));
    }

    private static boolean isOf(Named workload, Group group) {
        return group.namespace().equals(workload.namespace());
    }

    /** The allowlist of a workload, if it goes on by itself. */
    public Optional<Trial> trial(ClusterState state, Named workload) {
        return choice.trial(state, workload);
    }
}
