package io.bulwark.policy.learn;

/** How many pieces of one group may stand in one place of a learner's tree: fewer, the fuller the tree is. */
final class Caps {
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

    /** Whether there is room for what is only good to have. */
    boolean hasRoom() {
        return used < budget / 4 * 3;
    }

    int most(Group group) {
        if (used < budget / 2) {
            return group.most();
        }
        return used < budget / 4 * 3 ? group.most() / 2 : group.most() / 4;
    }
}
