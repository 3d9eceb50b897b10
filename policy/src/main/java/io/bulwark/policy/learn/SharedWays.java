package io.bulwark.policy.learn;

import io.bulwark.policy.SegmentType;
import io.bulwark.policy.ValuePattern;
import java.util.ArrayList;
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

/** Makes one resource, with a list of words in one place, of what is done in the same way with each of the words; what differs stays by itself. */
final class SharedWays {
    /* Things of one kind, such as buckets, have the same places below them, and nearly the same is done there. One with which something
     * else is done besides would stand beside the others with all that they have in common. So it is not words that are joined but kinds of calls, one by
     * one: those of the same verb and peers, with the same places after the word and the same names of parameters, if what was seen of each is allowed by what is
     * known of the other. A word is only listed for what was done with it itself. What was done once or twice is not joined, so that readers see it.
     *
     * Names of functions have ways in common too: orders and users are both listed, made, and read by their numbers, and readers look for them by their names. So
     * words are of one kind only if they have three places in common, or if the evidence has already made a list of some of them; and if half of what is done with a
     * word, or more, is common. */

    private static final int FEWEST_CALLS = 3;
    private static final int FEWEST_WORDS = 3;
    private static final int FEWEST_PLACES = 3;
    private static final int FEWEST_LISTED = 2;
    private static final Set<String> FOLLOWING = Set.of("HEAD", "OPTIONS");

    private final int at;
    private final List<Call> calls = new ArrayList<>();

    /** Some of what a resource is made of: what stands before the words, after them, or all. */
    private record Part(List<String> segments, NavigableMap<Integer, NavigableSet<String>> listed) {
        static Part of(Place place) {
            return of(place, 0, place.segments().size());
        }

        static Part of(Place place, int from, int to) {
            return new Part(place.segments().subList(from, to), place.listed().subMap(from, true, to, false));
        }
    }

    private record Way(Part after, String verb, NavigableSet<String> peers, List<Object> names) {
        static Way of(Place place, int at, String verb, OperationFacts facts) {
            return new Way(
                    Part.of(place, at + 1, place.segments().size()),
                    verb,
                    facts.peers().navigableKeySet(),
                    List.of(
                            facts.parameters().keySet(),
                            facts.openParameters(),
                            facts.contents().names().keySet(),
                            facts.contents().open()));
        }
    }

    /** One kind of call at one of the places. */
    private record Call(Place place, NavigableSet<String> words, Way way, OperationFacts facts) {
        boolean isListed(int at) {
            return !place.hasWord(at);
        }
    }

    /** Calls that are ruled on together. */
    private record Joint(List<Call> calls, NavigableSet<String> words, OperationFacts facts) {
        Joint with(Call call, OperationFacts more) {
            var both = new ArrayList<>(calls);
            both.add(call);
            var all = new TreeSet<>(words);
            all.addAll(call.words());
            return new Joint(both, all, facts.plus(more));
        }
    }

    private SharedWays(List<Place> group, int at) {
        this.at = at;
        for (var place : group) {
            var words = place.words(at);
            place.verbs().forEach((verb, facts) -> {
                if (facts.total() >= FEWEST_CALLS) {
                    calls.add(new Call(place, words, Way.of(place, at, verb, facts), facts));
                }
            });
        }
    }

    /** The same resources, fewer of them. */
    static List<Place> joined(List<Place> places) {
        return Place.stepwise(places, SharedWays::joined);
    }

    private static List<Place> joined(List<Place> places, int at) {
        Map<Part, List<Place>> groups = new LinkedHashMap<>();
        for (var place : places) {
            if (!place.words(at).isEmpty()) {
                groups.computeIfAbsent(Part.of(place, 0, at), _ -> new ArrayList<>())
                        .add(place);
            }
        }
        Map<Part, List<Place>> instead = new HashMap<>();
        groups.values().forEach(group -> instead.putAll(new SharedWays(group, at).joined()));
        return places.stream()
                .flatMap(place -> instead.getOrDefault(Part.of(place), List.of(place)).stream())
                .toList();
    }

    /** What stands instead of places of which something was joined; each joint stands before the first of them that it is made of. */
    private Map<Part, List<Place>> joined() {
        Map<Part, List<Place>> instead = new LinkedHashMap<>();
        Map<Part, Place> left = new LinkedHashMap<>();
        Map<Part, Map<NavigableSet<String>, List<Joint>>> joints = new LinkedHashMap<>();
        byWay(kin())
                .forEach((way, same) -> joints(same).forEach(joint -> {
                    joints.computeIfAbsent(way.after(), _ -> new LinkedHashMap<>())
                            .computeIfAbsent(joint.words(), _ -> new ArrayList<>())
                            .add(joint);
                    joint.calls()
                            .forEach(call -> left.merge(
                                    Part.of(call.place()),
                                    without(call.place(), way.verb()),
                                    (rest, _) -> without(rest, way.verb())));
                }));
        joints.values()
                .forEach(byWords -> byWords.values().forEach(same -> {
                    var first = Part.of(same.getFirst().calls().getFirst().place());
                    instead.computeIfAbsent(first, _ -> new ArrayList<>()).add(place(same));
                }));
        left.forEach((whole, place) -> {
            var all = instead.computeIfAbsent(whole, _ -> new ArrayList<>());
            if (!place.verbs().isEmpty()) {
                all.add(place);
            }
        });
        return instead;
    }

    private static Place without(Place place, String verb) {
        var verbs = new TreeMap<>(place.verbs());
        verbs.remove(verb);
        return new Place(place.segments(), place.listed(), verbs);
    }

    private Place place(List<Joint> joints) {
        var calls = joints.stream().flatMap(joint -> joint.calls().stream()).toList();
        var verbs = new TreeMap<String, OperationFacts>();
        joints.forEach(
                joint -> verbs.merge(joint.calls().getFirst().way().verb(), joint.facts(), OperationFacts::plus));
        var first = calls.getFirst().place();
        var segments = new ArrayList<>(first.segments());
        segments.set(at, Kinds.variable(type(calls)));
        var listed = new TreeMap<>(first.listed());
        listed.put(at, joints.getFirst().words());
        return new Place(segments, listed, verbs);
    }

    /** The narrowest type that has all words. */
    private SegmentType type(List<Call> calls) {
        return calls.stream()
                .map(call -> call.place().segments().get(at))
                .map(segment -> Segments.variable(segment).orElseGet(() -> Segments.type(segment)))
                .reduce(Kinds::join)
                .orElse(SegmentType.ANY);
    }

    /** The calls of the same way that may be ruled on together, where they are of more than one place. */
    private List<Joint> joints(List<Call> same) {
        List<Joint> joints = new ArrayList<>();
        var often = same.stream()
                .sorted(Comparator.comparingLong((Call call) -> call.facts().total())
                        .reversed())
                .toList();
        for (var call : often) {
            add(call, joints);
        }
        joints.removeIf(joint -> joint.calls().size() < 2);
        return joints;
    }

    private void add(Call call, List<Joint> joints) {
        var facts = withWords(call);
        for (int i = 0; i < joints.size(); i++) {
            var joint = joints.get(i);
            boolean room = joint.words().size() + call.words().size() <= ValuePattern.MAX_VALUES;
            if (room && Likeness.areAlike(joint.facts(), call.facts(), below(call.place()))) {
                joints.set(i, joint.with(call, facts));
                return;
            }
        }
        joints.add(new Joint(List.of(call), call.words(), facts));
    }

    private NavigableMap<Integer, String> below(Place place) {
        var below = new TreeMap<Integer, String>();
        for (int i = at + 1; i < place.segments().size(); i++) {
            if (!place.listed().containsKey(i)) {
                below.put(i, place.segments().get(i));
            }
        }
        return below;
    }

    /** What is known of a call, with the words as what stood in their place. */
    private OperationFacts withWords(Call call) {
        var facts = call.facts();
        var segments = new TreeMap<>(facts.segments());
        var words = call.words().stream().map(word -> Values.of(word, 1)).reduce(Values.NONE, Values::join);
        segments.merge(at, words, Values::join);
        return new OperationFacts(
                facts.peers(), facts.parameters(), facts.openParameters(), facts.contents(), segments);
    }

    private Map<Way, List<Call>> byWay(Set<String> words) {
        Map<Way, List<Call>> byWay = new LinkedHashMap<>();
        for (var call : calls) {
            if (words.containsAll(call.words())) {
                byWay.computeIfAbsent(call.way(), _ -> new ArrayList<>()).add(call);
            }
        }
        return byWay;
    }

    /** The words that are of one kind. */
    private Set<String> kin() {
        Map<String, List<Call>> own = new TreeMap<>();
        for (var call : calls) {
            if (!FOLLOWING.contains(call.way().verb())) {
                call.words()
                        .forEach(word -> own.computeIfAbsent(word, _ -> new ArrayList<>())
                                .add(call));
            }
        }
        var kin = own.keySet();
        boolean fewer;
        do {
            Set<Way> common = new HashSet<>();
            Set<Way> listed = new HashSet<>();
            byWay(kin).forEach((way, same) -> {
                int words = same.stream().mapToInt(call -> call.words().size()).sum();
                boolean some = same.stream().anyMatch(call -> call.isListed(at));
                if (some) {
                    listed.add(way);
                }
                if (some || words >= FEWEST_WORDS) {
                    common.add(way);
                }
            });
            fewer = own.values().removeIf(each -> !areOfKin(each, common, listed));
        } while (fewer);
        return kin;
    }

    /** Whether what is done with one word is mostly what is done with others. */
    private static boolean areOfKin(List<Call> own, Set<Way> common, Set<Way> listed) {
        var shared = own.stream().map(Call::way).filter(common::contains).toList();
        long places = shared.stream().map(Way::after).distinct().count();
        long withListed = shared.stream().filter(listed::contains).count();
        return 2 * shared.size() >= own.size() && (places >= FEWEST_PLACES || withListed >= FEWEST_LISTED);
    }
}
