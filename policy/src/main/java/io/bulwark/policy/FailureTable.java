package io.bulwark.policy;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The one table that says what happens to traffic in trouble. */
public final class FailureTable {

    private final boolean enforced;
    private final Set<Trouble> denied = EnumSet.noneOf(Trouble.class);

    FailureTable(Mode mode, Map<Trouble, Fallback> fallbacks) {
        enforced = mode == Mode.ENFORCE;
        fallbacks.forEach((trouble, fallback) -> {
            if (fallback == Fallback.DENY) {
                denied.add(trouble);
            }
        });
    }

    /** Whether traffic in this trouble is refused; never so in {@link Mode#MONITOR}. */
    public boolean denies(Trouble trouble) {
        return enforced && denied.contains(trouble);
    }

    /** Whether traffic in this trouble would be refused in {@link Mode#ENFORCE}. */
    public boolean wouldDeny(Trouble trouble) {
        return denied.contains(trouble);
    }
}
