package io.bulwark.injector.run;

import io.bulwark.injector.webhook.Outcome;
import io.bulwark.injector.webhook.Reviewed;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Every meter of the control plane. Any thread; labels come from small, fixed sets. */
final class ControlMeters {
    private static final String[] BOUNDS = {"0.005", "0.01", "0.02", "0.05", "0.1", "1", "+Inf"};
    private static final double NANOS = 1e9;

    private final Map<String, LongAdder> reviews = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();
    private final LongAdder[] times = new LongAdder[BOUNDS.length];
    private final LongAdder nanos = new LongAdder();
    private final Map<String, Gauge> gauges = new ConcurrentSkipListMap<>();

    private record Gauge(String type, String help, LongSupplier value) {}

    ControlMeters() {
        for (int i = 0; i < times.length; i++) {
            times[i] = new LongAdder();
        }
    }

    /** A review was answered. */
    void reviewed(Reviewed reviewed, long nanoseconds) {
        reviews.computeIfAbsent(outcome(reviewed), _ -> new LongAdder()).increment();
        nanos.add(nanoseconds);
        int place = 0;
        while (place < BOUNDS.length - 1 && nanoseconds / NANOS > Double.parseDouble(BOUNDS[place])) {
            place++;
        }
        times[place].increment();
    }

    /** Something could not be written, or read to be written. */
    void failed(Setbacks.Cause cause) {
        failures.computeIfAbsent(cause.word(), _ -> new LongAdder()).increment();
    }

    private static String outcome(Reviewed reviewed) {
        return switch (reviewed.outcome()) {
            case Outcome.Skipped(var id) -> "skipped-" + id;
            case Outcome.Injected _, Outcome.Rejected _, Outcome.Admitted _, Outcome.Malformed _ ->
                reviewed.outcome().id();
        };
    }

    void gauge(String name, String help, LongSupplier value) {
        gauges.put(name, new Gauge("gauge", help, value));
    }

    void counter(String name, String help, LongSupplier value) {
        gauges.put(name, new Gauge("counter", help, value));
    }

    /** All meters in the text format of Prometheus. */
    String text() {
        var out = new StringBuilder();
        head(out, "bulwark_reviews_total", "counter", "Reviews that the webhook answered, by how.");
        reviews.forEach((outcome, count) -> out.append("bulwark_reviews_total{outcome=\"")
                .append(outcome)
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
        head(out, "bulwark_writes_failed_total", "counter", "Attempts to write to the API server that failed, by why.");
        failures.forEach((cause, count) -> out.append("bulwark_writes_failed_total{cause=\"")
                .append(cause)
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
        head(out, "bulwark_review_seconds", "histogram", "How long the webhook took for a review.");
        long all = 0;
        for (int i = 0; i < BOUNDS.length; i++) {
            all += times[i].sum();
            out.append("bulwark_review_seconds_bucket{le=\"")
                    .append(BOUNDS[i])
                    .append("\"} ")
                    .append(all)
                    .append('\n');
        }
        out.append(String.format(Locale.ROOT, "bulwark_review_seconds_sum %.6f%n", nanos.sum() / NANOS));
        out.append("bulwark_review_seconds_count ").append(all).append('\n');
        gauges.forEach((name, gauge) -> {
            head(out, name, gauge.type(), gauge.help());
            out.append(name).append(' ').append(gauge.value().getAsLong()).append('\n');
        });
        return out.toString();
    }

    private static void head(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
}
