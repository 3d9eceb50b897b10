package io.bulwark.policy;

/**
 * The rules of an allowlist that hold for one peer and one destination port.
 *
 * <p>Immutable. Made once a flow, asked once a request.
 */
public final class PeerRules {

    /** What {@link #match} answers when no rule allows the request. */
    public static final int NO_RULE = -1;

    private static final String NO_ALLOWLIST = "no-allowlist";

    private final Scope scope;

    private sealed interface Scope {

        /** There is no allowlist, so there is nothing to fall short of. */
        record Open() implements Scope {}

        /** One flow's share of an allowlist. */
        @SuppressWarnings("ArrayRecordComponent")
        record Share(AllowlistMatcher matcher, FlowPeer peer, int port, long[] admitted) implements Scope {}
    }

    private PeerRules(Scope scope) {
        this.scope = scope;
    }

    static PeerRules open() {
        return new PeerRules(new Scope.Open());
    }

    static PeerRules of(AllowlistMatcher matcher, FlowPeer peer, int port) {
        var admitted = AllowlistMatcher.and(matcher.admittedPeer(peer), matcher.admittedPort(port));
        return new PeerRules(new Scope.Share(matcher, peer, port, admitted));
    }

    /**
     * The index of the first listed rule that allows the request, or {@link #NO_RULE}; makes no object.
     *
     * <p>Without an allowlist every request is allowed, by a rule that is called {@code no-allowlist}.
     *
     * @param protocol the lower-case name of the protocol, such as {@code http} or {@code grpc}
     * @param verb the HTTP method
     * @param resource the normalised, decoded path without its query
     */
    public int match(String protocol, Bytes verb, Bytes resource) {
        if (!(scope instanceof Scope.Share share)) {
            return 0;
        }
        int entry = share.matcher.first(share.admitted, protocol, verb, resource);
        return entry == IndexSet.NONE ? NO_RULE : share.matcher.ruleIndex(entry);
    }

    /** The id of a rule that {@link #match} gave. */
    public String ruleId(int index) {
        return switch (scope) {
            case Scope.Open() -> NO_ALLOWLIST;
            case Scope.Share share ->
                share.matcher.document().ingress().get(index).id();
        };
    }

    /** The rule that came closest to allowing a request which {@link #match} denied; for denials only. */
    public NearestMiss nearestMiss(String protocol, Bytes verb, Bytes resource) {
        return switch (scope) {
            case Scope.Open() -> new NearestMiss.NoRules();
            case Scope.Share(var matcher, var peer, var port, var admitted) ->
                new MissFinder(matcher, peer, port, admitted).find(protocol, verb, resource);
        };
    }
}
