package io.bulwark.benchmarks.control;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.cluster.PodFacts;
import io.bulwark.injector.cluster.ServiceFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cluster that is made up: services in namespaces of twenty, each with its allowlist, and their Pods on nodes of fifty. */
final class MadeCluster {
    /** Where the control plane is, and the inspection policy for all. */
    static final String SYSTEM = "bulwark-system";

    private static final int PER_NAMESPACE = 20;
    private static final int PER_NODE = 50;
    private static final int CALLERS = 3;
    private static final int CALLEES = 4;
    private static final List<String> FIRST = List.of(
            "order", "cart", "price", "stock", "user", "mail", "search", "ledger", "fraud", "image", "route", "quota");
    private static final List<String> SECOND = List.of("api", "worker", "gateway", "store", "sync", "events", "export");
    private static final List<String> RESOURCES = List.of(
            "orders", "items", "carts", "customers", "invoices", "shipments", "returns", "sessions", "reports", "tags");

    private final ClusterState state;
    private final int services;
    private final String mode;
    private final Random chance = new Random(1);
    private final List<Integer> places = new ArrayList<>();
    private final List<PodFacts> pods = new ArrayList<>();

    /** @param mode of the allowlists */
    MadeCluster(ClusterState state, int services, int pods, String mode) {
        this.state = state;
        this.services = services;
        this.mode = mode;
        // A twentieth more places than Pods, so that a new Pod has somewhere to go.
        IntStream.range(0, pods + pods / 20 + 1).forEach(places::add);
        Collections.shuffle(places, chance);
        inspection("Monitor");
        for (int i = 0; i < services; i++) {
            var name = name(i);
            state.put(new ServiceFacts(
                    name,
                    new TreeMap<>(Map.of("app", name.name())),
                    List.of("10.96." + i / 250 + "." + i % 250 + "/32")));
            allowlist(i, 0);
        }
        for (int i = 0; i < pods; i++) {
            this.pods.add(pod(i));
            state.put(this.pods.get(i));
        }
    }

    List<PodFacts> pods() {
        return Collections.unmodifiableList(pods);
    }

    /** The workload of a number, whose Service has the same name. */
    Named name(int service) {
        int number = service % services;
        return new Named(
                "team-" + number / PER_NAMESPACE,
                FIRST.get(number % FIRST.size()) + "-" + SECOND.get(number % SECOND.size()) + "-" + number);
    }

    /** A Pod ends. */
    void end(int number) {
        state.removePod(pods.get(number).uid());
        places.add(place(pods.get(number)));
    }

    /** A Pod comes in the place of the one that ended, at another address; its proxy is the one that there was. */
    void begin(int number) {
        pods.set(number, pod(number));
        state.put(pods.get(number));
    }

    private PodFacts pod(int number) {
        var workload = name(number);
        int place = places.removeFirst();
        int node = place / PER_NODE;
        var address = "10." + (128 + node / 256) + "." + node % 256 + "." + (2 + place % PER_NODE);
        return new PodFacts(
                "pod-" + number,
                new Named(workload.namespace(), workload.name() + "-" + number),
                workload,
                workload.name(),
                new TreeMap<>(Map.of("app", workload.name(), "app.kubernetes.io/part-of", workload.namespace())),
                List.of(address + "/32"),
                false,
                true,
                false);
    }

    private static int place(PodFacts pod) {
        var parts = pod.addresses().getFirst().replace("/32", "").split("\\.", -1);
        int node = (Integer.parseInt(parts[1]) - 128) * 256 + Integer.parseInt(parts[2]);
        return node * PER_NODE + Integer.parseInt(parts[3]) - 2;
    }

    /** The inspection policy for all namespaces. */
    void inspection(String inspectionMode) {
        put(new Named(SYSTEM, "default"), DocumentFacts.Kind.INSPECTION, """
            {"apiVersion":"bulwark.io/v1alpha1","kind":"InspectionPolicy",\
            "metadata":{"name":"default","namespace":"bulwark-system"},"spec":{"mode":"%s"}}\
            """.formatted(inspectionMode));
    }

    /** The allowlist of a service: three that call it, four that it calls, and 36 templates of paths in all. */
    void allowlist(int service, int revision) {
        var name = name(service);
        var in = IntStream.range(0, CALLERS)
                .mapToObj(i -> rule("in-" + i, "from", peer(service, 1 + i), 8, service + i + revision))
                .collect(Collectors.joining(","));
        var out = IntStream.range(0, CALLEES)
                .mapToObj(i -> rule("out-" + i, "to", peer(service, -1 - i), 3, service - i))
                .collect(Collectors.joining(","));
        put(name, DocumentFacts.Kind.ALLOWLIST, """
            {"apiVersion":"bulwark.io/v1alpha1","kind":"ServiceAllowlist","metadata":{"name":"%s","namespace":"%s"},\
            "spec":{"mode":"%s","ingress":[%s],"egress":[%s]}}\
            """.formatted(name.name(), name.namespace(), mode, in, out));
    }

    /** Of those that it calls, and that call it, half are of its namespace. */
    private Named peer(int service, int distance) {
        int far = distance % 2 == 0 ? 37 * distance : distance;
        return name(Math.floorMod(service + far, services));
    }

    private static String rule(String id, String key, Named peer, int templates, int seed) {
        var paths = IntStream.range(0, templates)
                .mapToObj(i -> "{\"template\":\"/v1/" + RESOURCES.get(Math.floorMod(seed + i, RESOURCES.size()))
                        + "/{id:int}"
                        + (i % 3 == 0 ? "" : "/" + RESOURCES.get(Math.floorMod(seed * 7 + i, RESOURCES.size())))
                        + "\"}")
                .collect(Collectors.joining(","));
        return """
            {"id":"%s","%s":[{"namespace":"%s","workload":"%s"}],"http":[{"methods":["GET","POST"],"paths":[%s]}]}\
            """.formatted(id, key, peer.namespace(), peer.name(), paths);
    }

    private void put(Named name, DocumentFacts.Kind kind, String text) {
        switch (DocumentFacts.read(name, kind, text)) {
            case DocumentFacts.Reading.Good(var document) -> state.put(document);
            case DocumentFacts.Reading.Bad(var problems) -> throw new IllegalStateException(problems.toString());
        }
    }
}
