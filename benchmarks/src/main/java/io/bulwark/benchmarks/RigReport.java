package io.bulwark.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Turns what the rig measured, one tab-separated line a measurement, into the page of results. */
public final class RigReport {
    private static final String HAPROXY = "haproxy-http";
    private static final String MODSECURITY = "modsecurity";
    private static final String DIRECT = "direct";
    private static final double TICKS_TO_MICROS = 10_000;
    private static final double SATURATED = 0.98;

    /** The rows in the order of the tables, with their titles. */
    private static final List<Map.Entry<String, String>> ROWS = List.of(
            Map.entry(DIRECT, "no proxy"),
            Map.entry(HAPROXY, "HAProxy, HTTP mode, 1 thread"),
            Map.entry("haproxy-tcp", "HAProxy, TCP mode, 1 thread"),
            Map.entry("nginx", "nginx, 1 worker"),
            Map.entry(MODSECURITY, "nginx + ModSecurity 3 + CRS, 1 worker"),
            Map.entry("relay", "Bulwark: relay only, 1 loop"),
            Map.entry("decode", "Bulwark: + decode, 1 loop"),
            Map.entry("match", "Bulwark: + match, 1 loop"),
            Map.entry("policy", "**Bulwark: + policy, 1 loop (the product)**"));

    private final List<Load> loads;
    private final List<Open> opens;
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
                    num(f[3]),
                    num(f[4]),
                    num(f[5]),
                    num(f[6]),
                    num(f[7]),
                    (long) num(f[8]),
                    num(f[9]),
                    num(f[10]));
        }

        private double rate() {
            return requests / seconds;
        }

        private double cpuMicros() {
            return ticks * TICKS_TO_MICROS / requests;
        }
    }

    private record Open(String row, int rate, long failed, double achieved, double p50, double p99, double p999) {
        private static Open of(String[] f) {
            return new Open(f[1], (int) num(f[2]), (long) num(f[4]), num(f[5]), num(f[6]), num(f[7]), num(f[8]));
        }

        private boolean saturated() {
            return achieved < rate * SATURATED;
        }
    }

    private RigReport(List<String[]> lines) {
        this.lines = lines;
        loads = lines.stream().filter(f -> f[0].equals("load")).map(Load::of).toList();
        opens = lines.stream().filter(f -> f[0].equals("open")).map(Open::of).toList();
    }

    /** Arguments: the measurements, the page to write. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("Usage: RigReport MEASUREMENTS.tsv RESULT.md");
            System.exit(2);
        }
        var lines = Files.readAllLines(Path.of(arguments[0])).stream()
                .map(line -> line.split("\t", -1))
                .toList();
        var page = new RigReport(lines).page();
        Files.writeString(Path.of(arguments[1]), page);
        System.out.println(page);
    }

    private static double num(String text) {
        return Double.parseDouble(text);
    }

    private String page() throws IOException {
        var page = new StringBuilder("# HTTP/1.1, end to end\n\n").append(Machine.describe());
        lines.stream()
                .filter(f -> f[0].equals("setting"))
                .forEach(f ->
                        page.append("- ").append(f[1]).append(": ").append(f[2]).append('\n'));
        page.append(
                "\nWhat each row is and how it is measured: [README](../README.md). Figures are medians over the rounds.\n");
        for (var method : List.of("GET", "POST")) {
            page.append("\n## ")
                    .append(method)
                    .append(", as fast as it goes\n\n")
                    .append(loadTable(method));
        }
        for (var rate : opens.stream().map(Open::rate).distinct().sorted().toList()) {
            page.append(String.format(Locale.ROOT, "%n## GET at a fixed %,d requests/s%n%n", rate))
                    .append(openTable(rate));
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
        var direct = row.getKey().equals(DIRECT);
        var cpu = median(of, Load::cpuMicros);
        var rate = median(of, Load::rate);
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %.2f | %.2f | %s | %s | %d | %s | %s |%n",
                row.getValue(),
                rate,
                median(of, Load::p50) / 1e3,
                median(of, Load::p99) / 1e3,
                median(of, Load::p999) / 1e3,
                direct ? "–" : String.format(Locale.ROOT, "%.1f", cpu),
                direct ? "–" : String.format(Locale.ROOT, "%.0f", of.getLast().rssKilobytes() / 1024),
                of.stream().mapToLong(Load::errors).sum(),
                direct ? "–" : ratio(cpu, median(loads(HAPROXY, method), Load::cpuMicros)),
                ratio(rate, median(loads(MODSECURITY, method), Load::rate)));
    }

    private List<Load> loads(String row, String method) {
        return loads.stream()
                .filter(load -> load.row().equals(row) && load.method().equals(method))
                .toList();
    }

    private String openTable(int rate) {
        var table = new StringBuilder("""
                | | p50 µs | p99 µs | p99.9 µs | added p50 µs | added p99 µs | added p99.9 µs | failed |
                |---|---:|---:|---:|---:|---:|---:|---:|
                """);
        var direct = opens(DIRECT, rate);
        for (var row : ROWS) {
            var of = opens(row.getKey(), rate);
            if (of.isEmpty()) {
                continue;
            }
            if (of.stream().anyMatch(Open::saturated)) {
                table.append(String.format(
                        Locale.ROOT,
                        "| %s | cannot keep up: %,.0f/s | | | | | | %d |%n",
                        row.getValue(),
                        median(of, Open::achieved),
                        failed(of)));
                continue;
            }
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s | %s | %d |%n",
                    row.getValue(),
                    micros(median(of, Open::p50)),
                    micros(median(of, Open::p99)),
                    micros(median(of, Open::p999)),
                    added(of, direct, Open::p50),
                    added(of, direct, Open::p99),
                    added(of, direct, Open::p999),
                    failed(of)));
        }
        return table.toString();
    }

    private List<Open> opens(String row, int rate) {
        return opens.stream()
                .filter(open -> open.row().equals(row) && open.rate() == rate)
                .toList();
    }

    private static long failed(List<Open> of) {
        return of.stream().mapToLong(Open::failed).sum();
    }

    private static String added(List<Open> of, List<Open> direct, ToDoubleFunction<Open> figure) {
        return of.equals(direct) ? "–" : micros(median(of, figure) - median(direct, figure));
    }

    private static String micros(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
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
                median(starts, f -> num(f[1])),
                starts.size(),
                starts.getFirst()[2],
                median(memory, f -> num(f[1])) / 1024);
    }

    private static String ratio(double value, double of) {
        return Double.isNaN(of) || of == 0 ? "?" : String.format(Locale.ROOT, "%.2f", value / of);
    }

    private static <T> double median(List<T> values, ToDoubleFunction<T> figure) {
        var sorted = values.stream().mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        var middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
