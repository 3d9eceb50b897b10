package io.bulwark.policy.learn;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.Characters;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Operation;
import io.bulwark.policy.SegmentType;
import io.bulwark.policy.ValuePattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a list of learned rules says of calls; for judging rules before they are enforced, not for traffic. */
public final class LearnedRules {
    private static final String HEAD_OF_PATH = "/";

    private final Map<String, List<LearnedRule>> byPlace = new HashMap<>();

    public LearnedRules(List<LearnedRule> rules) {
        for (var rule : rules) {
            int pieces = rule.resource().equals(Coarsening.EVERYTHING)
                    ? 0
                    : Segments.split(rule.protocol(), rule.resource()).size();
            byPlace.merge(place(rule.side(), rule.port(), rule.protocol(), pieces), List.of(rule), (some, more) -> {
                var all = new ArrayList<>(some);
                all.addAll(more);
                return all;
            });
        }
    }

    private static String place(FlowSide side, int port, String protocol, int pieces) {
        return side + " " + port + " " + protocol + " " + pieces;
    }

    /** Whether rules allow every part of a call. */
    public boolean allow(FlowSide side, String peer, int port, Operation operation) {
        for (int part = 0; part < operation.parts(); part++) {
            if (!allows(side, peer, port, operation, part)) {
                return false;
            }
        }
        return true;
    }

    private boolean allows(FlowSide side, String peer, int port, Operation operation, int part) {
        var protocol = operation.protocol();
        var resource = text(operation.resource(part));
        if (Segments.leads(protocol) && !resource.startsWith(HEAD_OF_PATH)) {
            return false;
        }
        var pieces = Segments.split(protocol, resource);
        var verb = text(operation.verb(part));
        for (int count : List.of(pieces.size(), 0)) {
            for (var rule : byPlace.getOrDefault(place(side, port, protocol, count), List.of())) {
                if (rule.peers().contains(peer)
                        && (count == 0 || fits(rule, pieces))
                        && rule.calls().stream().anyMatch(call -> fits(call, verb, operation))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean fits(LearnedRule rule, List<String> pieces) {
        var expected = Segments.split(rule.protocol(), rule.resource());
        for (int i = 0; i < pieces.size(); i++) {
            var variable = Segments.variable(expected.get(i));
            boolean same = variable.isPresent()
                    ? variable.get().fits(new Text(pieces.get(i)))
                            && isAsAsked(rule.places().get(i), pieces.get(i))
                    : Segments.unescape(expected.get(i)).equals(pieces.get(i));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAsAsked(@Nullable ValuePattern pattern, String piece) {
        var bytes = new Text(piece);
        return pattern == null
                || (bytes.length() >= pattern.minLength()
                        && bytes.length() <= pattern.maxLength()
                        && piece.startsWith(pattern.startsWith())
                        && pattern.characters().covers(Characters.of(bytes))
                        && (pattern.oneOf().isEmpty() || pattern.oneOf().contains(piece)));
    }

    private static boolean fits(LearnedCall call, String verb, Operation operation) {
        if (!call.verbs().contains(verb) && !call.verbs().contains(Coarsening.EVERYTHING)) {
            return false;
        }
        for (var fact : call.facts().entrySet()) {
            var actual = operation.attribute(fact.getKey());
            if (actual != null && !fact.getValue().contains(text(actual))) {
                return false;
            }
        }
        return fits(call.query(), operation.attribute(Attribute.QUERY))
                && fits(call.body(), operation.attribute(Attribute.BODY));
    }

    private static boolean fits(Optional<NavigableMap<String, ValuePattern>> expected, @Nullable Bytes actual) {
        return actual == null || expected.isEmpty() || fits(expected.get(), actual);
    }

    private static boolean fits(Map<String, ValuePattern> expected, Bytes query) {
        var pairs = new QueryPairs();
        pairs.open(query, 0, query.length());
        Set<String> names = new HashSet<>();
        while (pairs.next()) {
            var name = pairs.name().toString().substring(1);
            var pattern = expected.get(name);
            if (pattern == null || !fits(pattern, pairs) || (!names.add(name) && !pattern.repeated())) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(ValuePattern pattern, QueryPairs pair) {
        var value = pair.value();
        return pattern.withRepeated(false).equals(ValuePattern.any())
                || (pair.length() >= pattern.minLength()
                        && pair.length() <= pattern.maxLength()
                        && (pattern.startsWith().isEmpty() || value.toString().startsWith(pattern.startsWith()))
                        && (pattern.type() == SegmentType.ANY
                                || (pair.length() == value.length()
                                        && pattern.type().fits(value)))
                        && pattern.characters().covers(Characters.of(pair.characters()))
                        && (pattern.oneOf().isEmpty() || pattern.oneOf().contains(value.toString())));
    }

    private static String text(Bytes bytes) {
        return new Text(Text.copy(bytes, 0, bytes.length())).toString();
    }
}
