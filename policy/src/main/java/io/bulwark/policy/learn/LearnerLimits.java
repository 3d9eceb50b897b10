package io.bulwark.policy.learn;

/**
 * How much memory one learner may take.
 *
 * @param treeBytes for what was learned
 * @param pendingBytes for calls whose end is not known yet
 * @param pendingCalls how many of them at once, 16..4096
 */
public record LearnerLimits(int treeBytes, int pendingBytes, int pendingCalls) {

    private static final int ALL_TREES = 2_300_000;
    private static final int ALL_PENDING = 700_000;
    private static final int ALL_CALLS = 2048;

    public LearnerLimits {
        if (treeBytes < 16_384) {
            throw new IllegalArgumentException("treeBytes must be at least 16384, was " + treeBytes);
        }
        if (pendingBytes < 4096) {
            throw new IllegalArgumentException("pendingBytes must be at least 4096, was " + pendingBytes);
        }
        if (pendingCalls < 16 || pendingCalls > 4096) {
            throw new IllegalArgumentException("pendingCalls must be 16..4096, was " + pendingCalls);
        }
    }

    /** What each of so many learners may take, so that together they stay under 4 MiB. */
    public static LearnerLimits share(int learners) {
        return new LearnerLimits(
                Math.max(16_384, ALL_TREES / learners),
                Math.max(4096, ALL_PENDING / learners),
                Math.max(16, ALL_CALLS / learners));
    }
}
