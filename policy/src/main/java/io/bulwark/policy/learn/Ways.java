package io.bulwark.policy.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How calls go on from several places: the next pieces and verb, and the same with each parameter's name, with how often it was so. */
final class Ways {
    /* A look from above does not tell pieces apart where many follow. Whether they are many is decided for all places together: if one of
     * them has many, what follows the others is of the same sort, however few of it came there. And if there are many in all places
     * together of which most came once, they are names of things, though each place has only one or two. */

    private static final int DEPTH = 2;
    private static final int FEW = 8;

    private final List<Map<String, Long>> ways = new ArrayList<>();

    private Ways(List<Branch> branches) {
        List<List<Branch>> places = new ArrayList<>();
        for (var branch : branches) {
            ways.add(new TreeMap<>());
            places.add(List.of(branch));
        }
        collect(places, "", DEPTH);
    }

    /** The ways from each of the places. */
    static List<Map<String, Long>> of(List<Branch> branches) {
        return new Ways(branches).ways;
    }

    /** @param places for each branch the places in it that look like {@code before} */
    private void collect(List<List<Branch>> places, String before, int depth) {
        boolean many = areMany(places);
        for (int i = 0; i < places.size(); i++) {
            for (var place : places.get(i)) {
                ends(place, before, ways.get(i));
                if (depth == 0) {
                    goesOn(place, before + "/**", ways.get(i));
                }
            }
        }
        if (depth == 0) {
            return;
        }
        Map<String, List<List<Branch>>> next = new TreeMap<>();
        for (int i = 0; i < places.size(); i++) {
            for (var place : places.get(i)) {
                for (var literal : place.literals().entrySet()) {
                    var type = Segments.type(literal.getKey());
                    var name = many || Kinds.isId(type) ? Kinds.variable(type) : literal.getKey();
                    places(next, name).get(i).add(literal.getValue());
                }
                for (var variable : place.variables().entrySet()) {
                    places(next, Kinds.variable(variable.getKey())).get(i).add(variable.getValue());
                }
            }
        }
        next.forEach((name, below) -> collect(below, before + "/" + name, depth - 1));
    }

    private static boolean areMany(List<List<Branch>> places) {
        Map<String, Long> all = new TreeMap<>();
        for (var ofOne : places) {
            for (var place : ofOne) {
                if (place.literals().size() > FEW) {
                    return true;
                }
                place.literals().forEach((segment, branch) -> all.merge(segment, branch.total(), Long::sum));
            }
        }
        long once = all.values().stream().filter(n -> n == 1).count();
        return all.size() > FEW && 2 * once >= all.size();
    }

    private List<List<Branch>> places(Map<String, List<List<Branch>>> next, String name) {
        return next.computeIfAbsent(name, _ -> {
            List<List<Branch>> empty = new ArrayList<>();
            ways.forEach(_ -> empty.add(new ArrayList<>()));
            return empty;
        });
    }

    private static void ends(Branch place, String before, Map<String, Long> into) {
        place.calls().forEach((verb, facts) -> {
            var way = before + " " + verb;
            into.merge(way, facts.total(), Long::sum);
            facts.parameters().forEach((name, parameter) -> {
                if (Facts.isQuery(name)) {
                    into.merge(way + name, parameter.seen().total(), Long::sum);
                }
            });
        });
    }

    private static void goesOn(Branch place, String way, Map<String, Long> into) {
        place.literals().values().forEach(branch -> into.merge(way, branch.total(), Long::sum));
        place.variables().values().forEach(branch -> into.merge(way, branch.total(), Long::sum));
    }
}
