package io.bulwark.policy;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A way to name peers in a rule. */
public sealed interface PeerPattern permits Cidr, PeerPattern.Workload, PeerPattern.Spiffe, PeerPattern.Dns {

    /** The most labels that a pattern may name of each kind. */
    int MAX_LABELS = 16;

    /**
     * Peers that are known to be of a workload: everything that is named must fit.
     *
     * @param namespace empty stands for any
     * @param namespaceLabels labels that the namespace must have
     * @param workload the name of its Deployment, StatefulSet or the like; empty stands for any
     * @param serviceAccount empty stands for any
     * @param labels labels that the peer must have
     */
    record Workload(
            String namespace,
            NavigableMap<String, String> namespaceLabels,
            String workload,
            String serviceAccount,
            NavigableMap<String, String> labels)
            implements PeerPattern {
        public Workload {
            namespaceLabels = Collections.unmodifiableNavigableMap(new TreeMap<>(namespaceLabels));
            labels = Collections.unmodifiableNavigableMap(new TreeMap<>(labels));
            Sizes.require("namespaceLabels", 0, MAX_LABELS, namespaceLabels.size());
            Sizes.require("labels", 0, MAX_LABELS, labels.size());
            if (namespace.isEmpty()
                    && workload.isEmpty()
                    && serviceAccount.isEmpty()
                    && namespaceLabels.isEmpty()
                    && labels.isEmpty()) {
                throw new IllegalArgumentException("a peer must have a name or a label");
            }
        }

        /** A workload by its names. */
        public static Workload named(String namespace, String workload) {
            return new Workload(namespace, new TreeMap<>(), workload, "", new TreeMap<>());
        }
    }

    /**
     * Peers with a SPIFFE id.
     *
     * @param id whole, or the start of one followed by {@code /*}
     */
    record Spiffe(String id) implements PeerPattern {}

    /**
     * Destinations outside the cluster, by the names that their addresses are known to have; egress only.
     *
     * @param name in lower case, or {@code *.} and the end of a name
     */
    record Dns(String name) implements PeerPattern {}
}
