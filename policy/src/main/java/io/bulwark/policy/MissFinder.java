package io.bulwark.policy;

import io.bulwark.policy.NearestMiss.Field;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/** Looks for the rule that came closest to allowing a request. */
final class MissFinder {

    /* First come the questions that the indexes answer at once: a rule that differs only in the method, only in the
     * protocol, only in the port, only in the peer. Then the rule whose path begins most like the request's, among those for this peer and
     * port, then for this peer, then all; a rule for the request's protocol goes before any other. That last search compares text, so it stops after MAX_PATTERNS patterns:
     * denials are what an attacker can cause, and telling why must not cost more than denying. */

    private static final int MAX_PATTERNS = 1024;
    private static final int MAX_TEXT = 128;
    private static final int MAX_LISTED = 4;
    /** More than any path can score. */
    private static final int OF_PROTOCOL = 4 * PathSyntax.MAX_BYTES;

    private final AllowlistMatcher matcher;
    private final FlowPeer peer;
    private final int port;
    private final long[] admitted;

    /** A request that was denied. */
    private record Call(String protocol, String method, Bytes resource) {}

    /** Some of the bytes. */
    private record Slice(Bytes bytes, int from, int to) implements Bytes {
        @Override
        public int length() {
            return to - from;
        }

        @Override
        public byte get(int index) {
            return bytes.get(from + index);
        }
    }

    MissFinder(AllowlistMatcher matcher, FlowPeer peer, int port, long[] admitted) {
        this.matcher = matcher;
        this.peer = peer;
        this.port = port;
        this.admitted = admitted;
    }

    NearestMiss find(String protocol, Bytes verb, Bytes resource) {
        var all = matcher.everyEntry();
        if (all.length == 0) {
            return new NearestMiss.NoRules();
        }
        if (!matcher.coversProtocol(protocol)) {
            return new NearestMiss.OtherProtocol(listed(matcher.protocols()), protocol);
        }
        var ofPeer = matcher.admittedPeer(peer);
        int entry = matcher.firstWithPath(admitted, protocol, resource);
        entry = entry >= 0 ? entry : matcher.firstOfAnyProtocol(admitted, verb, resource);
        entry = entry >= 0 ? entry : matcher.first(ofPeer, protocol, verb, resource);
        entry = entry >= 0 ? entry : matcher.first(matcher.admittedPort(port), protocol, verb, resource);
        entry = entry >= 0 ? entry : matcher.first(all, protocol, verb, resource);
        var call = new Call(protocol, text(verb), resource);
        entry = entry >= 0 ? entry : mostAlike(admitted, call);
        entry = entry >= 0 ? entry : mostAlike(ofPeer, call);
        entry = entry >= 0 ? entry : mostAlike(all, call);
        return entry >= 0 ? tell(entry, call) : new NearestMiss.NoRules();
    }

    private NearestMiss tell(int entry, Call call) {
        var rule = matcher.rule(entry);
        var operation = matcher.operation(entry);
        var http = matcher.asHttp(entry);
        if (rule.from().stream().noneMatch(this::fits)) {
            var expected = listed(rule.from().stream().map(MissFinder::text).toList());
            return new NearestMiss.Closest(rule.id(), Field.PEER, expected, peer.toString());
        }
        if (!rule.coversPort(port)) {
            return new NearestMiss.Closest(rule.id(), Field.PORT, listed(rule.ports()), Integer.toString(port));
        }
        if (!operation.coversProtocol(call.protocol())) {
            return new NearestMiss.Closest(rule.id(), Field.PROTOCOL, operation.protocol(), call.protocol());
        }
        if (!http.coversMethod(call.method())) {
            return new NearestMiss.Closest(rule.id(), Field.METHOD, listed(http.methods()), call.method());
        }
        return switch (operation) {
            case HttpOperation _ -> path(rule.id(), http, call.resource());
            case GrpcOperation grpc -> grpc(rule.id(), grpc, call.resource());
        };
    }

    private static NearestMiss path(String rule, HttpOperation http, Bytes resource) {
        var closest = http.paths().getFirst();
        for (var path : http.paths()) {
            closest = alike(path.text(), resource) > alike(closest.text(), resource) ? path : closest;
        }
        return new NearestMiss.Closest(rule, Field.PATH, text(bytes(closest.text())), text(resource));
    }

    /** A call's path is {@code /service/method}; what is none is shown as a service that no rule has. */
    private static NearestMiss grpc(String rule, GrpcOperation grpc, Bytes resource) {
        int slash = resource.length() - 1;
        while (slash > 0 && resource.get(slash) != '/') {
            slash--;
        }
        var prefix = bytes("/" + grpc.service() + "/");
        if (slash + 1 != prefix.length() || alike(prefix, resource) != prefix.length()) {
            var actual = slash > 0 ? new Slice(resource, 1, slash) : resource;
            return new NearestMiss.Closest(rule, Field.SERVICE, text(bytes(grpc.service())), text(actual));
        }
        var expected = grpc.methods().isEmpty() ? "any method" : listed(grpc.methods());
        var actual = new Slice(resource, slash + 1, resource.length());
        return new NearestMiss.Closest(rule, Field.GRPC_METHOD, expected, text(actual));
    }

    /**
     * The entry in scope whose path begins most like the resource, among those for the protocol if there are any; between
     * equals one that has the method.
     */
    private int mostAlike(long[] scope, Call call) {
        int best = IndexSet.NONE;
        int bestScore = -1;
        int budget = MAX_PATTERNS;
        for (int word = 0; word < scope.length && budget > 0; word++) {
            for (long left = scope[word]; left != 0 && budget > 0; left &= left - 1) {
                int entry = (word << 6) + Long.numberOfTrailingZeros(left);
                var http = matcher.asHttp(entry);
                int score = 0;
                for (var path : http.paths()) {
                    score = Math.max(score, 2 * alike(path.text(), call.resource()));
                }
                score += http.coversMethod(call.method()) ? 1 : 0;
                score += matcher.operation(entry).coversProtocol(call.protocol()) ? OF_PROTOCOL : 0;
                budget -= Math.max(1, http.paths().size());
                if (score > bestScore) {
                    best = entry;
                    bestScore = score;
                }
            }
        }
        return best;
    }

    /** How many bytes the resource shares with the beginning of a pattern; a variable shares one for its segment. */
    private static int alike(String pattern, Bytes resource) {
        int at = 0;
        int shared = 0;
        for (int i = 0; i < pattern.length() && at < resource.length(); i++) {
            char expected = pattern.charAt(i);
            if (expected == '{') {
                while (at < resource.length() && resource.get(at) != '/') {
                    at++;
                }
                i = pattern.indexOf('}', i) < 0 ? pattern.length() : pattern.indexOf('}', i);
            } else if (expected >= 0x80 || resource.get(at) != expected) {
                return shared;
            } else {
                at++;
            }
            shared++;
        }
        return shared;
    }

    private static int alike(Bytes prefix, Bytes resource) {
        int shared = 0;
        while (shared < prefix.length() && shared < resource.length() && prefix.get(shared) == resource.get(shared)) {
            shared++;
        }
        return shared;
    }

    private boolean fits(PeerPattern pattern) {
        return switch (peer) {
            case FlowPeer.Odd() -> false;
            case FlowPeer.Known(var family, var high, var low) ->
                switch (pattern) {
                    case Cidr cidr -> cidr.family() == family && cidr.contains(high, low);
                };
        };
    }

    private static String text(PeerPattern pattern) {
        return switch (pattern) {
            case Cidr cidr -> cidr.text();
        };
    }

    private static String text(Bytes bytes) {
        return Printable.of(bytes, MAX_TEXT);
    }

    private static Bytes bytes(String text) {
        return new ArrayBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String listed(Collection<?> expected) {
        var some = expected.stream().limit(MAX_LISTED).map(Object::toString).collect(Collectors.joining(", "));
        return text(bytes(expected.size() > MAX_LISTED ? some + ", ..." : some));
    }
}
