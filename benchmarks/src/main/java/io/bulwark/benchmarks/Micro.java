package io.bulwark.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the micro-benchmarks with short settings and writes their table. */
public final class Micro {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final TimeValue ROUND = TimeValue.seconds(1);

    private Micro() {}

    /** Arguments: the file to write; then, to run only some benchmarks and write nothing, a pattern of their names. */
    public static void main(String[] arguments) throws IOException, RunnerException {
        if (arguments.length < 1 || arguments.length > 2) {
            System.err.println("Usage: Micro RESULT.md [PATTERN]");
            System.exit(2);
        }
        var pattern = arguments.length == 2 ? arguments[1] : "io\\.bulwark\\..*";
        var options = new OptionsBuilder()
                .include(pattern)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(3)
                .warmupTime(ROUND)
                .measurementIterations(5)
                .measurementTime(ROUND)
                .shouldFailOnError(true)
                .addProfiler(GCProfiler.class)
                .build();
        var head = head();
        var table = table(new Runner(options).run());
        System.out.println(table);
        if (arguments.length == 1) {
            Files.writeString(Path.of(arguments[0]), head + table);
        }
    }

    private static String head() throws IOException {
        return "# Micro-benchmarks\n\n" + Machine.describe() + Machine.load() + """
                - command: `./bulwark bench micro`
                - JMH 1.37: 1 fork, 3 x 1 s warm-up, 5 x 1 s measured, the proxy's own JVM flags (Serial GC, compact object
                  headers) with a heap of 256 MB. ± is JMH's 99.9 % interval. What each row does: [README](../README.md).

                """;
    }

    private static String table(Collection<RunResult> results) {
        var table = new StringBuilder("""
                | benchmark | ns/op | ± | B/op |
                |---|---:|---:|---:|
                """);
        results.stream().sorted(Comparator.comparing(Micro::name)).forEach(result -> table.append(row(result)));
        return table.toString();
    }

    private static String row(RunResult result) {
        var time = result.getPrimaryResult();
        Result<?> bytes = result.getSecondaryResults().get(ALLOCATED);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s |%n",
                name(result),
                number(time.getScore()),
                number(time.getScoreError()),
                bytes == null ? "?" : String.format(Locale.ROOT, "%.0f", bytes.getScore()));
    }

    private static String name(RunResult result) {
        var parameters = result.getParams();
        var name = parameters.getBenchmark().replaceFirst(".*\\.(\\w+)Benchmark\\.", "$1.");
        for (var key : parameters.getParamsKeys()) {
            name += " (" + key + " " + parameters.getParam(key) + ")";
        }
        return name;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }
}
