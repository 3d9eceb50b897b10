package io.bulwark.proxy.inspect;

import io.bulwark.policy.Rate;
import io.bulwark.proxy.stream.Ticker;
import java.util.concurrent.atomic.AtomicLongArray;

/** How often each peer has called under each rule that has a rate: one for all event loops, so that a peer on many counts once. */
public final class Rates {
    /*
     * A table of fixed size, in sets of a few places each. A place holds the number of a counter and the one time that the rate needs.
     * Once that time has passed the counter says nothing any more, and its place may go to another: whoever takes it writes
     * the number, and the old time does no harm. There is no lock; two loops that meet at a place retry. Where all places of a
     * set are in use, counters share one: then some are refused too early, and nobody gets more than the rate.
     */
    private static final int SETS = 4096;
    private static final int PLACES = 8;
    private static final int FREE = 0;

    private final AtomicLongArray counters = new AtomicLongArray(SETS * PLACES);
    private final AtomicLongArray times = new AtomicLongArray(SETS * PLACES);
    private final Ticker ticker;
    private final long start;

    public Rates(Ticker ticker) {
        this.ticker = ticker;
        start = ticker.read();
    }

    /** Counts a call; false when there is no room for it. Makes no object. */
    boolean take(long counter, Rate rate) {
        long now = Math.max(0, ticker.read() - start);
        int place = place(counter == FREE ? 1 : counter, now);
        while (true) {
            long earlier = times.get(place);
            long next = rate.take(earlier, now);
            if (next < 0) {
                return false;
            }
            if (times.compareAndSet(place, earlier, next)) {
                return true;
            }
        }
    }

    private int place(long counter, long now) {
        int first = ((int) (counter >>> Integer.SIZE) & (SETS - 1)) * PLACES;
        for (int place = first; place < first + PLACES; place++) {
            if (counters.get(place) == counter) {
                return place;
            }
        }
        for (int place = first; place < first + PLACES; place++) {
            long old = counters.get(place);
            boolean over = old == FREE || times.get(place) <= now;
            if (old == counter || (over && counters.compareAndSet(place, old, counter))) {
                return place;
            }
        }
        return first + (int) (counter & (PLACES - 1));
    }
}
