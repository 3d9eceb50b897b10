package io.bulwark.policy;

/** Numbers for who calls and by which rule, by which calls are counted: FNV-1a, finished by a mixer. */
final class Callers {

    private static final long NOTHING = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Callers() {}

    /** A workload where it is known, whatever number of Pods it has; else an address. */
    static long number(FlowSide side, Peer peer) {
        long hash = (NOTHING ^ (side == FlowSide.INGRESS ? 1 : 2)) * PRIME;
        var identity = peer.identity();
        if (!identity.namespace().isEmpty() && !identity.workload().isEmpty()) {
            return text((text(hash, identity.namespace()) ^ '/') * PRIME, identity.workload());
        }
        return switch (peer.address()) {
            case FlowPeer.Known(var family, var high, var low) ->
                mixed(mixed((family == Cidr.Family.IPV4 ? ~hash : hash) + high) + low);
            case FlowPeer.Odd() -> hash;
        };
    }

    /** The number of a caller together with a rule; makes no object. */
    static long withRule(long caller, String rule) {
        return mixed(text(mixed(caller), rule));
    }

    private static long text(long from, String text) {
        long hash = from;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return hash;
    }

    /** The finisher of MurmurHash3. */
    private static long mixed(long value) {
        long hash = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
