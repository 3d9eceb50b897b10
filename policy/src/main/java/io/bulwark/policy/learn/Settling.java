package io.bulwark.policy.learn;

import io.bulwark.policy.SegmentType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decides, place by place from the root, which pieces are values of a variable, and makes them one. */
final class Settling {
    private static final int STRUCTURE_SEEN = 5;
    private static final double STRUCTURE_EXPECTED = 10;

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
        }
    }

    private static void absorb(Branch branch, SegmentType type, Map<String, Branch> group) {
        var standing = Kinds.isId(type) ? List.<String>of() : ownStructure(branch, type, group);
        var variable = branch.variable(type);
        group.forEach((segment, child) -> {
            if (!standing.contains(segment)) {
                branch.literals().remove(segment);
                variable.note(Values.of(Segments.unescape(segment), Math.max(1, child.total())));
                variable.add(child);
            }
        });
    }

    /** Words that have a way to go on which nothing else here has, and would have if it were theirs too: {@code me} among users. */
    private static List<String> ownStructure(Branch branch, SegmentType type, Map<String, Branch> group) {
        Map<String, Long> all = new HashMap<>();
        group.values().forEach(child -> child.ways().forEach((way, n) -> all.merge(way, n, Long::sum)));
        var variable = branch.variables().get(type);
        if (variable != null) {
            variable.ways().forEach((way, n) -> all.merge(way, n, Long::sum));
        }
        long total = all.values().stream().mapToLong(n -> n).sum();
        List<String> standing = new ArrayList<>();
        group.forEach((segment, child) -> {
            var ways = child.ways();
            long own = ways.values().stream().mapToLong(n -> n).sum();
            for (var way : ways.entrySet()) {
                long n = way.getValue();
                boolean onlyHere = all.getOrDefault(way.getKey(), 0L) == n;
                if (n >= STRUCTURE_SEEN && onlyHere && (double) n / own * (total - own) >= STRUCTURE_EXPECTED) {
                    standing.add(segment);
                    break;
                }
            }
        });
        return standing;
    }

    /** Where words vary, an id that varies beside them is one of them; so is a word where anything varies. */
    private static void joinTypes(Branch branch) {
        var variables = branch.variables();
        if (variables.containsKey(SegmentType.SLUG) || variables.containsKey(SegmentType.ANY)) {
            var wide = variables.keySet().stream().reduce(Kinds::join).orElse(SegmentType.ANY);
            joinInto(branch, wide);
        } else if (variables.containsKey(SegmentType.HASH) && variables.containsKey(SegmentType.INT)) {
            var numbers = variables.get(SegmentType.INT);
            if (numbers != null && numbers.values().minLength() >= 16) {
                joinInto(branch, SegmentType.HASH);
            }
        }
    }

    private static void joinInto(Branch branch, SegmentType wide) {
        for (var type : List.copyOf(branch.variables().keySet())) {
            if (type != wide && (wide != SegmentType.HASH || type == SegmentType.INT)) {
                var narrow = branch.variables().remove(type);
                if (narrow != null) {
                    branch.variable(wide).add(narrow);
                }
            }
        }
    }

    /** Pieces that a variable here allows anyway are no rules of their own, unless something stands below them only. */
    private static void takeCovered(Branch branch) {
        for (var type : List.copyOf(branch.variables().keySet())) {
            var group = new TreeMap<String, Branch>();
            branch.literals().forEach((segment, child) -> {
                if (!segment.isEmpty() && type.fits(new Text(Segments.unescape(segment)))) {
                    group.put(segment, child);
                }
            });
            if (!group.isEmpty()) {
                absorb(branch, type, group);
            }
        }
    }
}
