package io.bulwark.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong in a file, as it is found; bounded. */
public final class Problems {

    /** The most errors, and the most warnings, that are told. */
    static final int MAX_TOLD = 100;

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private int untoldErrors;
    private int untoldWarnings;

    public void error(int line, String key, String what) {
        if (errors.size() < MAX_TOLD) {
            errors.add(new Problem(Problem.Level.ERROR, line, key, what));
        } else {
            untoldErrors++;
        }
    }

    public void warning(int line, String key, String what) {
        if (warnings.size() < MAX_TOLD) {
            warnings.add(new Problem(Problem.Level.WARNING, line, key, what));
        } else {
            untoldWarnings++;
        }
    }

    public boolean hasErrors() {
        return !errors.isEmpty();
    }

    public List<Problem> errors() {
        return told(errors, untoldErrors, Problem.Level.ERROR);
    }

    public List<Problem> warnings() {
        return told(warnings, untoldWarnings, Problem.Level.WARNING);
    }

    private static List<Problem> told(List<Problem> problems, int untold, Problem.Level level) {
        var all = new ArrayList<>(problems);
        all.sort(Comparator.comparingInt(Problem::line));
        if (untold > 0) {
            all.add(new Problem(level, 0, "", "and " + untold + " more like these"));
        }
        return List.copyOf(all);
    }
}
