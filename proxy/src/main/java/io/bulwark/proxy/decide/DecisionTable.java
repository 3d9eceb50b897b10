package io.bulwark.proxy.decide;

import io.bulwark.policy.Action;
import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.Mode;
import java.util.Arrays;

/** The table from every situation to its decision. */
public final class DecisionTable {
    private static final Decision FORWARD = new Decision.Forward();
    private static final Decision REPORT = new Decision.Report();
    private static final Decision[] TABLE =
            Arrays.stream(Situation.values()).map(DecisionTable::evaluate).toArray(Decision[]::new);

    private DecisionTable() {}

    /** What becomes of a message in this situation; makes no object. */
    public static Decision decide(Situation situation) {
        return TABLE[situation.index()];
    }

    private static Decision evaluate(Situation situation) {
        var blocks = situation.findings() == Action.BLOCK;
        var fails = situation.trouble() == Remedy.DENY;
        var inspection = situation.inspection() == Mode.ENFORCE;
        if (blocks && inspection) {
            return new Decision.Deny(Decision.Cause.SIGNATURE);
        }
        if (situation.allowlist() == Outcome.DENIED) {
            return new Decision.Deny(Decision.Cause.ALLOWLIST);
        }
        if (fails && inspection) {
            return new Decision.Deny(Decision.Cause.TROUBLE);
        }
        if (blocks) {
            return new Decision.WouldDeny(Decision.Cause.SIGNATURE);
        }
        if (situation.allowlist() == Outcome.WOULD_DENY) {
            return new Decision.WouldDeny(Decision.Cause.ALLOWLIST);
        }
        if (fails) {
            return new Decision.WouldDeny(Decision.Cause.TROUBLE);
        }
        var told = situation.findings() == Action.REPORT || situation.trouble() == Remedy.FORWARD;
        return told ? REPORT : FORWARD;
    }
}
