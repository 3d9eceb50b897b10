package io.bulwark.proxy.relay;

/**
 * Leave to forward every byte of one lane before {@link #offset()}.
 *
 * <p>Only a {@link Gate} has one and moves it on, so that a lane cannot give away a byte that no gate has let pass. It is
 * one object a lane and not one a message: there is a message in every read.
 */
final class Clearance {
    private long offset;

    long offset() {
        return offset;
    }

    /** Moves the clearance on. It never goes back. */
    void advance(long to) {
        if (to < offset) {
            throw new IllegalStateException("clearance cannot go back from " + offset + " to " + to);
        }
        offset = to;
    }
}
