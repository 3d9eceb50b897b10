package io.bulwark.proxy.inspect;

import io.bulwark.policy.AllowlistDecision;
import io.bulwark.policy.Operation;
import io.bulwark.policy.PeerRules;
import org.jspecify.annotations.Nullable;

/** What the rules that allow one message say of how much there may be of it. One for each case. */
final class Quotas {
    /** The rules that are told apart within one message; of more, each part counts. */
    private static final int MAX_APART = 8;

    private final @Nullable AllowlistDecision[] counted = new AllowlistDecision[MAX_APART];
    private final Rates rates;
    private int count;
    private @Nullable AllowlistDecision smallest;
    private @Nullable AllowlistDecision smallestAnswer;

    Quotas(Rates rates) {
        this.rates = rates;
    }

    void begin() {
        count = 0;
        smallest = null;
        smallestAnswer = null;
    }

    /** Counts a request once for each rule that allows a part of it; the first that has no room for it, or null. */
    @Nullable
    AllowlistDecision count(PeerRules rules, Operation operation) {
        AllowlistDecision full = null;
        for (int part = 0; part < operation.parts(); part++) {
            var decision = rules.matchPart(operation, part);
            if (!decision.limits().isNone() && !isCounted(decision) && !count(rules, decision)) {
                full = full == null || decision.exceeded().compareTo(full.exceeded()) > 0 ? decision : full;
            }
        }
        return full;
    }

    /** Counts a request that one rule allows; false when there is no room for it. */
    boolean count(PeerRules rules, AllowlistDecision decision) {
        if (count < MAX_APART) {
            counted[count++] = decision;
        }
        var limits = decision.limits();
        if (limits.maxRequestBytes() > 0
                && (smallest == null
                        || limits.maxRequestBytes() < smallest.limits().maxRequestBytes())) {
            smallest = decision;
        }
        if (limits.maxResponseBytes() > 0
                && (smallestAnswer == null
                        || limits.maxResponseBytes() < smallestAnswer.limits().maxResponseBytes())) {
            smallestAnswer = decision;
        }
        var rate = limits.rate();
        return rate.isEmpty() || rates.take(rules.counter(decision), rate.get());
    }

    private boolean isCounted(AllowlistDecision decision) {
        for (int i = 0; i < count; i++) {
            if (decision.equals(counted[i])) {
                return true;
            }
        }
        return false;
    }

    /** The decision whose rule allows no content of this size in a request; null when all do. */
    @Nullable
    AllowlistDecision tooLarge(long size) {
        return smallest != null && size > smallest.limits().maxRequestBytes() ? smallest : null;
    }

    /** The decision that limits an answer, if one does, when it allows no content of this size in it; else null. */
    static @Nullable AllowlistDecision tooLarge(@Nullable AllowlistDecision decision, long size) {
        return decision != null && size > decision.limits().maxResponseBytes() ? decision : null;
    }

    /** The decision whose rule has the smallest limit for the content of the response; null when none has one. */
    @Nullable
    AllowlistDecision smallestAnswer() {
        return smallestAnswer;
    }
}
