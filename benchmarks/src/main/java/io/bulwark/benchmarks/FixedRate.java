package io.bulwark.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The tables of latencies at a fixed rate, each row beside the one without a proxy. */
final class FixedRate {
    private static final double SATURATED = 0.98;

    private final List<Open> opens;
    private final List<Map.Entry<String, String>> rows;
    private final String direct;

    private record Open(String row, int rate, long failed, double achieved, double p50, double p99, double p999) {
        private static Open of(String[] f) {
            return new Open(
                    f[1],
                    (int) Medians.number(f[2]),
                    (long) Medians.number(f[4]),
                    Medians.number(f[5]),
                    Medians.number(f[6]),
                    Medians.number(f[7]),
                    Medians.number(f[8]));
        }

        private boolean saturated() {
            return achieved < rate * SATURATED;
        }
    }

    /**
     * Reads the measurements.
     *
     * @param rows the rows in the order of the tables, with their titles
     * @param direct the row without a proxy
     */
    FixedRate(List<String[]> lines, List<Map.Entry<String, String>> rows, String direct) {
        opens = lines.stream().filter(f -> f[0].equals("open")).map(Open::of).toList();
        this.rows = rows;
        this.direct = direct;
    }

    List<Integer> rates() {
        return opens.stream().map(Open::rate).distinct().sorted().toList();
    }

    String table(int rate) {
        var table = new StringBuilder("""
                | | p50 µs | p99 µs | p99.9 µs | added p50 µs | added p99 µs | added p99.9 µs | failed |
                |---|---:|---:|---:|---:|---:|---:|---:|
                """);
        for (var row : rows) {
            var of = opens(row.getKey(), rate);
            if (!of.isEmpty()) {
                table.append(row(row.getValue(), rate, of));
            }
        }
        return table.toString();
    }

    private String row(String title, int rate, List<Open> of) {
        var failed = of.stream().mapToLong(Open::failed).sum();
        if (of.stream().anyMatch(Open::saturated)) {
            return String.format(
                    Locale.ROOT,
                    "| %s | cannot keep up: %,.0f/s | | | | | | %d |%n",
                    title,
                    Medians.of(of, Open::achieved),
                    failed);
        }
        var beside = opens(direct, rate);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %s | %d |%n",
                title,
                micros(Medians.of(of, Open::p50)),
                micros(Medians.of(of, Open::p99)),
                micros(Medians.of(of, Open::p999)),
                added(of, beside, Open::p50),
                added(of, beside, Open::p99),
                added(of, beside, Open::p999),
                failed);
    }

    private List<Open> opens(String row, int rate) {
        return opens.stream()
                .filter(open -> open.row().equals(row) && open.rate() == rate)
                .toList();
    }

    private static String added(List<Open> of, List<Open> beside, ToDoubleFunction<Open> figure) {
        return of.equals(beside) ? "–" : micros(Medians.of(of, figure) - Medians.of(beside, figure));
    }

    private static String micros(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}
