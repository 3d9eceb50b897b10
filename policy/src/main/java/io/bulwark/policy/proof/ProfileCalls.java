package io.bulwark.policy.proof;

import io.bulwark.policy.AddressBytes;
import io.bulwark.policy.Attribute;
import io.bulwark.policy.PeerIdentity;
import io.bulwark.policy.learn.Peers;
import io.bulwark.policy.learn.SampleCall;
import io.bulwark.policy.proof.RecordedCall.Part;
import io.bulwark.policy.proof.RecordedCall.Text;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sample of what a profile has seen, as a call that rules can be asked about.
 *
 * @param call as the first address of the peer's block would make it
 * @param last as the last one would
 * @param identity what the profile knows of the peer
 */
record ProfileCalls(RecordedCall call, RecordedCall last, PeerIdentity identity) {
    /* A workload's addresses come and go, and a profile does not have them. Its calls are judged as those of 0.0.0.0, which is in no
     * block but the one of all addresses. */

    private static final byte[] NOBODY = new byte[4];

    static List<ProfileCalls> of(List<SampleCall> samples) {
        return samples.stream().map(ProfileCalls::of).toList();
    }

    private static ProfileCalls of(SampleCall sample) {
        Map<Attribute, Text> attributes = new EnumMap<>(Attribute.class);
        sample.attributes().forEach((attribute, value) -> attributes.put(attribute, Text.of(value)));
        var block = block(sample.peer());
        var call = new RecordedCall(
                sample.side(),
                block.getFirst(),
                sample.port(),
                sample.protocol(),
                List.of(new Part(Text.of(sample.verb()), Text.of(sample.resource()))),
                attributes,
                Set.of(),
                sample.count());
        return new ProfileCalls(call, call.by(block.getLast()), identity(sample.peer()));
    }

    private static PeerIdentity identity(String peer) {
        int slash = peer.indexOf('/');
        return Peers.isBlock(peer) || slash < 0
                ? PeerIdentity.unknown()
                : PeerIdentity.of(peer.substring(0, slash), peer.substring(slash + 1), "", Map.of());
    }

    /** The first and the last address of a block. */
    private static List<byte[]> block(String peer) {
        int slash = peer.indexOf('/');
        var first = Peers.isBlock(peer)
                ? AddressBytes.parse(peer.substring(0, slash)).orElse(NOBODY)
                : NOBODY;
        if (!Peers.isBlock(peer)) {
            return List.of(first, first);
        }
        int bits = Integer.parseInt(peer.substring(slash + 1));
        var last = first.clone();
        for (int bit = bits; bit < Byte.SIZE * last.length; bit++) {
            last[bit / Byte.SIZE] |= (byte) (0x80 >>> bit % Byte.SIZE);
        }
        return List.of(first, last);
    }
}
