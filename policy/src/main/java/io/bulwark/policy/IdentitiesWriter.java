package io.bulwark.policy;

import java.util.function.Consumer;

/** {@link PeerIdentities} in their canonical form. */
final class IdentitiesWriter {

    private static final String END = "]}}";

    private IdentitiesWriter() {}

    /** Writes the document in pieces: as a tree in memory it would be many times as large as what it says. */
    static void write(PeerIdentities document, Consumer<String> out) {
        var all = DocumentWriter.object();
        DocumentWriter.head(all, PeerIdentities.KIND, document.metadata()).putArray("peers");
        var frame = all.toString();
        out.accept(frame.substring(0, frame.length() - END.length()));
        var between = "";
        for (var known : document.peers()) {
            var peer = DocumentWriter.object().put("cidr", known.block().text());
            PeerWriter.write(known.identity(), peer);
            out.accept(between);
            out.accept(peer.toString());
            between = ",";
        }
        out.accept(END);
    }
}
