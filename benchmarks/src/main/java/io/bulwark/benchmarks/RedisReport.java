package io.bulwark.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns what the rig measured of Redis, one tab-separated line a measurement, into the page of results. */
public final class RedisReport {
    private final List<Load> loads;

    private record Load(
            String row,
            String depth,
            String command,
            double rate,
            double meanMillis,
            double p99Millis,
            double ticks,
            double commands,
            double rssKilobytes) {
        private static Load of(String[] f) {
            return new Load(
                    f[1],
                    f[2],
                    f[3],
                    Medians.number(f[4]),
                    Medians.number(f[5]),
                    Medians.number(f[7]),
                    Medians.number(f[9]),
                    Medians.number(f[10]),
                    Medians.number(f[11]));
        }

        private double cpuMicros() {
            return Medians.cpuMicros(ticks, commands);
        }
    }

    private RedisReport(List<String[]> lines) {
        loads = lines.stream().filter(f -> f[0].equals("load")).map(Load::of).toList();
    }

    /** Arguments: the measurements, the page to write. */
    public static void main(String[] arguments) throws IOException {
        ResultPage.write(arguments, "Redis, end to end", lines -> new RedisReport(lines).tables());
    }

    private String tables() {
        var page = new StringBuilder();
        for (var depth : List.of("1", "16")) {
            for (var command : List.of("SET", "GET")) {
                page.append("\n## ")
                        .append(command)
                        .append(", `-P ")
                        .append(depth)
                        .append("`\n\n");
                page.append(table(depth, command));
            }
        }
        return page.toString();
    }

    private String table(String depth, String command) {
        var table = new StringBuilder("""
                | | commands/s | mean ms | p99 ms | proxy CPU µs/command, SET and GET | RSS MB | commands/s, HAProxy TCP = 1 |
                |---|---:|---:|---:|---:|---:|---:|
                """);
        for (var row : ResultPage.BESIDE_A_RELAY) {
            var of = loads(row.getKey(), depth, command);
            if (!of.isEmpty()) {
                table.append(line(row, of, loads(ResultPage.HAPROXY_TCP, depth, command)));
            }
        }
        return table.toString();
    }

    private static String line(Map.Entry<String, String> row, List<Load> of, List<Load> haproxy) {
        var direct = row.getKey().equals(ResultPage.DIRECT);
        var rate = Medians.of(of, Load::rate);
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %.2f | %s | %s | %s |%n",
                row.getValue(),
                rate,
                Medians.of(of, Load::meanMillis),
                Medians.of(of, Load::p99Millis),
                direct ? "–" : String.format(Locale.ROOT, "%.2f", Medians.of(of, Load::cpuMicros)),
                direct ? "–" : String.format(Locale.ROOT, "%.0f", of.getLast().rssKilobytes() / 1024),
                Medians.ratio(rate, Medians.of(haproxy, Load::rate)));
    }

    private List<Load> loads(String row, String depth, String command) {
        return loads.stream()
                .filter(load -> load.row().equals(row)
                        && load.depth().equals(depth)
                        && load.command().equals(command))
                .toList();
    }
}
