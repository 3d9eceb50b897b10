package io.bulwark.policy.learn;

import io.bulwark.policy.SegmentType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Decides, place by place from the root, which pieces are values of a variable, and makes them one. */
final class Settling {
    /** How unlikely it must be that a way was seen here only by chance, whatever way it is and whoever has it. */
    private static final double CHANCE = 0.01;

    private static final int OFTEN = 16;
    private static final int SOMETIMES = 5;
    private static final double HARDLY = 0.05;
    private static final int RARE = 20;
    private static final double ALIKE = 0.35;
    private static final List<Function<List<Branch>, List<Map<String, Long>>>> VIEWS =
            List.of(Ways::of, branches -> branches.stream().map(Branch::visits).toList());

    private Settling() {}

    static void settle(Branch branch) {
        for (var type : SegmentType.values()) {
            settle(branch, type);
        }
        joinTypes(branch);
        takeCovered(branch);
        branch.literals().values().forEach(Settling::settle);
        branch.variables().values().forEach(Settling::settle);
    }

    private static void settle(Branch branch, SegmentType type) {
        var group = new TreeMap<String, Branch>();
        branch.literals().forEach((segment, child) -> {
            if (!segment.isEmpty() && Segments.type(segment) == type) {
                group.put(segment, child);
            }
        });
        if (group.isEmpty()) {
            return;
        }
        if (branch.variables().containsKey(type) || Siblings.of(type, group).isVariable()) {
            absorb(branch, type, group);
        } else if (!Kinds.isId(type)) {
            // A word that is called like the others and has a way of its own besides hides, if it comes often, that
            // they are of one sort.
            var others = new TreeMap<>(group);
            others.keySet().removeAll(ownStructure(branch, type, group));
            if (others.size() < group.size()
                    && sharesWays(group, others)
                    && Siblings.of(type, others).isVariable()) {
                absorb(branch, type, group);
            }
        }
    }

    /** Whether each piece that is not among the others goes on in some way as one of them does. */
    private static boolean sharesWays(Map<String, Branch> group, Map<String, Branch> others) {
        var ways = Ways.of(List.copyOf(group.values()));
        Set<String> theirs = new HashSet<>();
        List<Set<String>> own = new ArrayList<>();
        int i = 0;
        for (var segment : group.keySet()) {
            var taken = ways.get(i++).keySet();
            if (others.containsKey(segment)) {
                theirs.addAll(taken);
            } else {
                own.add(taken);
            }
        }
        return own.stream().noneMatch(each -> Collections.disjoint(each, theirs));
    }

    private static void absorb(Branch branch, SegmentType type, Map<String, Branch> group) {
        var values = new TreeMap<>(group);
        if (!Kinds.isId(type)) {
            values.keySet().removeAll(ownStructure(branch, type, group));
            boolean listed = wouldBeListed(branch, type, values);
            if (listed) {
                values.keySet().removeAll(lacking(branch, type, values));
            }
            // What most words stand out from is no sort of its own, and what was a list becomes no place for any word.
            boolean most = 2 * values.size() > group.size() && (!listed || wouldBeListed(branch, type, values));
            if (!most && !branch.variables().containsKey(type)) {
                return;
            }
        }
        var variable = branch.variable(type);
        values.forEach((segment, child) -> {
            branch.literals().remove(segment);
            variable.note(values(segment, child));
            variable.add(child);
        });
    }

    private static Values values(String segment, Branch branch) {
        return Values.of(Segments.unescape(segment), Math.max(1, branch.total()));
    }

    private static boolean wouldBeListed(Branch branch, SegmentType type, Map<String, Branch> group) {
        var variable = branch.variables().get(type);
        var values = variable == null ? Values.NONE : variable.values();
        for (var each : group.entrySet()) {
            values = values.join(values(each.getKey(), each.getValue()));
        }
        return ValueEvidence.place(type, values)
                .filter(pattern -> !pattern.oneOf().isEmpty())
                .isPresent();
    }

    /**
     * Words of which something was never seen that would have been if it were done with them too. Where words go on coming up new that says
     * little of each; where they would be listed, each is listed only for what was done with it.
     */
    private static List<String> lacking(Branch branch, SegmentType type, Map<String, Branch> group) {
        return words(branch, type, group, (_, own, all, looks) -> lacks(own, all, sum(all), looks));
    }

    /** Something that a word may be among its like. */
    private interface Look {
        /**
         * Whether it is.
         *
         * @param own its ways
         * @param all those of all
         * @param looks how many pairs of a piece and a way are looked at
         */
        boolean finds(String word, Map<String, Long> own, Map<String, Long> all, int looks);
    }

    /** The words of a group of which something is found, in one view or another, beside each other and beside the variable that is there. */
    private static List<String> words(Branch branch, SegmentType type, Map<String, Branch> group, Look look) {
        var names = List.copyOf(group.keySet());
        var branches = new ArrayList<>(group.values());
        var variable = branch.variables().get(type);
        if (variable != null) {
            branches.add(variable);
        }
        List<String> found = new ArrayList<>();
        for (var view : VIEWS) {
            var seen = view.apply(branches);
            var all = all(seen);
            for (int i = 0; i < names.size(); i++) {
                if (look.finds(names.get(i), seen.get(i), all, seen.size() * all.size())) {
                    found.add(names.get(i));
                }
            }
        }
        return found;
    }

    private static boolean lacks(Map<String, Long> own, Map<String, Long> all, long total, int looks) {
        double sum = sum(own);
        return all.entrySet().stream()
                .filter(way -> !own.containsKey(way.getKey()))
                .anyMatch(way -> looks * Math.exp(-sum * way.getValue() / (total - sum)) < CHANCE);
    }

    private static Map<String, Long> all(List<Map<String, Long>> seen) {
        Map<String, Long> all = new HashMap<>();
        seen.forEach(each -> each.forEach((way, n) -> all.merge(way, n, Long::sum)));
        return all;
    }

    /**
     * Words that have a way to go on which nothing else here has, and would have if it were theirs too: {@code me} among users. What looks
     * like a code is the name of a thing, whatever was done with that thing and with no other yet.
     */
    private static List<String> ownStructure(Branch branch, SegmentType type, Map<String, Branch> group) {
        // Two words that share a way of their own hide each other until one of them stands.
        List<String> standing = new ArrayList<>();
        var others = new TreeMap<>(group);
        List<String> found;
        do {
            found = standingOut(branch, type, others);
            standing.addAll(found);
            others.keySet().removeAll(found);
        } while (!found.isEmpty());
        return standing;
    }

    private static List<String> standingOut(Branch branch, SegmentType type, Map<String, Branch> group) {
        return words(
                branch,
                type,
                group,
                (word, own, all, looks) ->
                        !Siblings.isCode(Segments.unescape(word)) && standsOut(own, all, sum(all) - sum(own), looks));
    }

    /**
     * Whether a way of one piece is too rare elsewhere. What came once comes to somebody, which says nothing.
     *
     * @param looks how many pairs of a piece and a way are looked at
     */
    private static boolean standsOut(Map<String, Long> own, Map<String, Long> all, long others, int looks) {
        double sum = sum(own);
        double share = sum / (sum + others);
        for (var way : own.entrySet()) {
            long n = way.getValue();
            double expected = n / sum * others;
            long elsewhere = all.getOrDefault(way.getKey(), 0L) - n;
            boolean nowhereElse = elsewhere == 0 && n > 1 && looks * Math.pow(share, (double) n) < CHANCE;
            boolean hardlyElse =
                    elsewhere > 0 && n >= SOMETIMES && looks * chance(n, sum * elsewhere / others) < CHANCE;
            if (nowhereElse || hardlyElse || (n >= OFTEN && elsewhere < HARDLY * expected)) {
                return true;
            }
        }
        return false;
    }

    /** Chernoff's bound for the chance that something comes so often or more, if it is expected so often. */
    private static double chance(long n, double expected) {
        return expected >= n ? 1 : Math.exp(n - expected) * Math.pow(expected / n, (double) n);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(n -> n).sum();
    }

    /** Where words vary, an id that goes on like them is one of them; codes of digits only are codes. */
    private static void joinTypes(Branch branch) {
        for (var wide : List.of(SegmentType.HASH, SegmentType.SLUG, SegmentType.TOKEN, SegmentType.ANY)) {
            for (var type : List.copyOf(branch.variables().keySet())) {
                var into = branch.variables().get(wide);
                var narrow = branch.variables().get(type);
                if (into != null && narrow != null && type != wide && mayJoin(type, narrow, wide, into)) {
                    branch.variables().remove(type);
                    into.add(narrow);
                }
            }
        }
    }

    private static boolean mayJoin(SegmentType type, Branch narrow, SegmentType wide, Branch into) {
        if (wide == SegmentType.HASH) {
            return type == SegmentType.INT && narrow.values().minLength() >= 16;
        }
        if (!wide.covers(type)) {
            return false;
        }
        var both = List.of(narrow, into);
        var ways = Ways.of(both);
        boolean rare = narrow.total() < RARE
                && ways.get(1).keySet().containsAll(ways.get(0).keySet());
        return rare || Siblings.dependence(both) < ALIKE;
    }

    /** Pieces that a variable here allows anyway are no rules of their own, unless something stands below them only. */
    private static void takeCovered(Branch branch) {
        for (var variable : new EnumMap<>(branch.variables()).entrySet()) {
            var type = variable.getKey();
            Map<SegmentType, Map<String, Branch>> groups = new EnumMap<>(SegmentType.class);
            branch.literals().forEach((segment, child) -> {
                if (!segment.isEmpty() && type.fits(new Text(Segments.unescape(segment)))) {
                    groups.computeIfAbsent(Segments.type(segment), _ -> new TreeMap<>())
                            .put(segment, child);
                }
            });
            groups.entrySet()
                    .removeIf(each -> each.getKey() != type
                            && !mayJoin(each.getKey(), together(each.getValue()), type, variable.getValue()));
            var group = new TreeMap<String, Branch>();
            groups.values().forEach(group::putAll);
            if (!group.isEmpty()) {
                absorb(branch, type, group);
            }
        }
    }

    private static Branch together(Map<String, Branch> group) {
        var all = new Branch();
        group.values().forEach(all::add);
        return all;
    }
}
