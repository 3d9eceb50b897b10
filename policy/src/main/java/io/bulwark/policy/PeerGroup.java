package io.bulwark.policy;

import io.bulwark.policy.yaml.YamlNode;
import io.bulwark.policy.yaml.YamlParse;
import io.bulwark.policy.yaml.YamlReader;
import java.util.ArrayList;
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

    public PeerGroup {
        addresses = Collections.unmodifiableNavigableSet(new TreeSet<>(addresses));
    }

    /** The group as a JSON object. */
    public String json() {
        var out = DocumentWriter.object();
        PeerWriter.write(identity, out);
        addresses.forEach(out.putArray("cidrs")::add);
        return out.toString();
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

    /** Reads a group as entries of {@link PeerIdentities}; what is wrong with it goes to the problems. */
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
        var identity = IdentitiesReader.identity(fields);
        List<PeerIdentities.Known> known = new ArrayList<>();
        for (var node : fields.list("cidrs", 0, MAX_ADDRESSES)) {
            var block = node instanceof YamlNode.Scalar(var _, var _, var cidr) ? Cidr.of(cidr) : Cidr.of("");
            if (block.isEmpty()) {
                problems.error(node.line(), "cidrs", "must hold blocks of addresses");
            }
            block.ifPresent(each -> known.add(new PeerIdentities.Known(each, identity)));
        }
        fields.end();
        return known;
    }
}
