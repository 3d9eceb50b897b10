package io.bulwark.injector.plan;

import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.policy.PeerPattern;
import java.util.NavigableSet;
import java.util.TreeSet;

/** What rules of the cluster ask of identities: labels that no rule names need not be told. */
record Wanted(NavigableSet<String> labels, NavigableSet<String> namespaceLabels, boolean spiffe) {

    static Wanted by(Iterable<DocumentFacts> documents) {
        var labels = new TreeSet<String>();
        var namespaceLabels = new TreeSet<String>();
        var spiffe = false;
        for (var document : documents) {
            for (var peer : document.peers()) {
                if (peer instanceof PeerPattern.Workload workload) {
                    labels.addAll(workload.labels().keySet());
                    namespaceLabels.addAll(workload.namespaceLabels().keySet());
                }
                spiffe |= peer instanceof PeerPattern.Spiffe;
            }
        }
        return new Wanted(labels, namespaceLabels, spiffe);
    }
}
