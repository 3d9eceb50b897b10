package io.bulwark.proxy.event;

import io.bulwark.proxy.stream.Ticker;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** The thread that takes events from the queue and hands them to every sink in turn. A sink that fails loses its batch only. */
public final class EventDelivery implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventDelivery.class.getName());
    private static final int BATCH = 256;
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final EventQueue queue;
    private final List<Outlet> outlets;
    private final Thread thread;
    private volatile boolean closing;

    private EventDelivery(EventQueue queue, List<Outlet> outlets) {
        this.queue = queue;
        this.outlets = outlets;
        this.thread = Thread.ofPlatform().name("bulwark-events").daemon().unstarted(this::run);
    }

    /** Begins to deliver. The sinks belong to the delivery from now on. */
    public static EventDelivery start(EventQueue queue, List<EventSink> sinks, Meters meters, Ticker ticker) {
        var outlets = sinks.stream()
                .map(sink -> new Outlet(sink, meters.counter(ProxyMeters.EVENTS_UNWRITTEN, sink.name()), ticker))
                .toList();
        var delivery = new EventDelivery(queue, outlets);
        delivery.thread.start();
        return delivery;
    }

    private void run() {
        var batch = new ArrayList<SecurityEvent>(BATCH);
        while (true) {
            var last = closing;
            if (queue.take(batch, BATCH) > 0) {
                outlets.forEach(outlet -> outlet.write(batch));
                batch.clear();
            } else if (last) {
                return;
            } else {
                queue.await();
            }
        }
    }

    /** Delivers what is queued, then ends. Does not wait for a sink that hangs. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(LAST_WORDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A sink, with what is told when it fails. */
    private static final class Outlet {
        private final EventSink sink;
        private final LongAdder unwritten;
        private final Ticker ticker;
        private long loggedAt;
        private boolean logged;

        Outlet(EventSink sink, LongAdder unwritten, Ticker ticker) {
            this.sink = sink;
            this.unwritten = unwritten;
            this.ticker = ticker;
        }

        void write(List<SecurityEvent> batch) {
            try {
                sink.write(batch);
            } catch (IOException | RuntimeException e) {
                unwritten.add(batch.size());
                log(e);
            }
        }

        private void log(Exception e) {
            var now = ticker.read();
            if (logged && now - loggedAt < QUIET.toNanos()) {
                return;
            }
            logged = true;
            loggedAt = now;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "event sink {0} cannot write, {1} events lost so far: {2}",
                    sink.name(),
                    unwritten.sum(),
                    e.toString());
        }
    }
}
