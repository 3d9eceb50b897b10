package io.bulwark.proxy.event;

import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A bounded queue of events from many event loops to one thread. What does not fit is dropped and counted. */
public final class EventQueue {
    public static final int DEFAULT_CAPACITY = 8192;

    private static final int MAX_CAPACITY = 1 << 20;

    /*
     * A ring with many producers and one consumer. The JDK offers no such queue: ArrayBlockingQueue takes a lock, which an
     * event loop may have to wait for while its owner is off the processor; ConcurrentLinkedQueue has no bound and
     * allocates a node for each event.
     *
     * A producer claims the slot `claimed` by compare-and-set and then fills it. The consumer empties the slot `taken`
     * and only then moves on, so the slots from `taken` to `claimed` are the only ones that may be in use, and
     * claimed - taken <= capacity keeps a producer from a slot that is not empty. A slot that is claimed but not yet
     * filled reads as null: the consumer takes the queue for empty there and finds the event at its next visit.
     *
     * The consumer says in `sleeper` that it is about to park, then looks once more. A producer fills its slot and then
     * looks at `sleeper`. Both accesses are volatile, so at least one of the two sees the other: no event is left behind.
     */
    private final AtomicReferenceArray<@Nullable SecurityEvent> slots;
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicReference<@Nullable Thread> sleeper = new AtomicReference<>();
    private final LongAdder reported;
    private final LongAdder wouldDeny;
    private final LongAdder denied;
    private final LongAdder dropped;

    public EventQueue(Meters meters) {
        this(DEFAULT_CAPACITY, meters);
    }

    public EventQueue(int capacity, Meters meters) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("events.capacity must be 1.." + MAX_CAPACITY + ", was " + capacity);
        }
        slots = new AtomicReferenceArray<>(capacity);
        reported = meters.counter(ProxyMeters.EVENTS, Verdict.REPORTED.id());
        wouldDeny = meters.counter(ProxyMeters.EVENTS, Verdict.WOULD_DENY.id());
        denied = meters.counter(ProxyMeters.EVENTS, Verdict.DENIED.id());
        dropped = meters.counter(ProxyMeters.EVENTS_DROPPED);
    }

    /** Queues an event under the next id, or drops it if the queue is full. Never waits. Any thread. */
    public boolean offer(SecurityEvent event) {
        var place = claimed.get();
        while (true) {
            if (place - taken.get() >= slots.length()) {
                dropped.increment();
                return false;
            }
            if (claimed.compareAndSet(place, place + 1)) {
                break;
            }
            place = claimed.get();
        }
        slots.set(slot(place), event.numbered(place + 1));
        queued(event.verdict()).increment();
        wake();
        return true;
    }

    /** Adds what is queued to {@code into}, at most {@code max} events. The one consuming thread only. */
    int take(List<SecurityEvent> into, int max) {
        var place = taken.get();
        var count = 0;
        while (count < max) {
            var event = slots.get(slot(place));
            if (event == null) {
                break;
            }
            slots.set(slot(place), null);
            taken.set(++place);
            into.add(event);
            count++;
        }
        return count;
    }

    /** Parks the one consuming thread until there may be an event, or until it is woken. */
    void await() {
        sleeper.set(Thread.currentThread());
        if (slots.get(slot(taken.get())) == null) {
            LockSupport.park(this);
        }
        sleeper.set(null);
    }

    /** Wakes the consuming thread if it is parked. */
    void wake() {
        if (sleeper.get() == null) {
            return;
        }
        var thread = sleeper.getAndSet(null);
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    private LongAdder queued(Verdict verdict) {
        return switch (verdict) {
            case REPORTED -> reported;
            case WOULD_DENY -> wouldDeny;
            case DENIED -> denied;
        };
    }

    private int slot(long place) {
        return (int) (place % slots.length());
    }
}
