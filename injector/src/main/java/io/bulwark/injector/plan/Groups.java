package io.bulwark.injector.plan;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.cluster.PodFacts;
import io.bulwark.injector.cluster.ServiceFacts;
import io.bulwark.policy.PeerGroup;
import io.bulwark.policy.PeerIdentity;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.Part;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who has which addresses, in groups of those of whom the same is known; kept up to date by workloads. */
final class Groups {
    /* The nodes are one peer, in the namespace that Kubernetes keeps their Leases in, and that has no Pods. */

    private static final Comparator<PeerIdentity> ORDER = Comparator.comparing(PeerIdentity::toString);
    private static final Named NODES = new Named("kube-node-lease", "node");
    private static final String OWNER_OF_NODES = Handout.PEERS + "nodes";

    private final String domain;
    private final NavigableMap<String, Group> all = new TreeMap<>();
    private final Map<String, NavigableMap<String, Group>> byNamespace = new HashMap<>();
    private final Map<String, Set<String>> byOwner = new HashMap<>();
    private Wanted wanted = new Wanted(new TreeSet<>(), new TreeSet<>(), false);
    private Set<String> serviceAddresses = Set.of();
    private Set<String> nodeAddresses = Set.of();

    /** One group, and the part of handouts that tells it. */
    record Group(String namespace, PeerGroup peers, Part part) {}

    Groups(String domain) {
        this.domain = domain;
    }

    NavigableMap<String, Group> all() {
        return Collections.unmodifiableNavigableMap(all);
    }

    /** What was asked of identities when the groups were made. */
    Wanted wanted() {
        return wanted;
    }

    /** The groups of a namespace. */
    NavigableMap<String, Group> of(String namespace) {
        return Collections.unmodifiableNavigableMap(
                byNamespace.getOrDefault(namespace, Collections.emptyNavigableMap()));
    }

    /** Makes all groups; returns those that are other than before, as they were and as they are. */
    Collection<Group> all(ClusterState state, Wanted nowWanted) {
        wanted = nowWanted;
        serviceAddresses = new HashSet<>();
        state.services().forEach(service -> serviceAddresses.addAll(service.addresses()));
        nodeAddresses = new HashSet<>();
        state.nodes().forEach(node -> nodeAddresses.addAll(node.addresses()));
        Set<Group> changed = new HashSet<>(nodes(state));
        Set<String> owners = new HashSet<>(Set.of(OWNER_OF_NODES));
        for (var workload : state.workloads()) {
            owners.add(owner(workload));
            changed.addAll(workload(state, workload));
        }
        for (var service : state.services()) {
            owners.add(owner(service));
            changed.addAll(service(state, service));
        }
        for (var owner : Set.copyOf(byOwner.keySet())) {
            if (!owners.contains(owner)) {
                changed.addAll(put(owner, Map.of()));
            }
        }
        return changed;
    }

    /** Makes the groups of some workloads, and of the Services in their namespaces. */
    Collection<Group> some(ClusterState state, Set<Named> workloads) {
        Set<Group> changed = new HashSet<>();
        Set<String> namespaces = new HashSet<>();
        for (var workload : workloads) {
            namespaces.add(workload.namespace());
            changed.addAll(workload(state, workload));
        }
        if (changed.isEmpty()) {
            return changed;
        }
        for (var service : state.services()) {
            if (namespaces.contains(service.service().namespace())) {
                changed.addAll(service(state, service));
            }
        }
        changed.addAll(nodes(state));
        return changed;
    }

    private Collection<Group> nodes(ClusterState state) {
        var addresses = new TreeSet<>(nodeAddresses);
        for (var node : state.nodes()) {
            node.likely().stream().filter(address -> !state.isClaimed(address)).forEach(addresses::add);
        }
        addresses.removeAll(serviceAddresses);
        var before = all.get(OWNER_OF_NODES);
        if (before != null && before.peers().addresses().equals(addresses)) {
            return Set.of();
        }
        if (addresses.isEmpty()) {
            return put(OWNER_OF_NODES, Map.of());
        }
        var identity = PeerIdentity.of(NODES.namespace(), NODES.name(), "", Map.of());
        return put(OWNER_OF_NODES, Map.of(OWNER_OF_NODES, group(NODES.namespace(), identity, addresses)));
    }

    private Collection<Group> workload(ClusterState state, Named workload) {
        var byIdentity = new TreeMap<PeerIdentity, NavigableSet<String>>(ORDER);
        for (var pod : state.podsOf(workload)) {
            for (var address : pod.addresses()) {
                // A Pod that claims the address of a Service or a node is lying, or the cluster is broken.
                if (state.owns(pod, address)
                        && !serviceAddresses.contains(address)
                        && !nodeAddresses.contains(address)) {
                    byIdentity
                            .computeIfAbsent(identity(state, pod), _ -> new TreeSet<>())
                            .add(address);
                }
            }
        }
        Map<String, Group> groups = new HashMap<>();
        byIdentity.forEach((identity, addresses) ->
                groups.put(owner(workload) + "/" + groups.size(), group(workload.namespace(), identity, addresses)));
        return put(owner(workload), groups);
    }

    /** Behind an address of a Service is whoever all its Pods are; what differs between them is not told. */
    private Collection<Group> service(ClusterState state, ServiceFacts service) {
        if (service.addresses().isEmpty()) {
            return put(owner(service), Map.of());
        }
        var name = service.service();
        Set<PeerIdentity> behind = new HashSet<>();
        for (var workload : state.workloads()) {
            if (workload.namespace().equals(name.namespace())) {
                for (var pod : state.podsOf(workload)) {
                    if (!pod.addresses().isEmpty() && state.isBehind(pod, service)) {
                        behind.add(identity(state, pod));
                    }
                }
            }
        }
        var host = name.name() + "." + name.namespace();
        var names = new TreeSet<>(Set.of(host, host + ".svc", host + ".svc." + domain));
        var identity = common(behind, name.namespace(), names);
        return put(
                owner(service),
                Map.of(owner(service), group(name.namespace(), identity, new TreeSet<>(service.addresses()))));
    }

    private static PeerIdentity common(Set<PeerIdentity> behind, String namespace, NavigableSet<String> names) {
        var workloads = new HashSet<String>();
        var accounts = new HashSet<String>();
        var labels = new TreeMap<String, String>();
        var namespaceLabels = new TreeMap<String, String>();
        var first = true;
        for (var each : behind) {
            workloads.add(each.workload());
            accounts.add(each.serviceAccount());
            if (first) {
                labels.putAll(each.labels());
            }
            namespaceLabels.putAll(each.namespaceLabels());
            labels.entrySet().retainAll(each.labels().entrySet());
            first = false;
        }
        return new PeerIdentity(namespace, namespaceLabels, only(workloads), only(accounts), labels, "", names);
    }

    private static String only(Set<String> texts) {
        return texts.size() == 1 ? texts.iterator().next() : "";
    }

    private PeerIdentity identity(ClusterState state, PodFacts pod) {
        var namespace = pod.pod().namespace();
        var labels = new TreeMap<>(pod.labels());
        labels.keySet().retainAll(wanted.labels());
        var namespaceLabels = new TreeMap<>(state.namespaceLabels(namespace));
        namespaceLabels.keySet().retainAll(wanted.namespaceLabels());
        var spiffe = wanted.spiffe() && !pod.serviceAccount().isEmpty()
                ? "spiffe://" + domain + "/ns/" + namespace + "/sa/" + pod.serviceAccount()
                : "";
        return new PeerIdentity(
                namespace,
                namespaceLabels,
                pod.workload().name(),
                pod.serviceAccount(),
                labels,
                spiffe,
                new TreeSet<>());
    }

    private static Group group(String namespace, PeerIdentity identity, NavigableSet<String> addresses) {
        var peers = new PeerGroup(identity, addresses);
        return new Group(namespace, peers, Part.of(peers.json()));
    }

    private static String owner(Named workload) {
        return Handout.PEERS + "pods/" + workload;
    }

    private static String owner(ServiceFacts service) {
        return Handout.PEERS + "service/" + service.service();
    }

    /** Puts the groups of one owner in the place of those that it had. */
    private Collection<Group> put(String owner, Map<String, Group> groups) {
        Set<Group> changed = new HashSet<>();
        var before = byOwner.getOrDefault(owner, Set.of());
        for (var name : before) {
            if (!groups.containsKey(name)) {
                var gone = all.remove(name);
                if (gone != null) {
                    forget(name, gone);
                    changed.add(gone);
                }
            }
        }
        groups.forEach((name, group) -> {
            var old = all.get(name);
            if (old == null || !old.part().equals(group.part())) {
                all.put(name, group);
                byNamespace
                        .computeIfAbsent(group.namespace(), _ -> new TreeMap<>())
                        .put(name, group);
                changed.add(group);
                if (old != null) {
                    changed.add(old);
                }
            }
        });
        if (groups.isEmpty()) {
            byOwner.remove(owner);
        } else {
            byOwner.put(owner, Set.copyOf(groups.keySet()));
        }
        return changed;
    }

    private void forget(String name, Group group) {
        var others = byNamespace.getOrDefault(group.namespace(), Collections.emptyNavigableMap());
        if (others.size() == 1 && others.containsKey(name)) {
            byNamespace.remove(group.namespace());
        } else if (!others.isEmpty()) {
            others.remove(name);
        }
    }
}
