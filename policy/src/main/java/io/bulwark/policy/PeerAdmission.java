package io.bulwark.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which entries are for which peers; immutable, asked once a flow. */
final class PeerAdmission {

    /* Addresses are found by their blocks. Patterns of workloads are kept by the three names that they give, of which each may
     * be left out, so that a peer is looked up under the eight ways to leave some out; those with the same names are
     * told apart by their labels, one by one. */

    private final PeerIndex v4;
    private final PeerIndex v6;
    private final Map<Names, List<Labelled>> workloads = new HashMap<>();
    private final Map<String, IndexSet> spiffe = new HashMap<>();
    private final Map<String, IndexSet> spiffeStarts = new HashMap<>();
    private final Map<String, IndexSet> dns = new HashMap<>();

    private record Names(String namespace, String workload, String serviceAccount) {}

    private record Labelled(PeerPattern.Workload pattern, IndexSet members) {}

    private PeerAdmission(Builder from) {
        v4 = from.v4.build();
        v6 = from.v6.build();
        from.others.forEach((pattern, members) -> {
            var built = members.build();
            switch (pattern) {
                case Cidr _ -> throw new IllegalStateException("blocks have an index of their own");
                case PeerPattern.Workload workload ->
                    workloads
                            .computeIfAbsent(names(workload), _ -> new ArrayList<>())
                            .add(new Labelled(workload, built));
                case PeerPattern.Spiffe(var id) -> {
                    if (id.endsWith("/*")) {
                        spiffeStarts.put(id.substring(0, id.length() - 1), built);
                    } else {
                        spiffe.put(id, built);
                    }
                }
                case PeerPattern.Dns(var name) ->
                    dns.put(name.startsWith(HostSyntax.WILD) ? name.substring(1) : name, built);
            }
        });
    }

    /** Adds the entries that are for a peer. */
    void addTo(long[] target, Peer peer) {
        switch (peer.address()) {
            case FlowPeer.Odd() -> {}
            case FlowPeer.Known(var family, var high, var low) -> {
                switch (family) {
                    case IPV4 -> v4.addTo(target, high, low);
                    case IPV6 -> v6.addTo(target, high, low);
                }
            }
        }
        var identity = peer.identity();
        if (!identity.isKnown()) {
            return;
        }
        addWorkloads(target, identity);
        spiffe.getOrDefault(identity.spiffe(), IndexSet.EMPTY).addTo(target);
        starts(identity.spiffe(), '/', target);
        identity.dnsNames().forEach(name -> addName(target, name));
    }

    private void addWorkloads(long[] target, PeerIdentity identity) {
        for (int left = 0; left < 8; left++) {
            var names = new Names(
                    (left & 1) != 0 ? "" : identity.namespace(),
                    (left & 2) != 0 ? "" : identity.workload(),
                    (left & 4) != 0 ? "" : identity.serviceAccount());
            for (var labelled : workloads.getOrDefault(names, List.of())) {
                if (hasLabels(labelled.pattern(), identity)) {
                    labelled.members().addTo(target);
                }
            }
        }
    }

    private void starts(String text, char separator, long[] target) {
        for (int i = text.indexOf(separator); i >= 0; i = text.indexOf(separator, i + 1)) {
            spiffeStarts.getOrDefault(text.substring(0, i + 1), IndexSet.EMPTY).addTo(target);
        }
    }

    private void addName(long[] target, String name) {
        dns.getOrDefault(name, IndexSet.EMPTY).addTo(target);
        for (int i = name.indexOf('.', 1); i >= 0; i = name.indexOf('.', i + 1)) {
            dns.getOrDefault(name.substring(i), IndexSet.EMPTY).addTo(target);
        }
    }

    /** Whether one pattern is for the peer. */
    static boolean fits(PeerPattern pattern, Peer peer) {
        var identity = peer.identity();
        return switch (pattern) {
            case Cidr cidr ->
                peer.address() instanceof FlowPeer.Known(var family, var high, var low)
                        && cidr.family() == family
                        && cidr.contains(high, low);
            case PeerPattern.Workload workload ->
                identity.isKnown()
                        && fits(workload.namespace(), identity.namespace())
                        && fits(workload.workload(), identity.workload())
                        && fits(workload.serviceAccount(), identity.serviceAccount())
                        && hasLabels(workload, identity);
            case PeerPattern.Spiffe(var id) ->
                id.endsWith("/*")
                        ? identity.spiffe().startsWith(id.substring(0, id.length() - 1))
                        : identity.spiffe().equals(id);
            case PeerPattern.Dns(var name) -> {
                var hosts = new Condition.Hosts(List.of(name));
                yield identity.dnsNames().stream().anyMatch(hosts::has);
            }
        };
    }

    private static boolean fits(String expected, String actual) {
        return expected.isEmpty() || expected.equals(actual);
    }

    private static boolean hasLabels(PeerPattern.Workload pattern, PeerIdentity identity) {
        return identity.labels().entrySet().containsAll(pattern.labels().entrySet())
                && identity.namespaceLabels()
                        .entrySet()
                        .containsAll(pattern.namespaceLabels().entrySet());
    }

    private static Names names(PeerPattern.Workload pattern) {
        return new Names(pattern.namespace(), pattern.workload(), pattern.serviceAccount());
    }

    /** An index under construction; entries come in ascending order. */
    static final class Builder {

        private final PeerIndex.Builder v4 = new PeerIndex.Builder();
        private final PeerIndex.Builder v6 = new PeerIndex.Builder();
        private final Map<PeerPattern, IndexSet.Builder> others = new LinkedHashMap<>();

        void add(List<PeerPattern> patterns, int entry) {
            for (var pattern : patterns) {
                if (pattern instanceof Cidr cidr) {
                    (cidr.family() == Cidr.Family.IPV4 ? v4 : v6).add(cidr, entry);
                } else {
                    others.computeIfAbsent(pattern, _ -> new IndexSet.Builder()).add(entry);
                }
            }
        }

        PeerAdmission build() {
            return new PeerAdmission(this);
        }
    }
}
