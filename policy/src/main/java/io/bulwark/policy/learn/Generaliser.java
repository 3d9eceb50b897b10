package io.bulwark.policy.learn;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.ValuePattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes rules of a profile: few, readable, and the same ones each time. */
public final class Generaliser {
    private static final String GET = "GET";
    private static final String HEAD = "HEAD";
    private static final String OPTIONS = "OPTIONS";
    private static final String HTTP = "http";

    /** How many calls must have come before their parameters are all that there are; those without any are believed at once. */
    private static final int FEWEST_CALLS = 3;

    private final RuleIds ids = new RuleIds();
    private final List<LearnedRule> rules = new ArrayList<>();

    private record Root(FlowSide side, int port, String protocol) {}

    private Generaliser() {}

    /** The rules that allow what was seen and what is like it. */
    public static List<LearnedRule> rules(Profile profile) {
        var generaliser = new Generaliser();
        for (var root : roots(condensed(profile))) {
            generaliser.add(root.getKey(), root.getValue());
        }
        return Redundancy.without(List.copyOf(generaliser.rules));
    }

    /**
     * The same profile with variables where the evidence for them is clear: what is kept in files and shown to people.
     */
    public static Profile condensed(Profile profile) {
        var operations = new TreeMap<OperationKey, OperationFacts>();
        Map<Root, Branch> trees = new LinkedHashMap<>();
        profile.operations().forEach((key, facts) -> {
            var root = new Root(key.side(), key.port(), key.protocol());
            if (key.resource().equals(Coarsening.EVERYTHING) || !Segments.varies(key.protocol())) {
                operations.merge(key, facts, OperationFacts::plus);
            } else {
                grow(trees.computeIfAbsent(root, _ -> new Branch()), key, facts);
            }
        });
        trees.forEach((root, tree) -> {
            Settling.settle(tree);
            collect(tree, root, List.of(), new TreeMap<>(), operations);
        });
        return new Profile(profile.coarseness(), profile.width(), operations, profile.paces());
    }

    private static void grow(Branch tree, OperationKey key, OperationFacts facts) {
        var branch = tree;
        int place = 0;
        for (var segment : Segments.split(key.protocol(), key.resource())) {
            var type = Segments.variable(segment);
            if (type.isPresent()) {
                branch = branch.variable(type.get());
                var values = facts.segments().get(place);
                branch.note(values == null ? Values.NONE : values);
            } else {
                branch = branch.literal(segment);
            }
            place++;
        }
        branch.add(
                key.verb(),
                new OperationFacts(
                        facts.peers(), facts.parameters(), facts.openParameters(), facts.contents(), new TreeMap<>()));
    }

    private static void collect(
            Branch branch,
            Root root,
            List<String> path,
            NavigableMap<Integer, Values> values,
            NavigableMap<OperationKey, OperationFacts> into) {
        if (!path.isEmpty()) {
            var resource = Segments.join(root.protocol(), path);
            branch.calls()
                    .forEach((verb, facts) -> into.put(
                            new OperationKey(root.side(), root.port(), root.protocol(), verb, resource),
                            new OperationFacts(
                                    facts.peers(),
                                    facts.parameters(),
                                    facts.openParameters(),
                                    facts.contents(),
                                    values)));
        }
        branch.literals().forEach((segment, child) -> collect(child, root, Segments.with(path, segment), values, into));
        branch.variables().forEach((type, child) -> {
            var longer = new TreeMap<>(values);
            longer.put(path.size(), child.values());
            collect(child, root, Segments.with(path, Kinds.variable(type)), longer, into);
        });
    }

    private static Collection<Map.Entry<Root, NavigableMap<String, NavigableMap<String, OperationFacts>>>> roots(
            Profile profile) {
        Map<Root, NavigableMap<String, NavigableMap<String, OperationFacts>>> roots = new LinkedHashMap<>();
        profile.operations()
                .forEach((key, facts) -> roots.computeIfAbsent(
                                new Root(key.side(), key.port(), key.protocol()), _ -> new TreeMap<>())
                        .computeIfAbsent(key.resource(), _ -> new TreeMap<>())
                        .put(key.verb(), facts));
        return roots.entrySet();
    }

    private void add(Root root, NavigableMap<String, NavigableMap<String, OperationFacts>> resources) {
        if (root.protocol().equals(HTTP)) {
            followGet(resources);
            followRoutes(resources);
        }
        var shared = shared(resources);
        for (var place : places(root.protocol(), resources)) {
            var resource = place.resource(root.protocol());
            var verbs = place.verbs();
            Map<NavigableSet<String>, NavigableMap<String, OperationFacts>> byPeers = new LinkedHashMap<>();
            verbs.forEach(
                    (verb, facts) -> byPeers.computeIfAbsent(facts.peers().navigableKeySet(), _ -> new TreeMap<>())
                            .put(verb, facts));
            byPeers.forEach((peers, calls) -> rules.add(new LearnedRule(
                    ids.of(root.protocol(), resource),
                    root.side(),
                    root.port(),
                    root.protocol(),
                    peers,
                    resource,
                    place.patterns(),
                    calls(calls, shared),
                    evidence(calls))));
        }
    }

    private static List<Place> places(
            String protocol, NavigableMap<String, NavigableMap<String, OperationFacts>> resources) {
        var places = Codes.places(protocol, resources);
        return Segments.varies(protocol) ? SharedWays.joined(places) : places;
    }

    /** Who may GET may HEAD. */
    private static void followGet(NavigableMap<String, NavigableMap<String, OperationFacts>> resources) {
        resources.values().forEach(verbs -> {
            var get = verbs.get(GET);
            if (get != null) {
                verbs.merge(HEAD, get, OperationFacts::plus);
            }
        });
    }

    /** Where browsers ask before they call, those that ask may ask for every route, with the parameters that it has. */
    private static void followRoutes(NavigableMap<String, NavigableMap<String, OperationFacts>> resources) {
        var asking = new TreeMap<String, Presence>();
        resources.values().forEach(verbs -> {
            var facts = verbs.get(OPTIONS);
            if (facts != null) {
                facts.peers().forEach((peer, presence) -> asking.merge(peer, presence, Presence::plus));
            }
        });
        if (asking.isEmpty()) {
            return;
        }
        resources
                .values()
                .forEach(verbs -> verbs.values().stream()
                        .reduce(OperationFacts::plus)
                        .ifPresent(all -> verbs.put(
                                OPTIONS,
                                new OperationFacts(
                                        asking,
                                        all.parameters(),
                                        all.openParameters(),
                                        all.contents(),
                                        all.segments()))));
    }

    /** Facts that belong to the port and not to the call, such as its host: their values, if those can be believed to be all. */
    private static Map<Attribute, NavigableSet<String>> shared(
            NavigableMap<String, NavigableMap<String, OperationFacts>> resources) {
        Map<Attribute, NavigableSet<String>> shared = new EnumMap<>(Attribute.class);
        for (var attribute : List.of(Attribute.HOST, Attribute.USER)) {
            var all = resources.values().stream()
                    .flatMap(verbs -> verbs.values().stream())
                    .map(facts -> Optional.ofNullable(facts.parameters().get(Facts.name(attribute))))
                    .flatMap(Optional::stream)
                    .reduce(Parameter::plus);
            all.map(parameter -> ValueEvidence.listed(
                            parameter.values(), parameter.seen().total()))
                    .filter(values -> !values.isEmpty())
                    .ifPresent(values -> shared.put(attribute, values));
        }
        return shared;
    }

    private static List<LearnedCall> calls(
            NavigableMap<String, OperationFacts> verbs, Map<Attribute, NavigableSet<String>> shared) {
        List<LearnedCall> calls = new ArrayList<>();
        verbs.forEach((verb, facts) -> {
            var call = call(verb, facts, shared);
            for (int i = 0; i < calls.size(); i++) {
                if (calls.get(i).asks(call)) {
                    calls.set(i, calls.get(i).with(call.verbs()));
                    return;
                }
            }
            calls.add(call);
        });
        return calls;
    }

    private static LearnedCall call(String verb, OperationFacts facts, Map<Attribute, NavigableSet<String>> shared) {
        var query = new TreeMap<String, ValuePattern>();
        Map<Attribute, NavigableSet<String>> others = new EnumMap<>(Attribute.class);
        others.putAll(shared);
        facts.parameters().forEach((name, parameter) -> {
            if (Facts.isQuery(name)) {
                query.put(name.substring(1), ValueEvidence.pattern(parameter));
            }
        });
        for (var attribute : Facts.OF_CALLS) {
            var parameter = facts.parameters().get(Facts.name(attribute));
            if (parameter != null) {
                var values = ValueEvidence.listed(
                        parameter.values(), parameter.seen().total());
                if (!values.isEmpty()) {
                    others.put(attribute, values);
                }
            }
        }
        boolean tooFew = facts.total() < FEWEST_CALLS && !query.isEmpty();
        var only = facts.openParameters() || tooFew
                ? Optional.<NavigableMap<String, ValuePattern>>empty()
                : Optional.of((NavigableMap<String, ValuePattern>) query);
        return new LearnedCall(
                new TreeSet<>(List.of(verb)), only, facts.contents().rule(), others);
    }

    /** What follows from other verbs is no evidence of its own. */
    private static LearnedRule.Evidence evidence(NavigableMap<String, OperationFacts> verbs) {
        var own = new TreeMap<>(verbs);
        if (own.containsKey(GET)) {
            own.remove(HEAD);
        }
        if (own.size() > 1) {
            own.remove(OPTIONS);
        }
        return evidence(own.values());
    }

    private static LearnedRule.Evidence evidence(Collection<OperationFacts> all) {
        long calls = 0;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        Set<String> sources = new HashSet<>();
        NavigableMap<Integer, Values> values = new TreeMap<>();
        for (var facts : all) {
            calls += facts.total();
            sources.addAll(facts.peers().keySet());
            for (var presence : facts.peers().values()) {
                first = Math.min(first, presence.first());
                last = Math.max(last, presence.last());
            }
            values = OperationFacts.union(values, facts.segments(), Values::join);
        }
        return new LearnedRule.Evidence(
                calls,
                first,
                last,
                sources.size(),
                values.values().stream().map(Values::distinct).toList());
    }
}
