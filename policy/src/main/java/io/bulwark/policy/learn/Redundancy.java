package io.bulwark.policy.learn;

import io.bulwark.policy.AllowlistRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Leaves out learned rules of which one other allows all that they allow: fewer rules, and every call is ruled on as before. */
final class Redundancy {
    /** So that reading a profile of very many rules doesn't take longer for a shorter list. */
    private static final int MAX_RULES = 2000;

    private Redundancy() {}

    static List<LearnedRule> without(List<LearnedRule> rules) {
        if (rules.size() > MAX_RULES) {
            return rules;
        }
        var written = rules.stream().map(rule -> LearnedAllowlist.written(rule)).toList();
        List<LearnedRule> kept = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            if (!isRedundant(i, rules, written)) {
                kept.add(rules.get(i));
            }
        }
        return kept;
    }

    private static boolean isRedundant(int index, List<LearnedRule> rules, List<Optional<AllowlistRule>> written) {
        var narrow = written.get(index);
        if (narrow.isEmpty()) {
            return false;
        }
        for (int i = 0; i < rules.size(); i++) {
            var wide = written.get(i);
            boolean other = i != index
                    && rules.get(i).side() == rules.get(index).side()
                    && wide.isPresent()
                    && wide.get().covers(narrow.get());
            // Of two that allow the same, the first stays.
            if (other && (i < index || !narrow.get().covers(wide.get()))) {
                return true;
            }
        }
        return false;
    }
}
