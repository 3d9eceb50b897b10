package io.bulwark.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who has which address, by the smallest block that has it; immutable. */
final class IdentityIndex {

    private final PeerIndex v4;
    private final PeerIndex v6;
    private final Map<Cidr, PeerIdentity> identities = new HashMap<>();

    IdentityIndex(PeerIdentities document) {
        var v4Builder = new PeerIndex.Builder();
        var v6Builder = new PeerIndex.Builder();
        for (var known : document.peers()) {
            var builder = known.block().family() == Cidr.Family.IPV4 ? v4Builder : v6Builder;
            builder.add(known.block(), 0);
            identities.put(known.block(), known.identity());
        }
        v4 = v4Builder.build();
        v6 = v6Builder.build();
    }

    PeerIdentity identify(FlowPeer peer) {
        Optional<Cidr> block = switch (peer) {
            case FlowPeer.Odd() -> Optional.empty();
            case FlowPeer.Known(var family, var high, var low) ->
                switch (family) {
                    case IPV4 -> v4.smallest(high, low);
                    case IPV6 -> v6.smallest(high, low);
                };
        };
        return block.map(identities::get).orElseGet(PeerIdentity::unknown);
    }
}
