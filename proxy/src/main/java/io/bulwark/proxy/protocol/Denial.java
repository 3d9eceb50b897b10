package io.bulwark.proxy.protocol;

import io.bulwark.policy.Trouble;

/** Why a message is refused, in words that may be shown to the client. Never holds any of the payload. */
public sealed interface Denial {
    /** What the client is told: a rule id, {@code allowlist}, an anomaly id, or the name of a trouble. */
    String ruleId();

    /** A signature of a blocking group matched. */
    record BySignature(String ruleId) implements Denial {}

    /** No allowlist rule covers the operation. */
    record ByAllowlist(String ruleId) implements Denial {}

    /** The failure table denies this trouble. */
    record ByTrouble(Trouble trouble, String ruleId) implements Denial {}
}
