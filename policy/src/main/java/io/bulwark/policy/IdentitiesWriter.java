package io.bulwark.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@link PeerIdentities} in their canonical form. */
final class IdentitiesWriter {

    private IdentitiesWriter() {}

    static void write(PeerIdentities document, ObjectNode out) {
        var peers = DocumentWriter.head(out, PeerIdentities.KIND, document.metadata())
                .putArray("peers");
        for (var known : document.peers()) {
            var peer = peers.addObject().put("cidr", known.block().text());
            PeerWriter.write(known.identity(), peer);
        }
    }
}
