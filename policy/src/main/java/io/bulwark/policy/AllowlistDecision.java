package io.bulwark.policy;

/**
 * What an allowlist says of one call.
 *
 * @param rule the rule that it rests on; empty for {@link Basis#NO_RULE}
 * @param mode the mode in which it was ruled: of what is denied {@link Mode#ENFORCE}, of what is only told {@link Mode#MONITOR}
 * @param limits how much of such calls its rule allows
 */
public record AllowlistDecision(Outcome outcome, Basis basis, String rule, Mode mode, RuleLimits limits) {

    /** What becomes of the call, the gravest last. */
    public enum Outcome {
        /** It goes on, and nothing is told. */
        ALLOWED,
        /** It goes on, and is told of. */
        WOULD_DENY,
        /** It is refused. */
        DENIED
    }

    /** Why. */
    public enum Basis {
        /** Nothing says what is allowed, so everything is. */
        NO_ALLOWLIST,
        /** A rule allows it. */
        RULE,
        /** Only a rule that is on trial allows it. */
        TRIAL,
        /** A rule denies it. */
        DENY_RULE,
        /** No rule allows it. */
        NO_RULE
    }

    static final String NO_ALLOWLIST = "no-allowlist";

    private static AllowlistDecision unlimited(Outcome outcome, Basis basis, String rule, Mode mode) {
        return new AllowlistDecision(outcome, basis, rule, mode, RuleLimits.NONE);
    }

    static AllowlistDecision open() {
        return unlimited(Outcome.ALLOWED, Basis.NO_ALLOWLIST, NO_ALLOWLIST, Mode.MONITOR);
    }

    /** What is said when no rule allows a call. */
    static AllowlistDecision missed(SideRules side) {
        if (!side.closed()) {
            return open();
        }
        return unlimited(outcome(side.mode()), Basis.NO_RULE, "", side.mode());
    }

    /** What is said when a rule allows a call. */
    static AllowlistDecision allowing(SideRules side, AllowlistRule rule) {
        if (rule.mode() == Mode.ENFORCE) {
            return new AllowlistDecision(Outcome.ALLOWED, Basis.RULE, rule.id(), side.mode(), rule.limits());
        }
        var mode = side.mode().atMost(rule.mode());
        return new AllowlistDecision(outcome(mode), Basis.TRIAL, rule.id(), mode, rule.limits());
    }

    /** What is said when a rule denies a call: that is known even while the rest is still being learned. */
    static AllowlistDecision denying(SideRules side, AllowlistRule rule) {
        var mode = side.mode() == Mode.ENFORCE && rule.mode() == Mode.ENFORCE ? Mode.ENFORCE : Mode.MONITOR;
        return unlimited(outcome(mode), Basis.DENY_RULE, rule.id(), mode);
    }

    /** What becomes of a call of which there is more than the limits allow: the rule does not allow it. */
    public Outcome exceeded() {
        return outcome(mode);
    }

    private static Outcome outcome(Mode mode) {
        return switch (mode) {
            case LEARN -> Outcome.ALLOWED;
            case MONITOR -> Outcome.WOULD_DENY;
            case ENFORCE -> Outcome.DENIED;
        };
    }
}
