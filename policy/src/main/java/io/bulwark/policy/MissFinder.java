package io.bulwark.policy;

import java.util.function.ToIntFunction;

/** Looks for the rule that came closest to allowing one part of a call. */
final class MissFinder {

    /* First come the questions that the indexes answer at once: a rule that differs only in its conditions, only in the verb, only in
     * the protocol, only in the port, only in the peer. Then the rule whose pattern begins most like the resource, among those
     * for this peer and port, then for this peer, then all; a rule for the call's protocol goes before any other. That last search
     * compares text, so it stops after MAX_PATTERNS patterns: denials are what an attacker can cause, and telling why must not
     * cost more than denying. */

    private static final int MAX_PATTERNS = 1024;
    /** More than any resource can score. */
    private static final int OF_PROTOCOL = 4 * PathSyntax.MAX_BYTES;

    private final AllowlistMatcher matcher;
    private final Peer peer;
    private final int port;
    private final long[] allowing;
    private final long[] ofPeer;
    private final long[] atPort;
    private final long[] admitted;

    MissFinder(AllowlistMatcher matcher, Peer peer, int port) {
        this.matcher = matcher;
        this.peer = peer;
        this.port = port;
        allowing = matcher.allowing();
        ofPeer = AllowlistMatcher.and(matcher.admittedPeer(peer), allowing);
        atPort = AllowlistMatcher.and(matcher.admittedPort(port), allowing);
        admitted = AllowlistMatcher.and(ofPeer, atPort);
    }

    NearestMiss find(Operation operation, int part) {
        if (AllowlistMatcher.isEmpty(allowing)) {
            return new NearestMiss.NoRules();
        }
        var protocol = operation.protocol();
        if (!matcher.coversProtocol(protocol)) {
            return new NearestMiss.OtherProtocol(Told.listed(matcher.protocols()), protocol);
        }
        var verb = Told.text(operation.verb(part));
        int entry = indexed(operation, part);
        if (entry == Integer.MAX_VALUE) {
            ToIntFunction<Entry> score = candidate -> score(candidate, operation, verb, operation.resource(part));
            entry = mostAlike(admitted, score);
            entry = entry >= 0 ? entry : mostAlike(ofPeer, score);
            entry = entry >= 0 ? entry : mostAlike(allowing, score);
        }
        return entry < 0
                ? new NearestMiss.NoRules()
                : new Differences(matcher, entry, operation, part).tell(peer, port);
    }

    /** What the indexes know: the lowest entry that differs in one thing only; {@link Integer#MAX_VALUE} when there is none. */
    private int indexed(Operation operation, int part) {
        var strict = matcher.newAsk().about(operation, part);
        var lax = matcher.newAsk().about(operation, part);
        var family = matcher.family(operation.protocol());
        var here = Admitted.adopt(admitted);
        int entry = family.first(lax.lax(), here);
        entry = entry < Integer.MAX_VALUE ? entry : family.firstOfAnyVerb(strict, here);
        if (entry == Integer.MAX_VALUE && operation.protocol().equals(HttpOperation.PROTOCOL)) {
            entry = matcher.family(GrpcOperation.PROTOCOL).first(strict, here);
        }
        entry = entry < Integer.MAX_VALUE ? entry : family.first(strict, Admitted.adopt(ofPeer));
        entry = entry < Integer.MAX_VALUE ? entry : family.first(strict, Admitted.adopt(atPort));
        return entry < Integer.MAX_VALUE ? entry : family.first(strict, Admitted.adopt(allowing));
    }

    private static int score(Entry entry, Operation operation, String verb, Bytes resource) {
        int score = 0;
        for (var pattern : entry.patterns()) {
            score = Math.max(score, 2 * Differences.alike(pattern, resource));
        }
        score += entry.coversVerb(verb) ? 1 : 0;
        return score + (entry.operation().coversProtocol(operation.protocol()) ? OF_PROTOCOL : 0);
    }

    /** The entry in scope with the highest score; negative when there is none. */
    private int mostAlike(long[] scope, ToIntFunction<Entry> score) {
        int best = IndexSet.NONE;
        int bestScore = -1;
        int budget = MAX_PATTERNS;
        for (int word = 0; word < scope.length && budget > 0; word++) {
            for (long left = scope[word]; left != 0 && budget > 0; left &= left - 1) {
                int number = (word << 6) + Long.numberOfTrailingZeros(left);
                var entry = matcher.entry(number);
                budget -= Math.max(1, entry.patterns().size());
                int scored = score.applyAsInt(entry);
                if (scored > bestScore) {
                    best = number;
                    bestScore = scored;
                }
            }
        }
        return best;
    }
}
