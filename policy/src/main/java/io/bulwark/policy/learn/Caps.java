package io.bulwark.policy.learn;

import io.bulwark.policy.SegmentType;
/** How many pieces of one kind may stand below one place of a learner's tree: fewer, the fuller the tree is. */
final class Caps {
    private static final int IDS = 12;
    private static final int WORDS = 64;

    private final long budget;
    private long used;

    Caps(long budget) {
        this.budget = budget;
    }

    void grown(long bytes) {
        used += bytes;
    }

    long used() {
        return used;
    }

    void used(long bytes) {
        used = bytes;
    }

    boolean full() {
        return used >= budget;
    }

    int most(SegmentType kind) {
        int most = Kinds.isId(kind) ? IDS : WORDS;
        if (used < budget / 2) {
            return most;
        }
        return used < budget / 4 * 3 ? most / 2 : most / 4;
    }
}
