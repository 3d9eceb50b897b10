package io.bulwark.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns what the rig measured, one tab-separated line a measurement, into the page of results. */
public final class RigReport {
    private static final String HAPROXY = "haproxy-http";
    private static final String MODSECURITY = "modsecurity";

    /** The rows in the order of the tables, with their titles. */
    private static final List<Map.Entry<String, String>> ROWS = List.of(
            Map.entry(ResultPage.DIRECT, "no proxy"),
            Map.entry(HAPROXY, "HAProxy, HTTP mode, 1 thread"),
            Map.entry("haproxy-tcp", "HAProxy, TCP mode, 1 thread"),
            Map.entry("nginx", "nginx, 1 worker"),
            Map.entry(MODSECURITY, "nginx + ModSecurity 3 + CRS, 1 worker"),
            Map.entry("relay", "Bulwark: relay only, 1 loop"),
            Map.entry("decode", "Bulwark: + decode, 1 loop"),
            Map.entry("match", "Bulwark: + match, 1 loop"),
            Map.entry("policy", "**Bulwark: + policy, 1 loop (the product)**"));

    private final List<Load> loads;
    private final FixedRate fixed;
    private final List<String[]> lines;

    private record Load(
            String row,
            String method,
            double requests,
            double seconds,
            double p50,
            double p99,
            double p999,
            long errors,
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
                    (long) Medians.number(f[8]),
                    Medians.number(f[9]),
                    Medians.number(f[10]));
        }

        private double rate() {
            return requests / seconds;
        }

        private double cpuMicros() {
            return Medians.cpuMicros(ticks, requests);
        }
    }

    private RigReport(List<String[]> lines) {
        this.lines = lines;
        loads = lines.stream().filter(f -> f[0].equals("load")).map(Load::of).toList();
        fixed = new FixedRate(lines, ROWS, ResultPage.DIRECT);
    }

    /** Arguments: the measurements, the page to write. */
    public static void main(String[] arguments) throws IOException {
        ResultPage.write(arguments, "HTTP/1.1, end to end", lines -> new RigReport(lines).tables());
    }

    private String tables() {
        var page = new StringBuilder();
        for (var method : List.of("GET", "POST")) {
            page.append("\n## ")
                    .append(method)
                    .append(", as fast as it goes\n\n")
                    .append(loadTable(method));
        }
        for (var rate : fixed.rates()) {
            page.append(String.format(Locale.ROOT, "%n## GET at a fixed %,d requests/s%n%n", rate))
                    .append(fixed.table(rate));
        }
        return page.append(start()).toString();
    }

    private String loadTable(String method) {
        var table = new StringBuilder("""
                | | requests/s | p50 ms | p99 ms | p99.9 ms | proxy CPU µs/request | RSS MB | failed | CPU, HAProxy HTTP = 1 | requests/s, ModSecurity = 1 |
                |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
                """);
        for (var row : ROWS) {
            var of = loads(row.getKey(), method);
            if (!of.isEmpty()) {
                table.append(loadRow(row, method, of));
            }
        }
        return table.toString();
    }

    private String loadRow(Map.Entry<String, String> row, String method, List<Load> of) {
        var direct = row.getKey().equals(ResultPage.DIRECT);
        var cpu = Medians.of(of, Load::cpuMicros);
        var rate = Medians.of(of, Load::rate);
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %.2f | %.2f | %s | %s | %d | %s | %s |%n",
                row.getValue(),
                rate,
                Medians.of(of, Load::p50) / 1e3,
                Medians.of(of, Load::p99) / 1e3,
                Medians.of(of, Load::p999) / 1e3,
                direct ? "–" : String.format(Locale.ROOT, "%.1f", cpu),
                direct ? "–" : String.format(Locale.ROOT, "%.0f", of.getLast().rssKilobytes() / 1024),
                of.stream().mapToLong(Load::errors).sum(),
                direct ? "–" : Medians.ratio(cpu, Medians.of(loads(HAPROXY, method), Load::cpuMicros)),
                Medians.ratio(rate, Medians.of(loads(MODSECURITY, method), Load::rate)));
    }

    private List<Load> loads(String row, String method) {
        return loads.stream()
                .filter(load -> load.row().equals(row) && load.method().equals(method))
                .toList();
    }

    private String start() {
        var starts = lines.stream().filter(f -> f[0].equals("start")).toList();
        var memory = lines.stream().filter(f -> f[0].equals("memory")).toList();
        if (starts.isEmpty()) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "%n## Start and memory%n%n"
                        + "`./bulwark proxy` answers /ready with 200 after %.0f ms (median of %d, %s), and takes %.0f MB of"
                        + " resident memory after 10,000 requests (median).%n",
                Medians.of(starts, f -> Medians.number(f[1])),
                starts.size(),
                starts.getFirst()[2],
                Medians.of(memory, f -> Medians.number(f[1])) / 1024);
    }
}
