package io.bulwark.proxy.protocol.http;

import io.bulwark.proxy.protocol.Passage;
import io.bulwark.proxy.stream.Direction;

/** What was decided of one lane; consecutive clearances are told to the passage as one. */
public final class Outlet {
    private final Passage passage;
    private final Direction direction;
    private long told;
    private long cleared;

    public Outlet(Passage passage, Direction direction) {
        this.passage = passage;
        this.direction = direction;
    }

    public void clearTo(long offset) {
        cleared = Math.max(cleared, offset);
    }

    public void discardTo(long offset) {
        flush();
        if (offset > told) {
            passage.discard(direction, offset);
            told = offset;
            cleared = offset;
        }
    }

    public void insert(byte[] bytes) {
        flush();
        passage.insert(direction, bytes);
    }

    /** Tells what was cleared since the last time. */
    public void flush() {
        if (cleared > told) {
            told = cleared;
            passage.clear(direction, cleared);
        }
    }
}
