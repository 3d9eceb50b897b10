package io.bulwark.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the spec of {@link PeerIdentities}. */
final class IdentitiesReader {

    private static final int MAX_DNS_NAMES = 64;

    private IdentitiesReader() {}

    static PeerIdentities read(Metadata metadata, Fields spec) {
        List<PeerIdentities.Known> peers = new ArrayList<>();
        Set<Cidr> blocks = new HashSet<>();
        spec.missing("peers");
        var nodes = spec.list("peers", 0, Integer.MAX_VALUE);
        for (int i = 0; i < nodes.size(); i++) {
            var fields = Fields.of(nodes.get(i), spec.at("peers") + "[" + i + "]", spec.problems());
            var known = known(fields);
            if (known.isPresent() && !blocks.add(known.get().block())) {
                spec.problems()
                        .error(
                                fields.line(),
                                fields.at("cidr"),
                                "must be unique, was " + known.get().block() + " again");
            }
            known.ifPresent(peers::add);
        }
        return new PeerIdentities(metadata, peers);
    }

    private static Optional<PeerIdentities.Known> known(Fields fields) {
        var block = PeerReader.cidr(fields);
        var identity = identity(fields);
        fields.end();
        return block.map(cidr -> new PeerIdentities.Known(cidr, identity));
    }

    /** What a mapping says of a peer besides its address. */
    static PeerIdentity identity(Fields fields) {
        return new PeerIdentity(
                PeerReader.name(fields, "namespace"),
                PeerReader.labels(fields.optional("namespaceLabels")),
                PeerReader.name(fields, "workload"),
                PeerReader.name(fields, "serviceAccount"),
                PeerReader.labels(fields.optional("labels")),
                Words.optional(
                                fields,
                                "spiffe",
                                text -> PeerReader.isSpiffe(text) && !text.endsWith("*"),
                                PeerReader.SPIFFE_RULE)
                        .orElse(""),
                Words.read(
                        fields,
                        "dns",
                        MAX_DNS_NAMES,
                        text -> HostSyntax.isPattern(text) && !text.startsWith(HostSyntax.WILD),
                        "a host's name in lower case"));
    }
}
