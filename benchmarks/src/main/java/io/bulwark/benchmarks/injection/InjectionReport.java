package io.bulwark.benchmarks.injection;

import io.bulwark.benchmarks.ControlPlaneJvm;
import io.bulwark.benchmarks.Latencies;
import io.bulwark.benchmarks.Machine;
import io.bulwark.injector.mutate.SidecarTemplate;
import io.bulwark.injector.webhook.Admission;
import io.bulwark.injector.webhook.HookKeys;
import io.bulwark.injector.webhook.Outcome;
import io.bulwark.injector.webhook.WarmUp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Posts recorded reviews to the webhook on a core of its own, at a fixed rate, and writes the page of results. */
final class InjectionReport {
    private static final int CONNECTIONS = 8;

    private final ProcessHandle server;
    private final int port;
    private final int rate;

    private InjectionReport(ProcessHandle server, int port, int rate) {
        this.server = server;
        this.port = port;
        this.rate = rate;
    }

    /** Arguments: the page, the folder with the reviews, reviews a second, seconds of warming up, seconds. */
    public static void main(String[] arguments) throws Exception {
        var load = Machine.load();
        var reviews = reviews(Path.of(arguments[1]));
        var admission = new Admission(() -> SidecarTemplate.of("0.1.0", "init", "proxy"), HookKeys::next);
        var injected = reviews.stream()
                .filter(review -> admission.review(review).outcome() instanceof Outcome.Injected)
                .toList();
        int rate = Integer.parseInt(arguments[2]);
        int warmUp = Integer.parseInt(arguments[3]);
        int seconds = Integer.parseInt(arguments[4]);
        var page = new StringBuilder(page(load, arguments, reviews.size(), injected.size()));
        served("0", rate, report -> page.append(report.row("all that were recorded, cold", reviews, warmUp)));
        served(
                Long.toString(WarmUp.USUAL.toSeconds()),
                rate,
                report -> page.append(
                                report.row("all that were recorded, from the moment that it is ready", reviews, warmUp))
                        .append(report.row("all that were recorded, warm", reviews, seconds))
                        .append(report.row("those that get a sidecar, warm", injected, seconds)));
        Files.writeString(Path.of(arguments[0]), page);
        System.out.println(page);
    }

    /** What is asked of a server for as long as it lives. */
    private interface Asking {
        void of(InjectionReport report) throws InterruptedException;
    }

    private static void served(String warmUpSeconds, int rate, Asking asking) throws IOException, InterruptedException {
        var process = ControlPlaneJvm.of(List.of("taskset", "-c", "0"), InjectionServer.class, List.of(warmUpSeconds))
                .start();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            asking.of(new InjectionReport(process.toHandle(), Integer.parseInt(out.readLine()), rate));
        } finally {
            process.destroy();
        }
    }

    private static List<byte[]> reviews(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().map(InjectionReport::read).toList();
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static String page(String load, String[] arguments, int reviews, int injected) throws IOException {
        return "# Injection\n\n" + Machine.describe() + load + "- made by: `./bulwark bench injection --rate "
                + arguments[2] + " --warm-up " + arguments[3] + " --seconds " + arguments[4] + "`\n- reviews: "
                + reviews
                + " that a real API server sent, " + injected + " of which get a sidecar\n\n"
                + "What each row is and how it is measured: [README](../README.md).\n\n"
                + "| " + arguments[2] + " reviews/s | reviews | p50 ms | p99 ms | p99.9 ms | CPU ms/review | failed |\n"
                + "|---|---|---|---|---|---|---|\n";
    }

    private String row(String name, List<byte[]> reviews, int seconds) throws InterruptedException {
        var before = cpu();
        var posts = Posts.run(port, CONNECTIONS, reviews, rate, seconds);
        var spent = cpu().minus(before);
        Latencies latencies = posts.latencies();
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %.1f | %.1f | %.1f | %.2f | %d |%n",
                name,
                latencies.total(),
                latencies.percentile(0.5) / 1e6,
                latencies.percentile(0.99) / 1e6,
                latencies.percentile(0.999) / 1e6,
                spent.toNanos() / 1e6 / Math.max(1, latencies.total()),
                posts.failed());
    }

    private Duration cpu() {
        return server.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
