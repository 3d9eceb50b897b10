package io.bulwark.proxy.telemetry;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The values of all meters of one proxy.
 *
 * <p>Asking for a meter looks it up by its labels: ask once, keep the answer, and count on that. A meter without labels
 * shows up from the start, at 0.
 */
public final class Meters {
    private final Map<ProxyMeters, Family> families = new EnumMap<>(ProxyMeters.class);
    private final PeerEvents peerEvents = new PeerEvents(this);

    public Meters() {
        for (var meter : ProxyMeters.values()) {
            families.put(meter, new Family());
            if (meter.labels().isEmpty()) {
                show(meter);
            }
        }
    }

    private void show(ProxyMeters meter) {
        switch (meter.type()) {
            case COUNTER -> counter(meter);
            case HISTOGRAM -> timing(meter);
            case GAUGE, INFO -> {}
        }
    }

    /** The adder behind one counter: created at the first call, the same at every later one. */
    public LongAdder counter(ProxyMeters meter, String... labelValues) {
        var labels = check(meter, ProxyMeters.Type.COUNTER, labelValues);
        return family(meter).counters.computeIfAbsent(labels, _ -> new LongAdder());
    }

    /** The events by peers: the one meter whose labels come from outside. */
    public PeerEvents peerEvents() {
        return peerEvents;
    }

    /** Has a counter read from elsewhere at each scrape, on top of what its adder holds. */
    public void counterFrom(ProxyMeters meter, LongSupplier total, String... labelValues) {
        var labels = check(meter, ProxyMeters.Type.COUNTER, labelValues);
        family(meter).readings.computeIfAbsent(labels, _ -> new Readings()).add(total);
    }

    /** The histogram behind one timing: created at the first call, the same at every later one. */
    public Timing timing(ProxyMeters meter, String... labelValues) {
        var labels = check(meter, ProxyMeters.Type.HISTOGRAM, labelValues);
        return family(meter).timings.computeIfAbsent(labels, _ -> new Timing());
    }

    /** Has a gauge read at each scrape, on the scraping thread. Gauges with the same labels are added up. */
    public void gauge(ProxyMeters meter, LongSupplier value, String... labelValues) {
        var labels = check(meter, ProxyMeters.Type.GAUGE, labelValues);
        family(meter).readings.computeIfAbsent(labels, _ -> new Readings()).add(value);
    }

    /** Has the label values of an info meter read at each scrape. */
    public void info(ProxyMeters meter, Supplier<List<String>> labelValues) {
        if (meter.type() != ProxyMeters.Type.INFO) {
            throw new IllegalArgumentException(meter.meterName() + " is no info meter");
        }
        family(meter).infos.add(labelValues);
    }

    /** Everything in the Prometheus text format, with its media type. */
    public Scrape scrape() {
        return Exposition.text(families);
    }

    private static List<String> check(ProxyMeters meter, ProxyMeters.Type asked, String... labelValues) {
        if (meter.type() != asked) {
            throw new IllegalArgumentException(meter.meterName() + " is a " + meter.type() + ", not a " + asked);
        }
        if (meter.labels().size() != labelValues.length) {
            throw new IllegalArgumentException(
                    meter.meterName() + " has the labels " + meter.labels() + ", got " + List.of(labelValues));
        }
        return List.of(labelValues);
    }

    private Family family(ProxyMeters meter) {
        var family = families.get(meter);
        if (family == null) {
            throw new IllegalStateException("no family for " + meter);
        }
        return family;
    }

    /** The series of one meter, by label values. */
    static final class Family {
        final Map<List<String>, LongAdder> counters = new ConcurrentHashMap<>();
        final Map<List<String>, Timing> timings = new ConcurrentHashMap<>();
        final Map<List<String>, Readings> readings = new ConcurrentHashMap<>();
        final Collection<Supplier<List<String>>> infos = new CopyOnWriteArrayList<>();

        /** What each series of a counter or gauge stands at. */
        Map<List<String>, Long> values() {
            var values = new TreeMap<List<String>, Long>(Family::compare);
            counters.forEach((labels, adder) -> values.merge(labels, adder.sum(), Long::sum));
            readings.forEach((labels, reading) -> values.merge(labels, reading.sum(), Long::sum));
            return values;
        }

        private static int compare(List<String> one, List<String> other) {
            return String.join("\0", one).compareTo(String.join("\0", other));
        }
    }

    /** What is read at a scrape for one series. */
    static final class Readings {
        private final Collection<LongSupplier> sources = new CopyOnWriteArrayList<>();

        void add(LongSupplier source) {
            sources.add(source);
        }

        long sum() {
            var sum = 0L;
            for (var source : sources) {
                sum += source.getAsLong();
            }
            return sum;
        }
    }
}
