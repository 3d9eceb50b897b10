package io.bulwark.policy.learn;

import io.bulwark.policy.ValuePattern;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * One resource on its way to rules, and what is known of it; everything has no segments.
 *
 * @param listed the only words that may stand in some of the places that are written as variables
 */
record Place(
        List<String> segments,
        NavigableMap<Integer, NavigableSet<String>> listed,
        NavigableMap<String, OperationFacts> verbs) {

    /** What becomes of resources by a step for each of their places, the first one first. */
    static List<Place> stepwise(List<Place> places, BiFunction<List<Place>, Integer, List<Place>> step) {
        var all = places;
        int longest =
                all.stream().mapToInt(place -> place.segments().size()).max().orElse(0);
        for (int at = 0; at < longest; at++) {
            all = step.apply(all, at);
        }
        return all;
    }

    long calls() {
        return verbs.values().stream().mapToLong(OperationFacts::total).sum();
    }

    /** As rules write it. */
    String resource(String protocol) {
        return segments.isEmpty() ? Coarsening.EVERYTHING : Segments.join(protocol, segments);
    }

    /** What must stand in the places that vary. */
    NavigableMap<Integer, ValuePattern> patterns() {
        var patterns = new TreeMap<Integer, ValuePattern>();
        NavigableMap<Integer, Values> seen = new TreeMap<>();
        for (var facts : verbs.values()) {
            seen = OperationFacts.union(seen, facts.segments(), Values::join);
        }
        seen.forEach((at, values) -> Optional.of(at)
                .filter(each -> each < segments.size())
                .flatMap(each -> Segments.variable(segments.get(each)))
                .flatMap(type -> ValueEvidence.place(type, values))
                .ifPresent(pattern -> patterns.put(at, pattern)));
        listed.forEach((at, words) -> patterns.put(at, ValuePattern.oneOf(words)));
        return patterns;
    }

    /** Whether a word stands at a place, and not a variable. */
    boolean hasWord(int at) {
        return at < segments.size()
                && !segments.get(at).isEmpty()
                && Segments.variable(segments.get(at)).isEmpty();
    }

    /** The only words that may stand at a place; none if others may. */
    NavigableSet<String> words(int at) {
        if (hasWord(at)) {
            return new TreeSet<>(List.of(Segments.unescape(segments.get(at))));
        }
        var pattern = at < segments.size() ? patterns().get(at) : null;
        return pattern == null ? Collections.emptyNavigableSet() : pattern.oneOf();
    }
}
