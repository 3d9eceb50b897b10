package io.bulwark.policy.learn;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What has a name in a profile: its kinds of calls, with who makes them and what their parameters are called. */
final class Outline {
    private static final Outline NOTHING = new Outline(Map.of());

    private final Map<OperationKey, Names> calls;

    private record Names(Set<String> peers, Set<String> parameters, Set<String> contents) {
        static Names of(OperationFacts facts) {
            return new Names(
                    Set.copyOf(facts.peers().keySet()),
                    Set.copyOf(facts.parameters().keySet()),
                    Set.copyOf(facts.contents().names().keySet()));
        }

        Names and(Names other) {
            return new Names(all(peers, other.peers), all(parameters, other.parameters), all(contents, other.contents));
        }

        boolean has(Names other) {
            return peers.containsAll(other.peers)
                    && parameters.containsAll(other.parameters)
                    && contents.containsAll(other.contents);
        }

        private static Set<String> all(Set<String> some, Set<String> more) {
            if (some.containsAll(more)) {
                return some;
            }
            var all = new HashSet<>(some);
            all.addAll(more);
            return all;
        }
    }

    private Outline(Map<OperationKey, Names> calls) {
        this.calls = calls;
    }

    /** The outline of a profile that knows nothing. */
    static Outline nothing() {
        return NOTHING;
    }

    static Outline of(Profile profile) {
        var calls = new HashMap<OperationKey, Names>();
        profile.operations().forEach((key, facts) -> calls.put(key, Names.of(facts)));
        return new Outline(calls);
    }

    /** All names of both. */
    Outline and(Outline other) {
        var all = new HashMap<>(calls);
        other.calls.forEach((key, names) -> all.merge(key, names, Names::and));
        return new Outline(all);
    }

    /** Whether this has every name of the other. */
    boolean has(Outline other) {
        return other.calls.entrySet().stream().allMatch(each -> {
            var own = calls.get(each.getKey());
            return own != null && own.has(each.getValue());
        });
    }
}
