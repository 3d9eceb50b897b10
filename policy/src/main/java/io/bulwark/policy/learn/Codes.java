package io.bulwark.policy.learn;

import io.bulwark.policy.SegmentType;
import io.bulwark.policy.ValuePattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes one resource, with a list of words in one place, of those that differ in nothing but a short code: a locale, a region, a currency. */
final class Codes {
    /* Such codes are few and all known, so they never become a variable of any value. What is allowed stays nearly the same: the same
     * words, with what is known of all of them together. So they must look like codes, and nothing may speak against it that how they
     * are called does not depend on the word: for each peer, verb and name of a parameter, the share of calls that have it is
     * compared, by the two-sample test of proportions. */

    private static final int FEWEST = 3;
    private static final int MOST = 64;
    private static final int SHORT = 3;
    private static final double MOSTLY = 0.6;
    private static final double DEVIATIONS = 4;
    private static final String LISTED = "{}";

    private Codes() {}

    /** The resources of one port, as they become rules. */
    static List<Place> places(String protocol, Map<String, NavigableMap<String, OperationFacts>> resources) {
        List<Place> places = new ArrayList<>();
        resources.forEach((resource, verbs) -> places.add(new Place(
                resource.equals(Coarsening.EVERYTHING) ? List.of() : Segments.split(protocol, resource),
                new TreeMap<>(),
                verbs)));
        return Segments.varies(protocol) ? Place.stepwise(places, Codes::merged) : places;
    }

    /** The same resources, fewer of them. */
    private static List<Place> merged(List<Place> places, int at) {
        Map<List<String>, List<Place>> alike = new LinkedHashMap<>();
        List<Place> all = new ArrayList<>();
        for (var place : places) {
            if (place.hasWord(at)) {
                alike.computeIfAbsent(besides(place, at), _ -> new ArrayList<>())
                        .add(place);
            } else {
                all.add(place);
            }
        }
        alike.values().forEach(group -> all.addAll(together(group, at)));
        return all;
    }

    private static List<Place> together(List<Place> group, int at) {
        var words = group.stream()
                .map(place -> Segments.unescape(place.segments().get(at)))
                .collect(Collectors.toSet());
        var codes = group.stream()
                .filter(place -> isCode(Segments.unescape(place.segments().get(at))))
                .sorted(Comparator.comparingLong(Place::calls).reversed())
                .toList();
        boolean goOn = 3 * codes.stream().filter(place -> place.calls() == 1).count() > codes.size();
        if (goOn || words.size() > MOST || codes.size() < FEWEST || codes.size() < MOSTLY * words.size()) {
            return group;
        }
        var one = codes.getFirst();
        Set<Place> left = new HashSet<>(codes.subList(0, 1));
        for (var next : codes.subList(1, codes.size())) {
            if (areAlike(one, next) && haveRoom(one, next)) {
                one = both(one, next, at);
                left.add(next);
            }
        }
        if (left.size() < FEWEST) {
            return group;
        }
        var all = new ArrayList<>(group);
        all.removeAll(left);
        all.add(one);
        return all;
    }

    /** Whether no list would have more words than a rule may list. */
    private static boolean haveRoom(Place some, Place other) {
        return some.listed().entrySet().stream()
                .allMatch(each -> each.getValue().size()
                                + other.listed()
                                        .getOrDefault(each.getKey(), Collections.emptyNavigableSet())
                                        .size()
                        < ValuePattern.MAX_VALUES);
    }

    /** What else a resource has. */
    private static List<String> besides(Place place, int at) {
        var others = new ArrayList<>(place.segments());
        place.listed().keySet().forEach(each -> others.set(each, LISTED));
        others.set(at, "");
        return others;
    }

    private static Place both(Place some, Place other, int at) {
        var words = new TreeMap<Integer, NavigableSet<String>>();
        for (var place : List.of(some, other)) {
            place.listed()
                    .forEach((key, values) ->
                            words.computeIfAbsent(key, _ -> new TreeSet<>()).addAll(values));
            if (!place.listed().containsKey(at)) {
                words.computeIfAbsent(at, _ -> new TreeSet<>())
                        .add(Segments.unescape(place.segments().get(at)));
            }
        }
        var written = new ArrayList<>(some.segments());
        written.set(at, Kinds.variable(SegmentType.ANY));
        return new Place(written, words, OperationFacts.union(some.verbs(), other.verbs(), OperationFacts::plus));
    }

    /** Whether a word is as short as codes are, or has digits or capitals as they have. */
    private static boolean isCode(String word) {
        boolean marked = word.chars().anyMatch(c -> (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'));
        return word.length() <= SHORT || (marked && word.length() <= Segments.MAX_LITERAL);
    }

    private static boolean areAlike(Place some, Place other) {
        var ours = shares(some);
        var theirs = shares(other);
        double n = some.calls();
        double m = other.calls();
        Set<String> ways = new HashSet<>(ours.keySet());
        ways.addAll(theirs.keySet());
        for (var way : ways) {
            double a = ours.getOrDefault(way, 0L);
            double b = theirs.getOrDefault(way, 0L);
            double share = Math.min(1, (a + b) / (n + m));
            double deviation = Math.sqrt(share * (1 - share) * (1 / n + 1 / m));
            if (Math.abs(a / n - b / m) > DEVIATIONS * deviation + 1e-9) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, Long> shares(Place place) {
        Map<String, Long> shares = new HashMap<>();
        place.verbs().forEach((verb, facts) -> {
            facts.peers()
                    .forEach((peer, presence) ->
                            shares.merge(verb + " " + peer, presence.seen().total(), Long::sum));
            facts.parameters()
                    .forEach((name, parameter) ->
                            shares.merge(verb + name, parameter.seen().total(), Long::sum));
            facts.contents()
                    .names()
                    .forEach((name, parameter) ->
                            shares.merge(verb + "=" + name, parameter.seen().total(), Long::sum));
        });
        return Collections.unmodifiableMap(shares);
    }
}
