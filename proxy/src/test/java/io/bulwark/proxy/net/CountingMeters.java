package io.bulwark.proxy.net;

import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.relay.Admission;
import io.bulwark.proxy.relay.FlowEnd;
import io.bulwark.proxy.relay.FlowMeters;
import io.bulwark.proxy.stream.Direction;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Meters of all loops in plain counters. */
final class CountingMeters implements NetMeters, FlowMeters {
    final AtomicLong admitted = new AtomicLong();
    final AtomicLong closed = new AtomicLong();
    final AtomicLong held = new AtomicLong();
    final AtomicLong unsent = new AtomicLong();
    final AtomicLong mostHeld = new AtomicLong();
    final AtomicLong uninspected = new AtomicLong();
    final AtomicLong forwarded = new AtomicLong();
    final Map<FlowEnd, Long> ends = new ConcurrentHashMap<>();
    final Map<Admission.Reason, Long> refusals = new ConcurrentHashMap<>();
    final Set<String> threads = ConcurrentHashMap.newKeySet();

    @Override
    public void admitted(FlowInfo.Side side) {
        admitted.incrementAndGet();
    }

    @Override
    public void refused(FlowInfo.Side side, Admission.Reason reason) {
        refusals.merge(reason, 1L, Long::sum);
    }

    @Override
    public void unsentChanged(long byteCount) {
        unsent.addAndGet(byteCount);
    }

    @Override
    public FlowMeters flows(FlowInfo.Side side) {
        return this;
    }

    @Override
    public void forwarded(Direction direction, long byteCount) {
        forwarded.addAndGet(byteCount);
        threads.add(Thread.currentThread().getName());
    }

    @Override
    public void uninspected(Uninspected why, long byteCount) {
        uninspected.addAndGet(byteCount);
    }

    @Override
    public void heldChanged(long byteCount) {
        var now = held.addAndGet(byteCount);
        mostHeld.accumulateAndGet(now, Math::max);
    }

    @Override
    public void closed(FlowEnd end) {
        ends.merge(end, 1L, Long::sum);
        closed.incrementAndGet();
    }

    long open() {
        return admitted.get() - closed.get();
    }
}
