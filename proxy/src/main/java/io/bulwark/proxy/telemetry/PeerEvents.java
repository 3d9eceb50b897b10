package io.bulwark.proxy.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts security events by who was on the other side. Any thread. */
public final class PeerEvents {
    /* Who the other side is comes from outside, so that the series have a bound. Addresses that nobody knows have one of their own: whoever
     * sends from very many of them does not crowd out the workloads. */

    /** The most series of workloads. */
    public static final int MAX_OF_WORKLOADS = 512;

    /** The most series of peers of which only the address is known. */
    public static final int MAX_OF_ADDRESSES = 128;

    /** What a peer is called for whom there is no room, and its rule. */
    public static final String OTHER = "other";

    private final Meters meters;
    private final Map<Series, LongAdder> known = new ConcurrentHashMap<>();
    private final AtomicInteger workloads = new AtomicInteger(MAX_OF_WORKLOADS);
    private final AtomicInteger addresses = new AtomicInteger(MAX_OF_ADDRESSES);

    /**
     * What is counted together.
     *
     * @param side {@code ingress} or {@code egress}
     * @param peer the workload on the other side; the block of addresses around it where it is not known
     */
    public record Series(String side, String peer, boolean workload, String protocol, String rule, String verdict) {}

    PeerEvents(Meters meters) {
        this.meters = meters;
    }

    public void count(Series series) {
        var adder = known.get(series);
        (adder == null ? begin(series) : adder).increment();
    }

    private LongAdder begin(Series series) {
        var left = series.workload() ? workloads : addresses;
        if (left.getAndUpdate(places -> Math.max(0, places - 1)) == 0) {
            return adder(new Series(series.side(), OTHER, false, series.protocol(), OTHER, series.verdict()));
        }
        return known.computeIfAbsent(series, this::adder);
    }

    private LongAdder adder(Series series) {
        return meters.counter(
                ProxyMeters.PEER_EVENTS,
                series.side(),
                series.peer(),
                series.protocol(),
                series.rule(),
                series.verdict());
    }
}
