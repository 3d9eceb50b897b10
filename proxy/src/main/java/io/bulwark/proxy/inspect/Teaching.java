package io.bulwark.proxy.inspect;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Operation;
import io.bulwark.policy.PeerRules;
import io.bulwark.policy.TcpOperation;
import io.bulwark.policy.learn.PaceMeter.Taken;
import io.bulwark.policy.learn.Peers;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Ruling;
import org.jspecify.annotations.Nullable;

/** What one direction of a flow asks the allowlist, and teaches those who learn. */
final class Teaching {
    /* A call is noted at the first ruling that lets it go on, while its operation is at hand, and forgotten again if anything is found
     * in it later. A flow in which something was found teaches nothing any more. */

    private final Workbench bench;
    private final FlowInfo flow;
    private final Standing standing = new Standing();
    private @Nullable PeerRules rules;
    private @Nullable Stance rulesOf;
    private String peerName = "";
    private int handle;
    private boolean handed;
    private boolean tainted;
    private boolean compared;
    private boolean recorded;
    private boolean unread;

    Teaching(Workbench bench, FlowInfo flow) {
        this.bench = bench;
        this.flow = flow;
    }

    /** The rules for this peer and port, looked up again only when the policy has changed. */
    PeerRules rules(Stance stance) {
        if (rules == null || rulesOf != stance) {
            rules = stance.snapshot()
                    .rulesFor(side(), peerAddress(), flow.destination().port());
            rulesOf = stance;
        }
        return rules;
    }

    /** Whether the policy in force still lets the flow be. */
    boolean stillAdmits() {
        var stance = bench.stance();
        return standing.knows(stance)
                || standing.holds(
                        stance, side(), peerAddress(), flow.destination().port());
    }

    /** Has a call refused that is unusual in a way that policy denies. Asked once for each message. */
    void compare(Case judged, Stance stance) {
        if (compared || !stance.deniesUnusual()) {
            return;
        }
        compared = true;
        var table = stance.snapshot().inspection().unusual();
        var kind = bench.sightings().unusual(side(), peerName(), table);
        if (kind != null) {
            judged.refuse(kind);
            if (stance.enforced()) {
                bench.sightings().denied(peerName());
            }
        }
    }

    /** A ruling was made on a call. */
    void ruled(Operation operation, Ruling ruling, Evidence evidence) {
        unread = !TcpOperation.isRead(operation.protocol());
        tainted |= isSuspect(evidence, unread);
        if (!tainted && !recorded && bench.sightings().recording()) {
            recorded = true;
            bench.sightings().record(side(), peerAddress(), flow.destination().port(), operation);
        }
        if (tainted || ruling instanceof Ruling.Deny) {
            forget();
        } else if (handle == 0 && bench.sightings().learning()) {
            handle = bench.sightings()
                    .sighting(side(), peerName(), flow.destination().port(), operation);
        }
    }

    /** Whether the call at hand is learned from. */
    boolean teaches() {
        return handle != 0;
    }

    /** What was sent along with it is known; null when it has no parameters that can be read. */
    void content(@Nullable Bytes parameters) {
        if (handle != 0) {
            bench.sightings().content(handle, parameters);
        }
    }

    int handOver() {
        handed = handle != 0;
        return handle;
    }

    void outcome(int sighting, Taken taken) {
        if (bench.sightings().learning()) {
            bench.sightings().outcome(sighting, side(), peerName(), taken);
        }
    }

    /** The message is over. */
    void end(Evidence evidence) {
        tainted |= isSuspect(evidence, unread);
        if (!handed || tainted) {
            forget();
        }
        handle = 0;
        handed = false;
        compared = false;
        recorded = false;
    }

    private void forget() {
        bench.sightings().forget(handle);
        handle = 0;
    }

    /**
     * Whether anything was found in the message, or was wrong with it. That there is no policy is not the message's fault, and that it
     * cannot be read is none of a flow that nobody reads.
     */
    static boolean isSuspect(Evidence evidence, boolean unread) {
        if (evidence.isClean()) {
            return false;
        }
        for (var noted : evidence.troubles()) {
            boolean harmless = switch (noted.trouble()) {
                case NO_POLICY, EVENT_QUEUE_FULL -> true;
                case UNREADABLE -> unread;
                case DETECTION_TIMEOUT, PROTOCOL_VIOLATION, LIMIT_EXCEEDED, MATCHER_FAILED, IDENTITY_UNKNOWN -> false;
            };
            if (!harmless) {
                return true;
            }
        }
        return !evidence.findings().isEmpty();
    }

    /** What rules call the peer: its workload if that is known, else the block of addresses around it. */
    private String peerName() {
        if (peerName.isEmpty()) {
            var address = peerAddress();
            peerName = Peers.name(bench.stance().snapshot().identify(address), address);
        }
        return peerName;
    }

    FlowSide side() {
        return switch (flow.side()) {
            case INGRESS -> FlowSide.INGRESS;
            case EGRESS -> FlowSide.EGRESS;
        };
    }

    /** Of what comes in the peer is the client, of what goes out the destination. */
    private byte[] peerAddress() {
        return switch (flow.side()) {
            case INGRESS -> flow.peer().address().address().getAddress();
            case EGRESS -> flow.destination().address().getAddress();
        };
    }
}
