package io.bulwark.injector.plan;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.cluster.PodFacts;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.HandoutReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A cluster of a few Pods and documents, what is planned for it, and what its workloads have been told. */
abstract class PlannedCluster {
    static final Named ORDERS = new Named("shop", "orders");
    static final Named STOREFRONT = new Named("shop", "storefront");

    static final String ALLOWLIST = """
            {"apiVersion": "bulwark.io/v1alpha1", "kind": "ServiceAllowlist",
             "metadata": {"name": "%s", "namespace": "shop"},
             "spec": {"mode": "Enforce",
               "ingress": [{"id": "a", "from": [{"namespace": "web", "workload": "edge"}], "http": [{"methods": ["GET"]}]}],
               "egress": [{"id": "b", "to": [{"namespace": "data", "workload": "redis"}], "redis": [{"commands": ["GET"]}]}]}}
            """;

    final ClusterState state = new ClusterState();
    final Planner planner = new Planner(PlanSettings.of("bulwark-system"));
    final Map<Named, Handout> handouts = new TreeMap<>();

    void pod(String namespace, String workload, String address) {
        state.put(new PodFacts(
                namespace + "/" + workload + "/" + address,
                new Named(namespace, workload + "-" + address),
                new Named(namespace, workload),
                "default",
                new TreeMap<>(Map.of("app", workload)),
                List.of(address + "/32"),
                false,
                true,
                false));
    }

    void allowlist(String name) {
        put(new Named("shop", name), DocumentFacts.Kind.ALLOWLIST, ALLOWLIST.formatted(name));
    }

    void inspection(String namespace, String mode) {
        put(new Named(namespace, "default"), DocumentFacts.Kind.INSPECTION, """
            {"apiVersion": "bulwark.io/v1alpha1", "kind": "InspectionPolicy",
             "metadata": {"name": "default", "namespace": "%s"}, "spec": {"mode": "%s"}}
            """.formatted(namespace, mode));
    }

    void put(Named name, DocumentFacts.Kind kind, String text) {
        state.put(good(name, kind, text));
    }

    static DocumentFacts good(Named name, DocumentFacts.Kind kind, String text) {
        return switch (DocumentFacts.read(name, kind, text)) {
            case DocumentFacts.Reading.Good(var document) -> document;
            case DocumentFacts.Reading.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    void plan() {
        var plan = planner.plan(state);
        handouts.putAll(plan.changed());
        handouts.keySet().removeAll(plan.gone());
    }

    Handout handout(Named workload) {
        return handouts.getOrDefault(workload, Handout.nothing());
    }

    PolicySnapshot snapshot(Named workload) {
        return switch (new HandoutReader().read(handout(workload))) {
            case PolicyParse.Parsed(var snapshot, var _) -> snapshot;
            case PolicyParse.Rejected(var problems) -> throw new AssertionError(problems);
        };
    }
}
