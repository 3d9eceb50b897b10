package io.bulwark.policy.learn;

import io.bulwark.policy.SegmentType;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** One place of the tree of resources that rules are made from. Only the generaliser that made it changes it. */
final class Branch {
    private final TreeMap<String, Branch> literals = new TreeMap<>();
    private final EnumMap<SegmentType, Branch> variables = new EnumMap<>(SegmentType.class);
    private final TreeMap<String, OperationFacts> calls = new TreeMap<>();
    private Values values = Values.NONE;

    NavigableMap<String, Branch> literals() {
        return literals;
    }

    Map<SegmentType, Branch> variables() {
        return variables;
    }

    /** The calls that end here, by verb. */
    NavigableMap<String, OperationFacts> calls() {
        return calls;
    }

    /** What stood for this place, if it is a variable. */
    Values values() {
        return values;
    }

    void note(Values more) {
        values = values.join(more);
    }

    Branch literal(String segment) {
        return literals.computeIfAbsent(segment, _ -> new Branch());
    }

    Branch variable(SegmentType type) {
        return variables.computeIfAbsent(type, _ -> new Branch());
    }

    void add(String verb, OperationFacts facts) {
        calls.merge(verb, facts, OperationFacts::plus);
    }

    /** Adds all that is known below another place. */
    void add(Branch other) {
        values = values.join(other.values);
        other.calls.forEach(this::add);
        other.literals.forEach((segment, branch) -> literal(segment).add(branch));
        other.variables.forEach((type, branch) -> variable(type).add(branch));
    }

    /** How many calls go through here. */
    long total() {
        long sum = 0;
        for (var facts : calls.values()) {
            sum += facts.total();
        }
        for (var branch : literals.values()) {
            sum += branch.total();
        }
        for (var branch : variables.values()) {
            sum += branch.total();
        }
        return sum;
    }

    /** How often each peer came here with which verb, to this place or to one so far below it. */
    Map<String, Long> visits() {
        var visits = new TreeMap<String, Long>();
        visits("", visits);
        return visits;
    }

    private void visits(String below, Map<String, Long> visits) {
        calls.forEach((verb, facts) -> facts.peers()
                .forEach((peer, presence) ->
                        visits.merge(below + verb + " " + peer, presence.seen().total(), Long::sum)));
        literals.values().forEach(branch -> branch.visits(below + "/", visits));
        variables.values().forEach(branch -> branch.visits(below + "/", visits));
    }
}
