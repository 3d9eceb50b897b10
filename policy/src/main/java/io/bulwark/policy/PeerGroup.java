package io.bulwark.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bulwark.policy.yaml.YamlNode;
import io.bulwark.policy.yaml.YamlParse;
import io.bulwark.policy.yaml.YamlReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Peers of whom the same is known, and all addresses that they have.
 *
 * @param addresses each with its prefix length, such as {@code 10.1.2.3/32}
 */
public record PeerGroup(PeerIdentity identity, NavigableSet<String> addresses) {
    private static final int MAX_ADDRESSES = 65_536;
    private static final int MAX_GROUPS = 65_536;
    private static final String NAMESPACE = "namespace";
    private static final String PEERS = "peers";

    public PeerGroup {
        addresses = Collections.unmodifiableNavigableSet(new TreeSet<>(addresses));
    }

    /** The group as a JSON object. */
    public String json() {
        var out = DocumentWriter.object();
        write(out);
        return out.toString();
    }

    /** Groups of one namespace as one JSON object, which names the namespace once. */
    public static String json(String namespace, Collection<PeerGroup> groups) {
        var out = DocumentWriter.object().put(NAMESPACE, namespace);
        var peers = out.putArray(PEERS);
        groups.forEach(group -> new PeerGroup(in("", group.identity()), group.addresses()).write(peers.addObject()));
        return out.toString();
    }

    private void write(ObjectNode out) {
        PeerWriter.write(identity, out);
        addresses.forEach(out.putArray("cidrs")::add);
    }

    private static PeerIdentity in(String namespace, PeerIdentity other) {
        return new PeerIdentity(
                namespace,
                other.namespaceLabels(),
                other.workload(),
                other.serviceAccount(),
                other.labels(),
                other.spiffe(),
                other.dnsNames());
    }

    /** Whether a rule's pattern is for these peers, or for one of their addresses. */
    public boolean fits(PeerPattern pattern) {
        return switch (pattern) {
            case Cidr wide ->
                addresses.stream().flatMap(text -> Cidr.of(text).stream()).anyMatch(each -> wide.covers(each));
            case PeerPattern.Workload _, PeerPattern.Spiffe _, PeerPattern.Dns _ ->
                PeerAdmission.fits(pattern, new Peer(new FlowPeer.Odd(), identity));
        };
    }

    /** Reads a group, or those of a namespace, as entries of {@link PeerIdentities}; what is wrong goes to the problems. */
    public static List<PeerIdentities.Known> read(String text, Problems problems) {
        return switch (YamlReader.read(text)) {
            case YamlParse.Fault(var line, var why) -> {
                problems.error(line, "", "group " + why);
                yield List.of();
            }
            case YamlParse.Documents(var roots) when roots.size() == 1 -> read(roots.getFirst(), problems);
            case YamlParse.Documents(var roots) -> {
                problems.error(0, "", "group must be one document, was " + roots.size());
                yield List.of();
            }
        };
    }

    private static List<PeerIdentities.Known> read(YamlNode root, Problems problems) {
        var fields = Fields.of(root, "", problems);
        List<PeerIdentities.Known> known = new ArrayList<>();
        if (fields.node(PEERS).isEmpty()) {
            read(fields, IdentitiesReader.identity(fields), known);
        } else {
            var namespace = PeerReader.name(fields, NAMESPACE);
            for (var node : fields.list(PEERS, 0, MAX_GROUPS)) {
                var group = Fields.of(node, PEERS, problems);
                read(group, in(namespace, IdentitiesReader.identity(group)), known);
            }
            fields.end();
        }
        return known;
    }

    private static void read(Fields fields, PeerIdentity identity, List<PeerIdentities.Known> known) {
        for (var node : fields.list("cidrs", 0, MAX_ADDRESSES)) {
            var block = node instanceof YamlNode.Scalar(var _, var _, var cidr) ? Cidr.of(cidr) : Cidr.of("");
            if (block.isEmpty()) {
                fields.problems().error(node.line(), "cidrs", "must hold blocks of addresses");
            }
            block.ifPresent(each -> known.add(new PeerIdentities.Known(each, identity)));
        }
        fields.end();
    }
}
