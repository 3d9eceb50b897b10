package io.bulwark.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the pages of results have in common: where they come from, how they begin, and the rows of those beside HAProxy alone. */
final class ResultPage {
    static final String DIRECT = "direct";
    static final String HAPROXY_TCP = "haproxy-tcp";

    /** The rows of protocols that HAProxy only relays, in the order of the tables, with their titles. */
    static final List<Map.Entry<String, String>> BESIDE_A_RELAY = List.of(
            Map.entry(DIRECT, "no proxy"),
            Map.entry(HAPROXY_TCP, "HAProxy, TCP mode, 1 thread"),
            Map.entry("relay", "Bulwark: relay only, 1 loop"),
            Map.entry("decode", "Bulwark: + decode, 1 loop"),
            Map.entry("match", "Bulwark: + match, 1 loop"),
            Map.entry("policy", "**Bulwark: + policy, 1 loop (the product)**"));

    private ResultPage() {}

    /** Writes and prints the page; arguments are the measurements, one tab-separated line each, and the page to write. */
    static void write(String[] arguments, String title, Function<List<String[]>, String> tables) throws IOException {
        if (arguments.length != 2) {
            System.err.println("Usage: REPORT MEASUREMENTS.tsv RESULT.md");
            System.exit(2);
        }
        var lines = Files.readAllLines(Path.of(arguments[0])).stream()
                .map(line -> line.split("\t", -1))
                .toList();
        var page = begin(title, lines) + tables.apply(lines);
        Files.writeString(Path.of(arguments[1]), page);
        System.out.println(page);
    }

    private static String begin(String title, List<String[]> lines) throws IOException {
        var page = new StringBuilder("# ").append(title).append("\n\n").append(Machine.describe());
        lines.stream()
                .filter(f -> f[0].equals("setting"))
                .forEach(f ->
                        page.append("- ").append(f[1]).append(": ").append(f[2]).append('\n'));
        return page.append(
                        "\nWhat each row is and how it is measured: [README](../README.md). Figures are medians over the rounds.\n")
                .toString();
    }
}
