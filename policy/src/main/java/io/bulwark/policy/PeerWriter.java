package io.bulwark.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Peers in the canonical form of documents. */
final class PeerWriter {

    private PeerWriter() {}

    static void write(PeerPattern peer, ObjectNode out) {
        switch (peer) {
            case Cidr cidr -> out.put("cidr", cidr.text());
            case PeerPattern.Spiffe(var id) -> out.put("spiffe", id);
            case PeerPattern.Dns(var name) -> out.put("dns", name);
            case PeerPattern.Workload workload -> {
                text(out, "namespace", workload.namespace());
                labels(out, "namespaceLabels", workload.namespaceLabels());
                text(out, "workload", workload.workload());
                text(out, "serviceAccount", workload.serviceAccount());
                labels(out, "labels", workload.labels());
            }
        }
    }

    static void write(PeerIdentity identity, ObjectNode out) {
        text(out, "namespace", identity.namespace());
        labels(out, "namespaceLabels", identity.namespaceLabels());
        text(out, "workload", identity.workload());
        text(out, "serviceAccount", identity.serviceAccount());
        labels(out, "labels", identity.labels());
        text(out, "spiffe", identity.spiffe());
        AllowlistWriter.words(out, "dns", identity.dnsNames());
    }

    /** The peer as one line for a person. */
    static String text(PeerPattern peer) {
        return switch (peer) {
            case Cidr cidr -> cidr.text();
            case PeerPattern.Spiffe(var id) -> id;
            case PeerPattern.Dns(var name) -> name;
            case PeerPattern.Workload workload -> {
                var out = DocumentWriter.object();
                write(workload, out);
                yield out.properties().stream()
                        .map(entry -> entry.getKey() + "="
                                + (entry.getValue().isTextual()
                                        ? entry.getValue().textValue()
                                        : entry.getValue().toString()))
                        .reduce((a, b) -> a + " " + b)
                        .orElse("");
            }
        };
    }

    private static void text(ObjectNode out, String key, String text) {
        if (!text.isEmpty()) {
            out.put(key, text);
        }
    }

    private static void labels(ObjectNode out, String key, Map<String, String> labels) {
        if (!labels.isEmpty()) {
            var named = out.putObject(key);
            labels.forEach(named::put);
        }
    }
}
