package io.bulwark.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for rules, and entries of them, that can never come into play: nothing fits them, or others have all that they have. */
final class Shadowing {

    /* Simple cases only: one other rule, whole entries, and patterns of which one plainly has all that the other has.
     * What is found is true; what is not found may be shadowed all the same. Pairs are compared until the budget is
     * used up, which is after some 300 rules: reading a large file must not take longer for a hint. */

    private static final int MAX_PAIRS = 50_000;

    private final SideRules side;
    private final Places allow;
    private final Places deny;
    private final Problems problems;
    private int pairs;

    /**
     * Where the rules of one list are.
     *
     * @param lines of the rules
     * @param key under which they are
     */
    record Places(List<Integer> lines, String key) {

        String of(int rule) {
            return key + "[" + rule + "]";
        }
    }

    Shadowing(SideRules side, Places allow, Places deny, Problems problems) {
        this.side = side;
        this.allow = allow;
        this.deny = deny;
        this.problems = problems;
    }

    void warn() {
        for (int rule = 0; rule < side.allow().size() && pairs < MAX_PAIRS; rule++) {
            if (!warnOfDenial(rule) && !warnOfShadow(rule)) {
                warnOfEntries(side.allow().get(rule), allow, rule);
            }
        }
        for (int rule = 0; rule < side.deny().size() && pairs < MAX_PAIRS; rule++) {
            if (!warnOfOtherDenial(rule)) {
                warnOfEntries(side.deny().get(rule), deny, rule);
            }
        }
    }

    /** A rule on trial comes after all others, wherever it stands. */
    private boolean warnOfShadow(int later) {
        var rules = side.allow();
        var narrow = rules.get(later);
        int end = narrow.mode() == Mode.ENFORCE ? later : rules.size();
        for (int other = 0; other < end && pairs < MAX_PAIRS; other++) {
            pairs++;
            var wide = rules.get(other);
            if (other != later && wide.mode() == Mode.ENFORCE && Coverings.covers(wide, narrow)) {
                warn(allow, later, narrow, allow.of(other) + " (" + wide.id() + ") allows all that it allows");
                return true;
            }
        }
        return false;
    }

    private boolean warnOfDenial(int rule) {
        var narrow = side.allow().get(rule);
        for (var wide : side.deny()) {
            if (pairs++ < MAX_PAIRS && wide.mode() == Mode.ENFORCE && Coverings.covers(wide, narrow)) {
                warn(allow, rule, narrow, wide.id() + " denies all that it allows");
                return true;
            }
        }
        return false;
    }

    private boolean warnOfOtherDenial(int later) {
        var narrow = side.deny().get(later);
        for (int earlier = 0; earlier < later && pairs < MAX_PAIRS; earlier++) {
            pairs++;
            var wide = side.deny().get(earlier);
            boolean counts = wide.mode() == Mode.ENFORCE || narrow.mode() != Mode.ENFORCE;
            if (counts && Coverings.covers(wide, narrow)) {
                warn(deny, later, narrow, deny.of(earlier) + " (" + wide.id() + ") denies all that it denies");
                return true;
            }
        }
        return false;
    }

    /** Entries count by themselves for each protocol, as they do in the file. */
    private void warnOfEntries(AllowlistRule rule, Places places, int place) {
        var entries = rule.operations();
        Map<String, Integer> counted = new HashMap<>();
        for (int i = 0; i < entries.size() && pairs < MAX_PAIRS; i++) {
            var entry = entries.get(i);
            int number = counted.merge(entry.protocol(), 1, Integer::sum) - 1;
            var key = places.of(place) + "." + entry.protocol() + "[" + number + "]";
            int earlier = i;
            var why = NeverFits.reason(entry)
                    .or(() -> repeated(entries.subList(0, earlier), entry))
                    .or(() -> denied(rule, entry));
            why.ifPresent(text -> problems.warning(places.lines().get(place), key, "(" + rule.id() + ") " + text));
        }
    }

    /** An entry that stands earlier in the same rule has it all. */
    private Optional<String> repeated(List<RuleOperation> earlier, RuleOperation entry) {
        pairs += earlier.size();
        return earlier.stream().anyMatch(other -> Coverings.covers(other, entry))
                ? Optional.of("never comes into play: an earlier entry of the rule has all that it has")
                : Optional.empty();
    }

    /** A rule of {@code deny} denies an entry of one that allows; of a rule that denies this has nothing to tell. */
    private Optional<String> denied(AllowlistRule rule, RuleOperation entry) {
        if (side.deny().contains(rule) || rule.operations().size() == 1) {
            return Optional.empty();
        }
        var alone = rule.withOperations(List.of(entry));
        return side.deny().stream()
                .filter(wide -> pairs++ < MAX_PAIRS && wide.mode() == Mode.ENFORCE && Coverings.covers(wide, alone))
                .findFirst()
                .map(wide -> "never comes into play: " + wide.id() + " denies all that it allows");
    }

    private void warn(Places places, int place, AllowlistRule rule, String why) {
        problems.warning(
                places.lines().get(place), places.of(place), "(" + rule.id() + ") never comes into play: " + why);
    }
}
