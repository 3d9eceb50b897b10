package io.bulwark.policy;

import java.util.Optional;

/**
 * How much of what a rule allows may be asked, for each peer by itself.
 *
 * @param rate how many calls
 * @param maxRequestBytes the largest content of a request; zero stands for any
 * @param maxResponseBytes the largest content of a response; zero stands for any
 */
public record RuleLimits(Optional<Rate> rate, int maxRequestBytes, int maxResponseBytes) {

    /** The largest size that can be set. */
    public static final int MAX_BYTES = 1_073_741_824;

    /** No limits. */
    public static final RuleLimits NONE = new RuleLimits(Optional.empty(), 0, 0);

    /** What a call may have too much of. */
    public enum Kind {
        /** Its peer makes too many. */
        RATE("rate-limit"),
        /** The content of its request. */
        REQUEST_SIZE("size-limit"),
        /** The content of its response. */
        RESPONSE_SIZE("size-limit");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /** The word for events, metrics and answers. */
        public String id() {
            return id;
        }
    }

    public RuleLimits {
        if (maxRequestBytes < 0
                || maxRequestBytes > MAX_BYTES
                || maxResponseBytes < 0
                || maxResponseBytes > MAX_BYTES) {
            throw new IllegalArgumentException("maxRequestBytes and maxResponseBytes must be 0.." + MAX_BYTES
                    + ", were " + maxRequestBytes + " and " + maxResponseBytes);
        }
    }

    /** Whether nothing is limited. */
    public boolean isNone() {
        return rate.isEmpty() && maxRequestBytes == 0 && maxResponseBytes == 0;
    }

    /** What was too much, for a person. */
    public String told(Kind kind) {
        return switch (kind) {
            case RATE ->
                rate.map(most -> "more than " + most.text() + " with a burst of " + most.burst() + " from this peer")
                        .orElse("");
            case REQUEST_SIZE -> "a request of more than " + maxRequestBytes + " bytes";
            case RESPONSE_SIZE -> "a response of more than " + maxResponseBytes + " bytes";
        };
    }
}
