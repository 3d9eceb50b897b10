package io.bulwark.policy;

import java.util.List;

/**
 * What an allowlist says about the flows of one side.
 *
 * @param mode how far what it says is carried out
 * @param closed whether what no rule allows is denied; otherwise only what a rule denies is
 * @param allow rules that allow; none unless {@code closed}
 * @param deny rules that deny, whatever is allowed
 */
public record SideRules(Mode mode, boolean closed, List<AllowlistRule> allow, List<AllowlistRule> deny) {

    public SideRules {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        if (!closed && !allow.isEmpty()) {
            throw new IllegalArgumentException("an open side must have no rules that allow, had " + allow.size());
        }
    }

    /** A side of which nothing is said. */
    public static SideRules open(Mode mode) {
        return new SideRules(mode, false, List.of(), List.of());
    }

    /** A side on which nothing but this is allowed. */
    public static SideRules closed(Mode mode, List<AllowlistRule> allow) {
        return new SideRules(mode, true, allow, List.of());
    }

    /** The same in another mode. */
    public SideRules withMode(Mode other) {
        return new SideRules(other, closed, allow, deny);
    }

    /** The same with other rules that allow. */
    public SideRules withAllow(List<AllowlistRule> others) {
        return new SideRules(mode, true, others, deny);
    }

    /** Whether anything is said. */
    public boolean saysAnything() {
        return closed || !deny.isEmpty();
    }
}
