package io.bulwark.policy;

import org.jspecify.annotations.Nullable;

/**
 * What an allowlist says to one peer at one destination port.
 *
 * <p>Made once a flow, asked once a call, by one thread: it has room of its own that is used again.
 */
public final class PeerRules {

    private static final AllowlistDecision NO_ALLOWLIST = AllowlistDecision.open();

    private final Scope scope;
    private boolean limited;
    private int withoutBody = Integer.MAX_VALUE;
    private int watched = Integer.MAX_VALUE;

    private sealed interface Scope {

        /** There is no allowlist, so there is nothing to fall short of. */
        record Open() implements Scope {}

        /**
         * One flow's share of an allowlist.
         *
         * @param admitted the entries that decide
         * @param watching the entries that only tell, and whether there are any
         * @param refusesAll whether no call can be allowed
         * @param caller a number that stands for side and peer
         */
        record Share(
                AllowlistMatcher matcher,
                Peer peer,
                int port,
                Admitted admitted,
                Admitted watching,
                boolean watched,
                boolean refusesAll,
                Ask ask,
                long caller)
                implements Scope {}
    }

    private PeerRules(Scope scope) {
        this.scope = scope;
    }

    static PeerRules open() {
        return new PeerRules(new Scope.Open());
    }

    static PeerRules of(AllowlistMatcher matcher, FlowSide side, Peer peer, int port) {
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
                matcher.newAsk(),
                Callers.number(side, peer)));
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
        limited = false;
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

    private AllowlistDecision decide(Scope.Share share, Operation operation, int part) {
        var matcher = share.matcher;
        var family = matcher.family(operation.protocol());
        var ask = share.ask.about(operation, part);
        var decided = matcher.decision(family.first(ask, share.admitted));
        limited |= !decided.limits().isNone();
        if (!share.watched || decided.outcome() != AllowlistDecision.Outcome.ALLOWED) {
            return decided;
        }
        int watching = family.first(ask, share.watching);
        return watching == Integer.MAX_VALUE ? decided : matcher.decision(watching);
    }

    /** Whether some part of the call that was matched last was allowed by a rule with limits. */
    public boolean limited() {
        return limited;
    }

    /** What the allowlist says of one part of a call. */
    public AllowlistDecision matchPart(Operation operation, int part) {
        return scope instanceof Scope.Share share ? decide(share, operation, part) : NO_ALLOWLIST;
    }

    /** A number that stands for a rule together with this flow's side and peer; makes no object. */
    public long counter(AllowlistDecision decision) {
        return scope instanceof Scope.Share share ? Callers.withRule(share.caller, decision.rule()) : 0;
    }

    /**
     * What the allowlist says of a request of one part of which only the head is known; null when that depends on its content, which
     * {@link #matchBody} is asked about then. Makes no object.
     */
    public @Nullable AllowlistDecision matchHead(Operation operation) {
        if (!(scope instanceof Scope.Share share)) {
            return match(operation);
        }
        var family = share.matcher.family(operation.protocol());
        var ask = share.ask.about(operation, 0).headOnly();
        withoutBody = family.first(ask, share.admitted);
        watched = share.watched ? family.first(ask.about(operation, 0), share.watching) : Integer.MAX_VALUE;
        boolean depends = ask.awaiting() > 0 && ask.awaiting(0) < withoutBody;
        return depends ? null : decide(share, withoutBody);
    }

    /**
     * What the allowlist says of the request whose head was matched last, now that its content is known; makes no object.
     *
     * @param parameters in the form of a query; null when the content could not be read
     */
    public AllowlistDecision matchBody(@Nullable Bytes parameters) {
        if (!(scope instanceof Scope.Share share)) {
            return NO_ALLOWLIST;
        }
        int found = withoutBody;
        for (int i = share.ask.awaiting() - 1; i >= 0 && parameters != null; i--) {
            int entry = share.ask.awaiting(i);
            found = entry < found && share.ask.bodyHolds(entry, parameters) ? entry : found;
        }
        return decide(share, found);
    }

    private AllowlistDecision decide(Scope.Share share, int found) {
        var decided = share.matcher.decision(found);
        limited = !decided.limits().isNone();
        boolean told = watched < Integer.MAX_VALUE && decided.outcome() == AllowlistDecision.Outcome.ALLOWED;
        return told ? share.matcher.decision(watched) : decided;
    }

    /** Why {@link #matchBody} did not simply allow the request; for denials only. */
    public NearestMiss nearestMissOfBody(@Nullable Bytes parameters, AllowlistDecision decision) {
        return switch (decision.basis()) {
            case DENY_RULE -> new NearestMiss.Denied(decision.rule());
            case TRIAL -> new NearestMiss.OnTrial(decision.rule());
            case NO_ALLOWLIST, RULE, NO_RULE ->
                scope instanceof Scope.Share share && share.ask.awaiting() > 0
                        ? bodyMiss(share.matcher.entry(share.ask.awaiting(0)), parameters)
                        : new NearestMiss.NoRules();
        };
    }

    private static NearestMiss bodyMiss(Entry entry, @Nullable Bytes parameters) {
        var unread = new Condition.Difference(
                NearestMiss.Field.BODY, "a form or JSON whose parameters can be read", "other content");
        var difference = parameters == null
                ? unread
                : entry.condition().bodyDifference(parameters).orElse(unread);
        return new NearestMiss.Closest(
                entry.rule().id(), entry.rule().mode(), difference.field(), difference.expected(), difference.actual());
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
