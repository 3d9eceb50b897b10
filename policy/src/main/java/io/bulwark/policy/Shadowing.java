package io.bulwark.policy;

import java.util.List;

/** Looks for rules that can never be the one that allows, because one other rule has all that they have. */
final class Shadowing {

    /* Simple cases only: one other rule, whole entries, and patterns of which one plainly has all that the other has.
     * What is found is true; what is not found may be shadowed all the same. Pairs are compared until the budget is
     * used up, which is after some 300 rules: reading a large file must not take longer for a hint. */

    private static final int MAX_PAIRS = 50_000;

    private final SideRules side;
    private final List<Integer> lines;
    private final String key;
    private final Problems problems;
    private int pairs;

    /**
     * @param lines of the rules that allow
     * @param key under which they are
     */
    Shadowing(SideRules side, List<Integer> lines, String key, Problems problems) {
        this.side = side;
        this.lines = lines;
        this.key = key;
        this.problems = problems;
    }

    void warn() {
        var rules = side.allow();
        for (int later = 0; later < rules.size() && pairs < MAX_PAIRS; later++) {
            if (!warnOfDenial(later)) {
                warnOfShadow(later);
            }
        }
    }

    private void warnOfShadow(int later) {
        var rules = side.allow();
        for (int earlier = 0; earlier < later && pairs < MAX_PAIRS; earlier++) {
            pairs++;
            var wide = rules.get(earlier);
            if (wide.mode() == Mode.ENFORCE && Coverings.covers(wide, rules.get(later))) {
                var told = key + "[" + earlier + "] (" + wide.id() + ")";
                warn(later, told + " allows all that it allows");
                return;
            }
        }
    }

    private boolean warnOfDenial(int later) {
        for (var wide : side.deny()) {
            if (pairs++ < MAX_PAIRS
                    && wide.mode() == Mode.ENFORCE
                    && Coverings.covers(wide, side.allow().get(later))) {
                warn(later, wide.id() + " denies all that it allows");
                return true;
            }
        }
        return false;
    }

    private void warn(int rule, String why) {
        problems.warning(
                lines.get(rule),
                key + "[" + rule + "]",
                "(" + side.allow().get(rule).id() + ") never comes into play: " + why);
    }
}
