package io.bulwark.policy;

import java.time.Duration;

/**
 * How much a rule allows.
 *
 * @param calls how many calls in any span of {@code per}, from all of the rule's peers together; 0 stands for any number
 * @param per the span; of no meaning when {@code calls} is 0
 * @param maxBodyBytes the longest body of one request; 0 stands for any length
 */
public record RuleLimits(int calls, Duration per, long maxBodyBytes) {

    private static final RuleLimits NONE = new RuleLimits(0, Duration.ofSeconds(1), 0);

    public RuleLimits {
        if (calls < 0 || maxBodyBytes < 0 || per.isZero() || per.isNegative()) {
            throw new IllegalArgumentException(
                    "limits must be positive, were " + calls + " per " + per + " and " + maxBodyBytes);
        }
    }

    /** No limits. */
    public static RuleLimits none() {
        return NONE;
    }

    /** Whether there is any. */
    public boolean isNone() {
        return calls == 0 && maxBodyBytes == 0;
    }
}
