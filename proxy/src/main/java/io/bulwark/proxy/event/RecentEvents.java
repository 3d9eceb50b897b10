package io.bulwark.proxy.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** A sink that remembers the last events, for the admin pages. Guarded by a lock that no event loop takes. */
public final class RecentEvents implements EventSink {
    public static final int DEFAULT_CAPACITY = 1_000;

    private final int capacity;
    private final Deque<SecurityEvent> events;

    public RecentEvents() {
        this(DEFAULT_CAPACITY);
    }

    public RecentEvents(int capacity) {
        this.capacity = capacity;
        this.events = new ArrayDeque<>(capacity);
    }

    @Override
    public String name() {
        return "recent";
    }

    @Override
    public synchronized void write(List<SecurityEvent> batch) {
        for (var event : batch) {
            if (events.size() == capacity) {
                events.removeFirst();
            }
            events.addLast(event);
        }
    }

    /** At most {@code limit} of the newest events that are wanted, the newest last. */
    public synchronized List<SecurityEvent> newest(int limit, Predicate<SecurityEvent> wanted) {
        var found = new ArrayList<SecurityEvent>();
        var newestFirst = events.descendingIterator();
        while (newestFirst.hasNext() && found.size() < limit) {
            var event = newestFirst.next();
            if (wanted.test(event)) {
                found.add(event);
            }
        }
        Collections.reverse(found);
        return found;
    }
}
