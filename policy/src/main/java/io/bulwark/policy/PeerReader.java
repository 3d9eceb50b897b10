package io.bulwark.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads who a rule is for, and who has an address. */
final class PeerReader {

    static final String NAME_RULE = "1..253 lower-case letters, digits, \"-\" and \".\"";
    static final String SPIFFE_RULE = "a SPIFFE id such as spiffe://cluster.local/ns/shop/sa/storefront";

    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern LABEL_KEY = Pattern.compile(
            "(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern SPIFFE =
            Pattern.compile("spiffe://[a-z0-9._-]{1,255}(?:/[A-Za-z0-9._-]{1,253})*(?:/\\*)?");
    private static final int MAX_SPIFFE = 2048;
    private static final List<String> WORKLOAD_KEYS =
            List.of("namespace", "namespaceLabels", "workload", "serviceAccount", "labels");

    private PeerReader() {}

    static List<PeerPattern> read(FlowSide side, Fields rule) {
        List<PeerPattern> peers = new ArrayList<>();
        rule.missing(side.peerKey());
        var nodes = rule.list(side.peerKey(), 1, AllowlistRule.MAX_PEERS);
        for (int i = 0; i < nodes.size(); i++) {
            var fields = Fields.of(nodes.get(i), rule.at(side.peerKey()) + "[" + i + "]", rule.problems());
            peer(side, fields).ifPresent(peers::add);
            fields.end();
        }
        return peers;
    }

    private static Optional<PeerPattern> peer(FlowSide side, Fields fields) {
        boolean workload =
                WORKLOAD_KEYS.stream().anyMatch(key -> fields.node(key).isPresent());
        var cidr = fields.node("cidr");
        var spiffe = fields.node("spiffe");
        var dns = fields.node("dns");
        int kinds = (workload ? 1 : 0)
                + (cidr.isPresent() ? 1 : 0)
                + (spiffe.isPresent() ? 1 : 0)
                + (dns.isPresent() ? 1 : 0);
        if (kinds != 1) {
            fields.problems()
                    .error(
                            fields.line(),
                            fields.path(),
                            "must have one of cidr, spiffe, dns and the keys of a workload ("
                                    + String.join(", ", WORKLOAD_KEYS) + "), had " + kinds);
            return Optional.empty();
        }
        if (cidr.isPresent()) {
            return cidr(fields).map(block -> block);
        }
        if (spiffe.isPresent()) {
            return Words.optional(fields, "spiffe", PeerReader::isSpiffe, SPIFFE_RULE)
                    .map(PeerPattern.Spiffe::new);
        }
        if (workload) {
            return workload(fields).map(pattern -> pattern);
        }
        if (side == FlowSide.INGRESS) {
            fields.problems().error(fields.line(), fields.at("dns"), "must be used in egress rules only");
            return Optional.empty();
        }
        return Words.optional(fields, "dns", HostSyntax::isPattern, HostSyntax.RULE)
                .map(PeerPattern.Dns::new);
    }

    private static Optional<PeerPattern.Workload> workload(Fields fields) {
        var namespace = name(fields, "namespace");
        var namespaceLabels = labels(fields.optional("namespaceLabels"));
        var workload = name(fields, "workload");
        var account = name(fields, "serviceAccount");
        var labels = labels(fields.optional("labels"));
        if (namespace.isEmpty()
                && workload.isEmpty()
                && account.isEmpty()
                && namespaceLabels.isEmpty()
                && labels.isEmpty()) {
            fields.problems().error(fields.line(), fields.path(), "must have a name or a label");
            return Optional.empty();
        }
        return Optional.of(new PeerPattern.Workload(namespace, namespaceLabels, workload, account, labels));
    }

    /** The block of addresses under {@code cidr}. */
    static Optional<Cidr> cidr(Fields fields) {
        return fields.text("cidr", _ -> true, "a block of addresses").flatMap(text -> switch (CidrSyntax.parse(text)) {
            case CidrParse.Block(var block) -> Optional.of(block);
            case CidrParse.Fault(var why) -> {
                fields.problems().error(fields.line(), fields.at("cidr"), why + ", was " + Printable.quoted(text));
                yield Optional.empty();
            }
        });
    }

    /** A Kubernetes name that may be absent. */
    static String name(Fields fields, String key) {
        return Words.optional(fields, key, PeerReader::isName, NAME_RULE).orElse("");
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static boolean isSpiffe(String text) {
        return text.length() <= MAX_SPIFFE && SPIFFE.matcher(text).matches();
    }

    static NavigableMap<String, String> labels(Fields named) {
        NavigableMap<String, String> labels = new TreeMap<>();
        var entries = named.everything();
        entries.forEach((key, node) -> {
            if (!LABEL_KEY.matcher(key).matches()) {
                named.problems().error(node.line(), named.at(key), "must be the key of a Kubernetes label");
            }
            named.text(
                            node,
                            named.at(key),
                            text -> LABEL_VALUE.matcher(text).matches(),
                            "the value of a Kubernetes label")
                    .ifPresent(value -> labels.put(key, value));
        });
        if (labels.size() > PeerPattern.MAX_LABELS) {
            named.problems()
                    .error(
                            named.line(),
                            named.path(),
                            "must have at most " + PeerPattern.MAX_LABELS + " labels, had " + labels.size());
            labels.clear();
        }
        named.end();
        return labels;
    }
}
