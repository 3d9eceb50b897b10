package io.bulwark.proxy.decide;

import io.bulwark.policy.FailureTable;
import io.bulwark.policy.Trouble;

/** The gravest answer of the failure table to the troubles of a message, the mode not taken into account. */
public enum Remedy {
    /** There was no trouble. */
    NONE,
    FORWARD,
    DENY;

    /** What the table answers to one trouble. */
    public static Remedy of(FailureTable table, Trouble trouble) {
        return table.wouldDeny(trouble) ? DENY : FORWARD;
    }

    public Remedy and(Remedy other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
