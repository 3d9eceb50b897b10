package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.protocol.Passage;
import io.bulwark.proxy.stream.Direction;

/** What was decided of one lane. The commands of a pipeline are cleared as one, so that their buffer leaves whole. */
final class Outlet {
    private final Passage passage;
    private final Direction direction;
    private long told;
    private long cleared;

    Outlet(Passage passage, Direction direction) {
        this.passage = passage;
        this.direction = direction;
    }

    void clearTo(long offset) {
        cleared = Math.max(cleared, offset);
    }

    void discardTo(long offset) {
        flush();
        if (offset > told) {
            passage.discard(direction, offset);
            told = offset;
            cleared = offset;
        }
    }

    void insert(byte[] bytes) {
        flush();
        passage.insert(direction, bytes);
    }

    /** Tells what was cleared since the last time. */
    void flush() {
        if (cleared > told) {
            told = cleared;
            passage.clear(direction, cleared);
        }
    }
}
