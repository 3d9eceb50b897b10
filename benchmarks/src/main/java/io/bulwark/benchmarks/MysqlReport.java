package io.bulwark.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a page of what {@code benchmarks/rig/mysql} has measured. */
public final class MysqlReport {
    private final List<Load> loads;

    private record Load(
            String row,
            String workload,
            double transactions,
            double queries,
            double seconds,
            double meanMillis,
            double p95Millis,
            double ticks,
            double rssKilobytes) {
        private static Load of(String[] f) {
            return new Load(
                    f[1],
                    f[2],
                    Medians.number(f[3]),
                    Medians.number(f[4]),
                    Medians.number(f[5]),
                    Medians.number(f[6]),
                    Medians.number(f[7]),
                    Medians.number(f[8]),
                    Medians.number(f[9]));
        }

        private double rate() {
            return queries / seconds;
        }

        private double cpuMicros() {
            return Medians.cpuMicros(ticks, queries);
        }
    }

    private MysqlReport(List<String[]> lines) {
        loads = lines.stream().filter(f -> f[0].equals("load")).map(Load::of).toList();
    }

    /** Arguments: the measurements, the page to write. */
    public static void main(String[] arguments) throws IOException {
        ResultPage.write(arguments, "MySQL, end to end", lines -> new MysqlReport(lines).tables());
    }

    private String tables() {
        var page = new StringBuilder();
        loads.stream()
                .map(Load::workload)
                .distinct()
                .forEach(workload ->
                        page.append("\n## ").append(workload).append("\n\n").append(table(workload)));
        return page.toString();
    }

    private String table(String workload) {
        var table = new StringBuilder("""
                | | statements/s | mean ms a transaction | p95 ms | proxy CPU µs/statement | RSS MB | statements/s, HAProxy TCP = 1 | statements/s, no proxy = 1 |
                |---|---:|---:|---:|---:|---:|---:|---:|
                """);
        for (var row : ResultPage.BESIDE_A_RELAY) {
            var of = loads(row.getKey(), workload);
            if (!of.isEmpty()) {
                table.append(row(row, workload, of));
            }
        }
        return table.toString();
    }

    private String row(Map.Entry<String, String> row, String workload, List<Load> of) {
        var direct = row.getKey().equals(ResultPage.DIRECT);
        var rate = Medians.of(of, Load::rate);
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %.2f | %s | %s | %s | %s |%n",
                row.getValue(),
                rate,
                Medians.of(of, Load::meanMillis),
                Medians.of(of, Load::p95Millis),
                direct ? "–" : String.format(Locale.ROOT, "%.1f", Medians.of(of, Load::cpuMicros)),
                direct ? "–" : String.format(Locale.ROOT, "%.0f", of.getLast().rssKilobytes() / 1024),
                Medians.ratio(rate, Medians.of(loads(ResultPage.HAPROXY_TCP, workload), Load::rate)),
                direct ? "–" : Medians.ratio(rate, Medians.of(loads(ResultPage.DIRECT, workload), Load::rate)));
    }

    private List<Load> loads(String row, String workload) {
        return loads.stream()
                .filter(load -> load.row().equals(row) && load.workload().equals(workload))
                .toList();
    }
}
