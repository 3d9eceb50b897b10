package io.bulwark.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a page of what {@code benchmarks/rig/mysql} has measured. */
public final class MysqlReport {
    private static final String DIRECT = "direct";
    private static final String HAPROXY = "haproxy-tcp";
    private static final List<Map.Entry<String, String>> ROWS = List.of(
            Map.entry(DIRECT, "no proxy"),
            Map.entry(HAPROXY, "HAProxy, TCP mode, 1 thread"),
            Map.entry("relay", "Bulwark: relay only, 1 loop"),
            Map.entry("decode", "Bulwark: + decode, 1 loop"),
            Map.entry("match", "Bulwark: + match, 1 loop"),
            Map.entry("policy", "**Bulwark: + policy, 1 loop (the product)**"));

    private final List<String[]> lines;
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
        this.lines = lines;
        loads = lines.stream().filter(f -> f[0].equals("load")).map(Load::of).toList();
    }

    /** Arguments: the measurements, the page to write. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("Usage: MysqlReport MEASUREMENTS.tsv RESULT.md");
            System.exit(2);
        }
        var lines = Files.readAllLines(Path.of(arguments[0])).stream()
                .map(line -> line.split("\t", -1))
                .toList();
        var page = new MysqlReport(lines).page();
        Files.writeString(Path.of(arguments[1]), page);
        System.out.println(page);
    }

    private String page() throws IOException {
        var page = new StringBuilder("# MySQL, end to end\n\n").append(Machine.describe());
        lines.stream()
                .filter(f -> f[0].equals("setting"))
                .forEach(f ->
                        page.append("- ").append(f[1]).append(": ").append(f[2]).append('\n'));
        page.append(
                "\nWhat each row is and how it is measured: [README](../README.md). Figures are medians over the rounds.\n");
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
        for (var row : ROWS) {
            var of = loads(row.getKey(), workload);
            if (!of.isEmpty()) {
                table.append(row(row, workload, of));
            }
        }
        return table.toString();
    }

    private String row(Map.Entry<String, String> row, String workload, List<Load> of) {
        var direct = row.getKey().equals(DIRECT);
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
                Medians.ratio(rate, Medians.of(loads(HAPROXY, workload), Load::rate)),
                direct ? "–" : Medians.ratio(rate, Medians.of(loads(DIRECT, workload), Load::rate)));
    }

    private List<Load> loads(String row, String workload) {
        return loads.stream()
                .filter(load -> load.row().equals(row) && load.workload().equals(workload))
                .toList();
    }
}
