package io.bulwark.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns what the rig measured of HTTP/2 and gRPC, one tab-separated line a measurement, into the page of results. */
public final class Http2Report {
    private static final String HAPROXY = "haproxy-h2";

    /** The rows in the order of the tables, with their titles. */
    private static final List<Map.Entry<String, String>> ROWS = List.of(
            Map.entry(ResultPage.DIRECT, "no proxy"),
            Map.entry("haproxy-tcp", "HAProxy, TCP mode, 1 thread"),
            Map.entry(HAPROXY, "HAProxy, HTTP/2 on both sides, 1 thread"),
            Map.entry("nginx", "nginx, HTTP/2 to HTTP/1.1, 1 worker"),
            Map.entry("nginx-grpc", "nginx, grpc_pass, 1 worker"),
            Map.entry("nghttpx", "nghttpx, HTTP/2 on both sides, 1 worker"),
            Map.entry("relay", "Bulwark: relay only, 1 loop"),
            Map.entry("decode", "Bulwark: + decode, 1 loop"),
            Map.entry("match", "Bulwark: + match, 1 loop"),
            Map.entry("policy", "**Bulwark: + policy, 1 loop (the product)**"));

    private final List<Load> loads;
    private final FixedRate fixed;

    private record Load(
            String row,
            String method,
            double requests,
            double seconds,
            double meanMicros,
            double maxMicros,
            long failed,
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
                    (long) Medians.number(f[7]),
                    Medians.number(f[8]),
                    Medians.number(f[9]));
        }

        private double rate() {
            return requests / seconds;
        }

        private double cpuMicros() {
            return Medians.cpuMicros(ticks, requests);
        }
    }

    private Http2Report(List<String[]> lines) {
        loads = lines.stream().filter(f -> f[0].equals("load")).map(Load::of).toList();
        fixed = new FixedRate(lines, ROWS, ResultPage.DIRECT);
    }

    /** Arguments: the measurements, the page to write. */
    public static void main(String[] arguments) throws IOException {
        ResultPage.write(arguments, "HTTP/2 and gRPC, end to end", lines -> new Http2Report(lines).tables());
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
            page.append(String.format(Locale.ROOT, "%n## Unary gRPC calls at a fixed %,d calls/s%n%n", rate))
                    .append(fixed.table(rate));
        }
        return page.toString();
    }

    private String loadTable(String method) {
        var table = new StringBuilder("""
                | | requests/s | mean ms | max ms | proxy CPU µs/request | RSS MB | failed | CPU, HAProxy HTTP/2 = 1 | requests/s, no proxy = 1 |
                |---|---:|---:|---:|---:|---:|---:|---:|---:|
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
                "| %s | %,.0f | %.2f | %.2f | %s | %s | %d | %s | %s |%n",
                row.getValue(),
                rate,
                Medians.of(of, Load::meanMicros) / 1e3,
                Medians.of(of, Load::maxMicros) / 1e3,
                direct ? "–" : String.format(Locale.ROOT, "%.1f", cpu),
                direct ? "–" : String.format(Locale.ROOT, "%.0f", of.getLast().rssKilobytes() / 1024),
                of.stream().mapToLong(Load::failed).sum(),
                direct ? "–" : Medians.ratio(cpu, Medians.of(loads(HAPROXY, method), Load::cpuMicros)),
                direct ? "–" : Medians.ratio(rate, Medians.of(loads(ResultPage.DIRECT, method), Load::rate)));
    }

    private List<Load> loads(String row, String method) {
        return loads.stream()
                .filter(load -> load.row().equals(row) && load.method().equals(method))
                .toList();
    }
}
