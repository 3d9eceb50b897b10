package io.bulwark.injector.plan;

import io.bulwark.injector.plan.Groups.Group;
import io.bulwark.policy.PeerGroup;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Everybody in the cluster, as parts of handouts of several groups each, kept up to date by namespaces. For one thread. */
final class Everybody {
    /* A part for each group would be thousands of entries in each handout, and a part for all would be told anew whole at each change. So a
     * namespace is told in so many parts that each has about as many groups as MOST says, and which part a group is in
     * depends on its name alone: a change of one group is a change of one part. */

    private static final int MOST = 64;
    private static final String NAMES = Handout.PEERS + "all/";

    private final Groups groups;
    private final String domain;
    private final Map<String, Set<String>> byNamespace = new HashMap<>();
    private NavigableMap<String, Part> parts = Collections.emptyNavigableMap();

    Everybody(Groups groups, String domain) {
        this.groups = groups;
        this.domain = domain;
    }

    /** The parts of the moment; never changed. */
    NavigableMap<String, Part> parts() {
        return parts;
    }

    /** Makes the parts of those namespaces anew whose groups have changed. */
    void update(Collection<Group> changed) {
        Set<String> namespaces = new HashSet<>();
        changed.forEach(group -> namespaces.add(group.namespace()));
        if (!namespaces.isEmpty()) {
            var next = new TreeMap<>(parts);
            namespaces.forEach(namespace -> update(namespace, next));
            parts = Collections.unmodifiableNavigableMap(next);
        }
    }

    private void update(String namespace, NavigableMap<String, Part> all) {
        var now = groups.of(namespace);
        int count = Math.max(1, Integer.highestOneBit(now.size() * 2 / MOST));
        Map<String, List<PeerGroup>> shared = new HashMap<>();
        now.forEach((name, group) -> shared.computeIfAbsent(
                        NAMES + namespace + "/" + (name.hashCode() & (count - 1)), _ -> new ArrayList<>())
                .add(group.peers()));
        for (var name : byNamespace.getOrDefault(namespace, Set.of())) {
            if (!shared.containsKey(name)) {
                all.remove(name);
            }
        }
        shared.forEach((name, of) -> {
            var next = Part.of(PeerGroup.json(namespace, domain, of));
            // The part that was there has its bytes in handouts already.
            if (!Objects.equals(next, all.get(name))) {
                all.put(name, next);
            }
        });
        if (shared.isEmpty()) {
            byNamespace.remove(namespace);
        } else {
            byNamespace.put(namespace, Set.copyOf(shared.keySet()));
        }
    }
}
