package io.bulwark.proxy;

import java.util.ArrayDeque;
import java.util.Deque;

/** Parts that must be closed in the reverse of the order in which they were made. */
final class Closing implements AutoCloseable {
    /** A part's closing, which has nothing to throw. */
    @FunctionalInterface
    interface Step {
        void close();
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    void add(Step step) {
        steps.push(step);
    }

    @Override
    public void close() {
        while (!steps.isEmpty()) {
            steps.pop().close();
        }
    }
}
