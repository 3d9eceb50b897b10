package io.bulwark.proxy.inspect;

import io.bulwark.proxy.stream.Ticker;

/** How many contents of one event loop are read only to learn from them: so many at once and in a second, whatever is sent. */
final class Lessons {
    /** The longest content that is read for a learner. */
    static final long MAX_BYTES = 16 * 1024;

    static final int AT_ONCE = 16;
    static final long BYTES_IN_A_SECOND = 1 << 20;
    private static final long SECOND = 1_000_000_000L;

    private final Ticker ticker;
    private int open;
    private long left = BYTES_IN_A_SECOND;
    private long since;

    Lessons(Ticker ticker) {
        this.ticker = ticker;
        since = ticker.read();
    }

    /** Whether one more content may be read now. */
    boolean take() {
        long now = ticker.read();
        if (now - since >= SECOND) {
            since = now;
            left = BYTES_IN_A_SECOND;
        }
        if (open == AT_ONCE || left <= 0) {
            return false;
        }
        open++;
        return true;
    }

    /** One is read, or given up. */
    void giveBack(long byteCount) {
        open--;
        left -= byteCount;
    }
}
