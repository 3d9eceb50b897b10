package io.bulwark.proxy.net;

import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.relay.Flow;
import io.bulwark.proxy.relay.FlowEnd;
import io.bulwark.proxy.stream.Ticker;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What one event loop owns: its flows and the judges that rule on them. Everything but the constructor and {@link #start} runs
 * on that loop.
 */
final class Worker {
    private static final long TICK_MILLIS = 100;

    private final EventLoop loop;
    private final Judges judges;
    private final Ticker ticker;
    private final NetMeters meters;
    private final Set<Flow> flows = new HashSet<>();
    private final CountDownLatch drained = new CountDownLatch(1);
    private boolean draining;
    private long unsent;

    Worker(EventLoop loop, Judges judges, Ticker ticker, NetMeters meters) {
        this.loop = loop;
        this.judges = judges;
        this.ticker = ticker;
        this.meters = meters;
    }

    /** Begins to tick. Callable from any thread. */
    void start() {
        var _ = loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    EventLoop loop() {
        return loop;
    }

    Judges judges() {
        return judges;
    }

    Ticker ticker() {
        return ticker;
    }

    int openFlows() {
        return flows.size();
    }

    boolean draining() {
        return draining;
    }

    void opened(Flow flow) {
        flows.add(flow);
    }

    void closed(Flow flow) {
        flows.remove(flow);
        tellIfDrained();
    }

    private void tick() {
        var now = ticker.read();
        for (var flow : snapshot()) {
            try {
                flow.tick(now);
                if (draining) {
                    var _ = flow.drain();
                }
            } catch (RuntimeException fault) {
                Faults.report(flow, fault);
            }
        }
        countUnsent();
        judges.tick();
    }

    /** What waits in a socket's queue changes without our doing, so it is looked at and not kept. */
    private void countUnsent() {
        var now = 0L;
        for (var flow : flows) {
            now += flow.unsent();
        }
        meters.unsentChanged(now - unsent);
        unsent = now;
    }

    /** Ends flows as they become idle, from now on. */
    void drain() {
        draining = true;
        tick();
        tellIfDrained();
    }

    private void tellIfDrained() {
        if (draining && flows.isEmpty()) {
            drained.countDown();
        }
    }

    /** Waits until no flow is left after {@link #drain}; callable from any thread but the loop. */
    boolean awaitDrained(long atMostNanos) throws InterruptedException {
        return drained.await(atMostNanos, TimeUnit.NANOSECONDS);
    }

    /** Ends all flows now. */
    void abort() {
        for (var flow : snapshot()) {
            try {
                flow.abort(FlowEnd.DRAINED);
            } catch (RuntimeException fault) {
                Faults.report(flow, fault);
            }
        }
    }

    /** Flows end themselves while they are walked over. */
    private List<Flow> snapshot() {
        return new ArrayList<>(flows);
    }
}
