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
    private static final String DOMAIN = "domain";
    private static final String PEERS = "peers";
    private static final String LINE_RULE =
            "must be lines of a workload, an account, a Service and addresses for which there is room";

    public PeerGroup {
        addresses = Collections.unmodifiableNavigableSet(new TreeSet<>(addresses));
    }

    /** The group as a JSON object. */
    public String json() {
        var out = DocumentWriter.object();
        write(out);
        return out.toString();
    }

    /**
     * Groups of one namespace as one JSON object, which names the namespace once; a group is one line where that says all of it.
     *
     * @param domain of the cluster's DNS
     */
    public static String json(String namespace, String domain, Collection<PeerGroup> groups) {
        var out = DocumentWriter.object().put(NAMESPACE, namespace).put(DOMAIN, domain);
        var peers = out.putArray(PEERS);
        groups.forEach(group -> PeerLine.write(namespace, domain, group)
                .ifPresentOrElse(
                        peers::add,
                        () -> new PeerGroup(in("", group.identity()), group.addresses()).write(peers.addObject())));
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

    /**
     * Reads a group, or those of a namespace, as entries of {@link PeerIdentities}; what is wrong goes to the problems.
     *
     * @param most how many addresses they may have
     */
    public static List<PeerIdentities.Known> read(String text, int most, Problems problems) {
        return switch (YamlReader.read(text)) {
            case YamlParse.Fault(var line, var why) -> {
                problems.error(line, "", "group " + why);
                yield List.of();
            }
            case YamlParse.Documents(var roots) when roots.size() == 1 -> read(roots.getFirst(), most, problems);
            case YamlParse.Documents(var roots) -> {
                problems.error(0, "", "group must be one document, was " + roots.size());
                yield List.of();
            }
        };
    }

    private static List<PeerIdentities.Known> read(YamlNode root, int most, Problems problems) {
        var fields = Fields.of(root, "", problems);
        List<PeerIdentities.Known> known = new ArrayList<>();
        if (fields.node(PEERS).isEmpty()) {
            read(fields, IdentitiesReader.identity(fields), known);
        } else {
            var namespace = PeerReader.name(fields, NAMESPACE);
            var domain = PeerReader.name(fields, DOMAIN);
            for (var node : fields.list(PEERS, 0, MAX_GROUPS)) {
                if (node instanceof YamlNode.Scalar(int at, var _, var line)) {
                    PeerLine.read(line, namespace, domain, most - known.size())
                            .ifPresentOrElse(
                                    peer -> peer.addresses()
                                            .forEach(
                                                    each -> known.add(new PeerIdentities.Known(each, peer.identity()))),
                                    () -> problems.error(at, PEERS, LINE_RULE));
                } else {
                    var group = Fields.of(node, PEERS, problems);
                    read(group, in(namespace, IdentitiesReader.identity(group)), known);
                }
            }
            fields.end();
        }
        if (known.size() > most) {
            problems.error(0, "", "must have at most " + most + " addresses, had " + known.size());
            return List.of();
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
