package io.bulwark.policy.learn;

import io.bulwark.policy.SegmentType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The evidence on whether pieces that may stand in one place are names of things or names of functions. */
final class Siblings {
    /* Names of things (ids, slugs) go on coming up new, and what follows them does not depend on which one it is. Names of functions
     * are all seen soon, and each has its own verbs, sub-paths, parameters and its own mix of them. So the evidence is: how many
     * there are; the chance that the next one is new (Good-Turing: those seen once, of all calls); how much the way a call goes on
     * depends on the piece (Cramér's V, corrected for its bias); and whether they look like codes. */

    private static final double MANY_NEW = 0.5;
    private static final double SOME_NEW = 0.15;
    private static final double FEW_NEW = 0.02;
    private static final int SATURATED_CALLS = 30;

    /** So few calls do not tell a code that comes often from one of many. */
    private static final int FEW_CALLS = 3;

    /** How many calls of each piece, on average, are enough to trust that how they go on does not depend on it. */
    private static final int ENOUGH_CALLS = 25;

    private final SegmentType type;
    private final int count;
    private final int codes;
    private final long calls;
    private final long once;
    private final long codesOnce;
    private final int ways;
    private final double dependence;

    private Siblings(SegmentType type, List<String> names, List<Branch> branches) {
        this.type = type;
        count = names.size();
        codes = (int) names.stream().filter(Siblings::isCode).count();
        var totals = branches.stream().map(Branch::total).toList();
        calls = totals.stream().mapToLong(n -> n).sum();
        once = totals.stream().filter(n -> n <= 1).count();
        codesOnce = IntStream.range(0, count)
                .filter(i -> isCode(names.get(i)) && totals.get(i) <= 1)
                .count();
        var waysOf = Ways.of(branches);
        Set<String> all = new HashSet<>();
        waysOf.forEach(each -> all.addAll(each.keySet()));
        ways = all.size();
        dependence = dependence(waysOf, all.size());
    }

    static Siblings of(SegmentType type, Map<String, Branch> branches) {
        return new Siblings(
                type, branches.keySet().stream().map(Segments::unescape).toList(), List.copyOf(branches.values()));
    }

    /** Whether the pieces are values of a variable. */
    boolean isVariable() {
        if (count == 0) {
            return false;
        }
        double fresh = (double) once / calls;
        return switch (type) {
            case UUID, HASH, DATE -> true;
            case INT ->
                count == 1 ? calls <= FEW_CALLS : once > 0 || count > 8 || calls < (long) SATURATED_CALLS * count;
            case SLUG, TOKEN, ANY -> isVariableOfWords(fresh);
        };
    }

    private boolean isVariableOfWords(double fresh) {
        if (calls <= FEW_CALLS && codes == count) {
            return true;
        }
        if (codes >= 2 && 5 * codes >= 3 * count) {
            return fresh > FEW_NEW || count >= 8;
        }
        if (codes >= 3 && 2 * codes >= count && 2 * codesOnce >= codes) {
            return true;
        }
        if (dependence > 0.5 && !(count >= 40 && fresh >= 0.05)) {
            return false;
        }
        return (count >= 4 && fresh >= MANY_NEW && ways == 1)
                || (count >= 6 && fresh >= SOME_NEW && dependence < 0.35)
                || (count >= 10 && fresh >= FEW_NEW && dependence < 0.3)
                || (count >= 16 && dependence < 0.2)
                || (count >= 24 && dependence < 0.3)
                || (count >= 3 && ways >= 3 && calls >= ENOUGH_CALLS * (long) count && dependence < 0.1);
    }

    /** How much the way that calls go on depends on the branch that they go through, from 0 to 1. */
    static double dependence(List<Branch> branches) {
        var waysOf = Ways.of(branches);
        Set<String> all = new HashSet<>();
        waysOf.forEach(each -> all.addAll(each.keySet()));
        return dependence(waysOf, all.size());
    }

    private static double dependence(List<Map<String, Long>> waysOf, int ways) {
        var totals = waysOf.stream()
                .map(each -> each.values().stream().mapToLong(n -> n).sum())
                .toList();
        return dependence(waysOf, totals, totals.stream().mapToLong(n -> n).sum(), ways);
    }

    /** A word with digits in it, such as codes have and names of functions hardly ever. */
    static boolean isCode(String name) {
        long digits = name.chars().filter(c -> c >= '0' && c <= '9').count();
        return (digits >= 2 && name.length() >= 5) || name.indexOf('@') >= 0 || isMixed(name, digits);
    }

    /** A word that has digits, capitals and small letters, as codes that are drawn by chance have. */
    private static boolean isMixed(String name, long digits) {
        return digits > 0
                && name.length() >= 6
                && name.chars().anyMatch(Character::isUpperCase)
                && name.chars().anyMatch(Character::isLowerCase);
    }

    /** Cramér's V between pieces and ways, with Bergsma's correction: 0 when how a call goes on tells nothing of the piece. */
    private static double dependence(List<Map<String, Long>> waysOf, List<Long> totals, long calls, int ways) {
        int rows = waysOf.size();
        if (rows < 2 || ways < 2 || calls < 2) {
            return 0;
        }
        Map<String, Long> sums = new HashMap<>();
        waysOf.forEach(each -> each.forEach((way, n) -> sums.merge(way, n, Long::sum)));
        double chi = 0;
        for (int row = 0; row < rows; row++) {
            for (var entry : sums.entrySet()) {
                double expected = (double) totals.get(row) * entry.getValue() / calls;
                double actual = waysOf.get(row).getOrDefault(entry.getKey(), 0L);
                chi += (actual - expected) * (actual - expected) / expected;
            }
        }
        double phi = Math.max(0, chi / calls - (double) (rows - 1) * (ways - 1) / (calls - 1));
        double fairRows = rows - (double) (rows - 1) * (rows - 1) / (calls - 1);
        double fairWays = ways - (double) (ways - 1) * (ways - 1) / (calls - 1);
        double least = Math.min(fairRows, fairWays) - 1;
        return least <= 0 ? 0 : Math.sqrt(phi / least);
    }
}
