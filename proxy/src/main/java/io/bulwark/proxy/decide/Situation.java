package io.bulwark.proxy.decide;

import io.bulwark.policy.Action;
import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.Mode;
import java.util.List;

/**
 * All that a decision rests on. There are few of them, so that each exists once and asking for one makes no object.
 *
 * @param findings the gravest action that a finding leads to; {@link Action#OFF} when nothing was found
 * @param allowlist what the allowlist says, its mode taken into account
 * @param trouble what the failure table says to the troubles that were met
 * @param inspection whether findings and troubles are acted on
 */
public record Situation(Action findings, Outcome allowlist, Remedy trouble, Mode inspection) {
    private static final int ACTIONS = Action.values().length;
    private static final int OUTCOMES = Outcome.values().length;
    private static final int REMEDIES = Remedy.values().length;
    private static final List<Mode> MODES = List.of(Mode.MONITOR, Mode.ENFORCE);
    private static final Situation[] ALL = all();

    /** The shared value. */
    public static Situation of(Action findings, Outcome allowlist, Remedy trouble, Mode inspection) {
        return ALL[index(findings, allowlist, trouble, inspection)];
    }

    /** Every situation that there is, each at its {@link #index}. */
    static Situation[] values() {
        return ALL.clone();
    }

    int index() {
        return index(findings, allowlist, trouble, inspection);
    }

    private static int index(Action findings, Outcome allowlist, Remedy trouble, Mode inspection) {
        var index = findings == Action.OFF ? 0 : findings == Action.REPORT ? 1 : 2;
        index = index * OUTCOMES + place(allowlist);
        index = index * REMEDIES + (trouble == Remedy.NONE ? 0 : trouble == Remedy.FORWARD ? 1 : 2);
        return index * MODES.size() + (inspection == Mode.ENFORCE ? 1 : 0);
    }

    private static int place(Outcome outcome) {
        return switch (outcome) {
            case ALLOWED -> 0;
            case WOULD_DENY -> 1;
            case DENIED -> 2;
        };
    }

    private static Situation[] all() {
        var all = new Situation[ACTIONS * OUTCOMES * REMEDIES * MODES.size()];
        for (var findings : Action.values()) {
            for (var allowlist : Outcome.values()) {
                for (var trouble : Remedy.values()) {
                    for (var inspection : MODES) {
                        var situation = new Situation(findings, allowlist, trouble, inspection);
                        all[situation.index()] = situation;
                    }
                }
            }
        }
        return all;
    }
}
