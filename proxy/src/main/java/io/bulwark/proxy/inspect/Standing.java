package io.bulwark.proxy.inspect;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.PeerIdentity;
import org.jspecify.annotations.Nullable;

/** Whether a flow that was let in may stay when the policy changes: looked at anew only then. */
final class Standing {
    /* An address can come to be another peer's. Who was unknown and becomes known is still the same one. A flow that was refused from its
     * beginning gets its refusals as answers, and stays. */

    private @Nullable Stance seen;
    private boolean refused;
    private PeerIdentity peer = PeerIdentity.unknown();

    /** Whether this stance was looked at before: it was good then, or the flow would be gone. */
    boolean knows(Stance stance) {
        return stance == seen;
    }

    boolean holds(Stance stance, FlowSide side, byte[] address, int port) {
        var first = seen == null;
        var identity = stance.snapshot().identify(address);
        var refusedNow =
                stance.snapshot().rulesFor(side, address, identity, port).refusesAll();
        var holds = first || ((refused || !refusedNow) && isSame(identity));
        seen = stance;
        refused = refusedNow;
        peer = identity;
        return holds;
    }

    /** Labels come and go while a Pod lives; its workload and account do not. */
    private boolean isSame(PeerIdentity identity) {
        return !peer.isKnown()
                || (peer.namespace().equals(identity.namespace())
                        && peer.workload().equals(identity.workload())
                        && peer.serviceAccount().equals(identity.serviceAccount()));
    }
}
