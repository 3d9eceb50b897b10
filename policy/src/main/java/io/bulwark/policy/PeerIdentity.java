package io.bulwark.policy;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of a peer besides its address. What is not known is empty.
 *
 * @param workload the name of its Deployment, StatefulSet or the like
 * @param spiffe its SPIFFE id
 * @param dnsNames the names that its address is known to have, in lower case
 */
public record PeerIdentity(
        String namespace,
        NavigableMap<String, String> namespaceLabels,
        String workload,
        String serviceAccount,
        NavigableMap<String, String> labels,
        String spiffe,
        NavigableSet<String> dnsNames) {

    private static final PeerIdentity UNKNOWN =
            new PeerIdentity("", new TreeMap<>(), "", "", new TreeMap<>(), "", new TreeSet<>());

    public PeerIdentity {
        namespaceLabels = copy(namespaceLabels);
        labels = copy(labels);
        dnsNames = dnsNames.isEmpty()
                ? Collections.emptyNavigableSet()
                : Collections.unmodifiableNavigableSet(new TreeSet<>(dnsNames));
    }

    /** Most have none, and there are thousands of them. */
    private static NavigableMap<String, String> copy(NavigableMap<String, String> texts) {
        return texts.isEmpty()
                ? Collections.emptyNavigableMap()
                : Collections.unmodifiableNavigableMap(new TreeMap<>(texts));
    }

    /** A peer of which nothing is known. */
    public static PeerIdentity unknown() {
        return UNKNOWN;
    }

    /** A peer of which only workload, service account and labels are known. */
    public static PeerIdentity of(
            String namespace, String workload, String serviceAccount, Map<String, String> labels) {
        return new PeerIdentity(
                namespace, new TreeMap<>(), workload, serviceAccount, new TreeMap<>(labels), "", new TreeSet<>());
    }

    /** A peer of which only these names are known. */
    static PeerIdentity named(String namespace, String workload, String serviceAccount, NavigableSet<String> dnsNames) {
        return new PeerIdentity(namespace, new TreeMap<>(), workload, serviceAccount, new TreeMap<>(), "", dnsNames);
    }

    /** Whether anything is known. */
    public boolean isKnown() {
        return !equals(UNKNOWN);
    }
}
