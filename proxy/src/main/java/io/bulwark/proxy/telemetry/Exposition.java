package io.bulwark.proxy.telemetry;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** How the values become the text that Prometheus reads. */
final class Exposition {
    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

    private Exposition() {}

    static Scrape text(Map<ProxyMeters, Meters.Family> families) {
        var snapshots = MetricSnapshots.builder();
        families.forEach((meter, family) -> snapshots.metricSnapshot(snapshot(meter, family)));
        var out = new ByteArrayOutputStream(16 * 1024);
        try {
            WRITER.write(out, snapshots.build(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array cannot fail", e);
        }
        return new Scrape(PrometheusTextFormatWriter.CONTENT_TYPE, out.toString(StandardCharsets.UTF_8));
    }

    private static MetricSnapshot snapshot(ProxyMeters meter, Meters.Family family) {
        return switch (meter.type()) {
            case COUNTER -> counter(meter, family);
            case GAUGE -> gauge(meter, family);
            case HISTOGRAM -> histogram(meter, family);
            case INFO -> info(meter, family);
        };
    }

    private static CounterSnapshot counter(ProxyMeters meter, Meters.Family family) {
        var snapshot = CounterSnapshot.builder().name(without(meter, "_total")).help(meter.help());
        family.values()
                .forEach((labels, value) -> snapshot.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .labels(labels(meter, labels))
                        .value(scaled(meter, value))
                        .build()));
        return snapshot.build();
    }

    private static GaugeSnapshot gauge(ProxyMeters meter, Meters.Family family) {
        var snapshot = GaugeSnapshot.builder().name(meter.meterName()).help(meter.help());
        family.values()
                .forEach((labels, value) -> snapshot.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(labels(meter, labels))
                        .value(scaled(meter, value))
                        .build()));
        return snapshot.build();
    }

    private static HistogramSnapshot histogram(ProxyMeters meter, Meters.Family family) {
        var snapshot = HistogramSnapshot.builder().name(meter.meterName()).help(meter.help());
        family.timings.forEach(
                (labels, timing) -> snapshot.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .labels(labels(meter, labels))
                        .classicHistogramBuckets(buckets(timing))
                        .sum(timing.sumSeconds())
                        .build()));
        return snapshot.build();
    }

    private static ClassicHistogramBuckets buckets(Timing timing) {
        var buckets = ClassicHistogramBuckets.builder();
        var counts = timing.counts();
        for (var index = 0; index < Timing.bucketCount(); index++) {
            buckets.bucket(Timing.boundSeconds(index), counts[index]);
        }
        return buckets.build();
    }

    private static InfoSnapshot info(ProxyMeters meter, Meters.Family family) {
        var snapshot = InfoSnapshot.builder().name(without(meter, "_info")).help(meter.help());
        family.infos.stream()
                .map(source -> labels(meter, source.get()))
                .distinct()
                .forEach(labels -> snapshot.dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(labels)
                        .build()));
        return snapshot.build();
    }

    private static Labels labels(ProxyMeters meter, List<String> values) {
        return Labels.of(meter.labels(), values);
    }

    private static double scaled(ProxyMeters meter, long value) {
        return meter.unit() == ProxyMeters.Unit.SECONDS ? value / 1e9 : value;
    }

    /** The client library adds these endings itself. */
    private static String without(ProxyMeters meter, String ending) {
        var name = meter.meterName();
        return name.substring(0, name.length() - ending.length());
    }
}
