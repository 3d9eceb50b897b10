package io.bulwark.proxy.telemetry;

import java.util.List;
import java.util.Map;

/** The text format, version 0.0.4, that Prometheus reads. */
final class Exposition {
    /*
     * Written by hand: with the Prometheus client the first scrape of a process took 9 to 14 MB of resident memory (now 2), most
     * of it for classes, which every Pod would pay for four kinds of line.
     */
    private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder out = new StringBuilder(16 * 1024);

    private Exposition() {}

    static Scrape text(Map<ProxyMeters, Meters.Family> families) {
        var exposition = new Exposition();
        families.forEach(exposition::family);
        return new Scrape(MEDIA_TYPE, exposition.out.toString());
    }

    private void family(ProxyMeters meter, Meters.Family family) {
        head(meter);
        switch (meter.type()) {
            case COUNTER, GAUGE ->
                family.values().forEach((labels, value) -> {
                    series(meter, "", labels);
                    value(meter, value);
                });
            case HISTOGRAM -> family.timings.forEach((labels, timing) -> histogram(meter, labels, timing));
            case INFO ->
                family.infos.stream().map(source -> source.get()).distinct().forEach(labels -> {
                    series(meter, "", labels);
                    value(meter, 1);
                });
        }
    }

    private void head(ProxyMeters meter) {
        var type = switch (meter.type()) {
            case COUNTER -> "counter";
            case GAUGE, INFO -> "gauge";
            case HISTOGRAM -> "histogram";
        };
        out.append("# HELP ").append(meter.meterName()).append(' ').append(meter.help());
        out.append("\n# TYPE ")
                .append(meter.meterName())
                .append(' ')
                .append(type)
                .append('\n');
    }

    private void histogram(ProxyMeters meter, List<String> labels, Timing timing) {
        var counts = timing.counts();
        var count = 0L;
        for (var index = 0; index < counts.length; index++) {
            count += counts[index];
            series(meter, "_bucket", labels);
            if (labels.isEmpty()) {
                out.append('{');
            } else {
                out.setCharAt(out.length() - 1, ',');
            }
            label("le", Timing.bound(index));
            out.append("} ").append(count).append('\n');
        }
        series(meter, "_count", labels);
        out.append(' ').append(count).append('\n');
        series(meter, "_sum", labels);
        out.append(' ').append(timing.sumSeconds()).append('\n');
    }

    private void series(ProxyMeters meter, String ending, List<String> labels) {
        out.append(meter.meterName()).append(ending);
        for (var index = 0; index < labels.size(); index++) {
            out.append(index == 0 ? '{' : ',');
            label(meter.labels().get(index), labels.get(index));
        }
        out.append(labels.isEmpty() ? "" : "}");
    }

    private void label(String name, String value) {
        var escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        out.append(name).append("=\"").append(escaped).append('"');
    }

    private void value(ProxyMeters meter, long value) {
        out.append(' ');
        if (meter.unit() == ProxyMeters.Unit.SECONDS) {
            out.append(value / 1e9);
        } else {
            out.append(value);
        }
        out.append('\n');
    }
}
