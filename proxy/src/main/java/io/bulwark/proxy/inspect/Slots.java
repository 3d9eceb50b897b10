package io.bulwark.proxy.inspect;

import java.lang.foreign.Arena;

/** Equal pieces of native memory of one event loop: made when needed, never more than a bound. */
final class Slots {
    static final int SLOT_BYTES = 8 * 1024;
    static final int MAX_SLOTS = 128;

    /** What {@link #take} answers when every slot is taken. */
    static final long NONE = 0;

    private final Arena arena;
    private final long[] idle = new long[MAX_SLOTS];
    private int idleCount;
    private int made;

    Slots(Arena arena) {
        this.arena = arena;
    }

    long take() {
        if (idleCount > 0) {
            return idle[--idleCount];
        }
        if (made == MAX_SLOTS) {
            return NONE;
        }
        made++;
        return arena.allocate(SLOT_BYTES).address();
    }

    void giveBack(long slot) {
        idle[idleCount++] = slot;
    }

    long nativeBytes() {
        return (long) made * SLOT_BYTES;
    }
}
