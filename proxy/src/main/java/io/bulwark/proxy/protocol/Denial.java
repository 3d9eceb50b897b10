package io.bulwark.proxy.protocol;

import io.bulwark.policy.RuleLimits;
import io.bulwark.policy.Trouble;

/** Why a message is refused, in words that may be shown to the client. Never holds any of the payload. */
public sealed interface Denial {
    /** What the client is told: a rule id, {@code allowlist}, an anomaly id, or the name of a trouble. */
    String ruleId();

    /** The same for answers that have one text for all: with the limit that was exceeded, if it was one. */
    default String told() {
        return ruleId();
    }

    /** A signature of a blocking group matched. */
    record BySignature(String ruleId) implements Denial {}

    /** No allowlist rule covers the operation. */
    record ByAllowlist(String ruleId) implements Denial {}

    /** The rule that allows the operation does not allow as much of it. */
    record ByLimit(RuleLimits.Kind limit, String ruleId) implements Denial {
        @Override
        public String told() {
            return limit.id() + " of " + ruleId;
        }
    }

    /** The failure table denies this trouble. */
    record ByTrouble(Trouble trouble, String ruleId) implements Denial {}
}
