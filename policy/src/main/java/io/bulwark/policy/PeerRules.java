package io.bulwark.policy;

/**
 * What an allowlist says to one peer at one destination port.
 *
 * <p>Made once a flow, asked once a call, by one thread: it has room of its own that is used again.
 */
public final class PeerRules {

    private static final AllowlistDecision NO_ALLOWLIST = AllowlistDecision.open();

    private final Scope scope;

    private sealed interface Scope {

        /** There is no allowlist, so there is nothing to fall short of. */
        record Open() implements Scope {}

        /**
         * One flow's share of an allowlist.
         *
         * @param admitted the entries that decide
         * @param watching the entries that only tell, and whether there are any
         * @param refusesAll whether no call can be allowed
         */
        record Share(
                AllowlistMatcher matcher,
                Peer peer,
                int port,
                Admitted admitted,
                Admitted watching,
                boolean watched,
                boolean refusesAll,
                Ask ask)
                implements Scope {}
    }

    private PeerRules(Scope scope) {
        this.scope = scope;
    }

    static PeerRules open() {
        return new PeerRules(new Scope.Open());
    }

    static PeerRules of(AllowlistMatcher matcher, Peer peer, int port) {
        var both = AllowlistMatcher.and(matcher.admittedPeer(peer), matcher.admittedPort(port));
        boolean refusesAll = matcher.refusesWhatItLacks() && AllowlistMatcher.isEmpty(both);
        var watching = AllowlistMatcher.and(both, matcher.watching());
        for (int i = 0; i < both.length; i++) {
            both[i] &= ~watching[i];
        }
        boolean watched = !AllowlistMatcher.isEmpty(watching);
        return new PeerRules(new Scope.Share(
                matcher,
                peer,
                port,
                Admitted.adopt(both),
                Admitted.adopt(watching),
                watched,
                refusesAll,
                matcher.newAsk()));
    }

    /** Whether no call of this peer at this port can be allowed, whatever it asks. */
    public boolean refusesAll() {
        return scope instanceof Scope.Share share && share.refusesAll;
    }

    /**
     * What the allowlist says of a call; makes no object.
     *
     * <p>Each part of a call is ruled on by itself, so that one rule may allow one part and another rule the next. The gravest
     * outcome counts, of several the first.
     */
    public AllowlistDecision match(Operation operation) {
        if (!(scope instanceof Scope.Share share)) {
            return NO_ALLOWLIST;
        }
        var gravest = decide(share, operation, 0);
        int parts = operation.parts();
        for (int part = 1; part < parts; part++) {
            if (gravest.outcome() == AllowlistDecision.Outcome.DENIED) {
                return gravest;
            }
            var next = decide(share, operation, part);
            gravest = next.outcome().compareTo(gravest.outcome()) > 0 ? next : gravest;
        }
        return gravest;
    }

    private static AllowlistDecision decide(Scope.Share share, Operation operation, int part) {
        var matcher = share.matcher;
        var family = matcher.family(operation.protocol());
        var ask = share.ask.about(operation, part);
        var decided = matcher.decision(family.first(ask, share.admitted));
        if (!share.watched || decided.outcome() != AllowlistDecision.Outcome.ALLOWED) {
            return decided;
        }
        int watched = family.first(ask, share.watching);
        return watched == Integer.MAX_VALUE ? decided : matcher.decision(watched);
    }

    /** Why a call is not simply allowed, told by the rule that came closest; for denials only. */
    public NearestMiss nearestMiss(Operation operation) {
        return switch (scope) {
            case Scope.Open() -> new NearestMiss.NoRules();
            case Scope.Share share -> {
                int gravest = 0;
                for (int part = 1; part < operation.parts(); part++) {
                    var outcome = decide(share, operation, part).outcome();
                    gravest =
                            outcome.compareTo(decide(share, operation, gravest).outcome()) > 0 ? part : gravest;
                }
                var decision = decide(share, operation, gravest);
                yield switch (decision.basis()) {
                    case DENY_RULE -> new NearestMiss.Denied(decision.rule());
                    case TRIAL -> new NearestMiss.OnTrial(decision.rule());
                    case NO_ALLOWLIST, RULE, NO_RULE ->
                        new MissFinder(share.matcher, share.peer, share.port).find(operation, gravest);
                };
            }
        };
    }
}
