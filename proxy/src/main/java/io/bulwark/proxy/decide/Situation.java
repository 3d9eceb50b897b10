package io.bulwark.proxy.decide;

import io.bulwark.policy.Action;
import io.bulwark.policy.Mode;

/**
 * All that a decision rests on. There are few of them, so that each exists once and asking for one makes no object.
 *
 * @param findings the gravest action that a finding leads to; {@link Action#OFF} when nothing was found
 * @param trouble what the failure table says to the troubles that were met
 * @param inspection whether findings and troubles are acted on
 * @param allowlist whether the allowlist is acted on
 */
public record Situation(Action findings, Coverage coverage, Remedy trouble, Mode inspection, Mode allowlist) {
    private static final int ACTIONS = Action.values().length;
    private static final int COVERAGES = Coverage.values().length;
    private static final int REMEDIES = Remedy.values().length;
    private static final int MODES = Mode.values().length;
    private static final Situation[] ALL = all();

    /** The shared value. */
    public static Situation of(Action findings, Coverage coverage, Remedy trouble, Mode inspection, Mode allowlist) {
        return ALL[index(findings, coverage, trouble, inspection, allowlist)];
    }

    /** Every situation that there is, each at its {@link #index}. */
    static Situation[] values() {
        return ALL.clone();
    }

    int index() {
        return index(findings, coverage, trouble, inspection, allowlist);
    }

    private static int index(Action findings, Coverage coverage, Remedy trouble, Mode inspection, Mode allowlist) {
        var index = findings == Action.OFF ? 0 : findings == Action.REPORT ? 1 : 2;
        index = index * COVERAGES + (coverage == Coverage.COVERED ? 0 : 1);
        index = index * REMEDIES + (trouble == Remedy.NONE ? 0 : trouble == Remedy.FORWARD ? 1 : 2);
        index = index * MODES + place(inspection);
        return index * MODES + place(allowlist);
    }

    private static int place(Mode mode) {
        return mode == Mode.MONITOR ? 0 : 1;
    }

    private static Situation[] all() {
        var all = new Situation[ACTIONS * COVERAGES * REMEDIES * MODES * MODES];
        for (var findings : Action.values()) {
            for (var coverage : Coverage.values()) {
                for (var trouble : Remedy.values()) {
                    for (var inspection : Mode.values()) {
                        for (var allowlist : Mode.values()) {
                            var situation = new Situation(findings, coverage, trouble, inspection, allowlist);
                            all[situation.index()] = situation;
                        }
                    }
                }
            }
        }
        return all;
    }
}
