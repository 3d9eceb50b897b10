package io.bulwark.benchmarks.control;

import io.bulwark.injector.certificate.CertificateAuthority;
import io.bulwark.injector.certificate.ServingTls;
import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.cluster.PodFacts;
import io.bulwark.injector.cluster.ServiceFacts;
import io.bulwark.injector.plan.PlanSettings;
import io.bulwark.injector.plan.Planner;
import io.bulwark.injector.serve.Distribution;
import io.bulwark.injector.serve.StreamServer;
import io.bulwark.injector.serve.TokenReviews;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Plans and serves for a made-up cluster whose proxies are another process, and writes what it took. */
final class ControlReport {
    private static final int PER_NAMESPACE = 20;
    private static final String SYSTEM = "bulwark-system";
    private final int pods;
    private final int workloads;
    private final boolean enforced;
    private final ClusterState state = new ClusterState();
    private final Planner planner = new Planner(PlanSettings.of(SYSTEM));
    private final Distribution distribution = new Distribution();
    private long longest;

    private ControlReport(int pods, int workloads, boolean enforced) {
        this.pods = pods;
        this.workloads = workloads;
        this.enforced = enforced;
    }

    /** Arguments: the page, how many Pods and workloads, and whether their allowlists are enforced. */
    public static void main(String[] arguments) throws Exception {
        var report = new ControlReport(
                Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), Boolean.parseBoolean(arguments[3]));
        var row = report.run();
        System.out.println(row);
        Files.writeString(Path.of(arguments[0]), row + "\n");
        System.exit(0);
    }

    private String run() throws Exception {
        var now = Instant.now();
        var authority = CertificateAuthority.make(now);
        var tls = new ServingTls(authority.issue(List.of("localhost"), now));
        fill();
        long begun = System.nanoTime();
        publish();
        long planned = System.nanoTime() - begun;
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = StreamServer.start(
                loopback,
                tls.context(),
                new TokenReviews(ControlReport::vouch, Clock.systemUTC()),
                distribution,
                (_, _) -> {})) {
            var proxies = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx1500m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SimulatedProxies.class.getName(),
                            Integer.toString(server.address().getPort()),
                            Integer.toString(pods))
                    .inheritIO()
                    .start();
            try {
                awaitApplied();
                long connected = System.nanoTime() - begun - planned;
                long policy = change(() -> inspection("Enforce"));
                long again = change(() -> inspection("Monitor"));
                long pod = change(() -> state.put(pod(0, "10.200.0.1")));
                long cpu = cpuMillis();
                TimeUnit.SECONDS.sleep(30);
                double steady = (cpuMillis() - cpu) / 30_000.0;
                System.gc();
                return String.format(
                        Locale.ROOT,
                        "| %,d | %,d | %s | %d KiB | %.1f s | %.1f s | %.2f s | %.2f s | %.3f cores | %d MiB | %d MiB |",
                        pods,
                        workloads,
                        enforced ? "enforced" : "none",
                        longest / 1024,
                        planned / 1e9,
                        connected / 1e9,
                        Math.max(policy, again) / 1e9,
                        pod / 1e9,
                        steady,
                        heap() >> 20,
                        resident() >> 10);
            } finally {
                proxies.destroy();
            }
        }
    }

    private void fill() {
        inspection("Monitor");
        for (int i = 0; i < workloads; i++) {
            var name = named(i);
            state.put(new ServiceFacts(name, new TreeMap<>(Map.of("app", name.name())), List.of(address("10.96", i))));
            if (enforced) {
                var text = """
            {"apiVersion": "bulwark.io/v1alpha1", "kind": "ServiceAllowlist",
             "metadata": {"name": "%1$s", "namespace": "%2$s"}, "spec": {"mode": "Enforce",
               "ingress": [{"id": "in", "from": [{"namespace": "%2$s", "workload": "%3$s"}],
                 "http": [{"methods": ["GET", "POST"], "paths": [{"template": "/orders/{id:int}"}]}]}],
               "egress": [{"id": "out", "to": [{"namespace": "%2$s", "workload": "%4$s"}], "http": [{"methods": ["GET"]}]}]}}
            """.formatted(
                                name.name(),
                                name.namespace(),
                                named(i ^ 1).name(),
                                named(i ^ 2).name());
                put(name, DocumentFacts.Kind.ALLOWLIST, text);
            }
        }
        for (int i = 0; i < pods; i++) {
            var pod = pod(i, address("10." + (1 + i / 65_536), i).replace("/32", ""));
            state.put(pod);
            distribution.podIs(pod.uid(), pod.workload());
        }
    }

    private Named named(int workload) {
        int number = workload % workloads;
        return new Named("namespace-" + number / PER_NAMESPACE, "workload-" + number);
    }

    private PodFacts pod(int number, String address) {
        var workload = named(number);
        return new PodFacts(
                "pod-" + number,
                new Named(workload.namespace(), workload.name() + "-" + number),
                workload,
                workload.name(),
                new TreeMap<>(Map.of("app", workload.name())),
                List.of(address + "/32"),
                false,
                true);
    }

    private static String address(String start, int number) {
        return start + "." + (number >> 8 & 255) + "." + (number & 255) + "/32";
    }

    private void inspection(String mode) {
        put(new Named(SYSTEM, "default"), DocumentFacts.Kind.INSPECTION, """
            {"apiVersion": "bulwark.io/v1alpha1", "kind": "InspectionPolicy",
             "metadata": {"name": "default", "namespace": "bulwark-system"}, "spec": {"mode": "%s"}}
            """.formatted(mode));
    }

    private void put(Named name, DocumentFacts.Kind kind, String text) {
        switch (DocumentFacts.read(name, kind, text)) {
            case DocumentFacts.Reading.Good(var document) -> state.put(document);
            case DocumentFacts.Reading.Bad(var problems) -> throw new IllegalStateException(problems.toString());
        }
    }

    private void publish() {
        var plan = planner.plan(state);
        plan.changed().values().forEach(handout -> longest = Math.max(longest, handout.length()));
        distribution.publish(plan);
    }

    /** How long until every proxy says that it has the change in force, in nanoseconds. */
    private long change(Runnable change) throws InterruptedException {
        long begun = System.nanoTime();
        change.run();
        publish();
        awaitApplied();
        return System.nanoTime() - begun;
    }

    private void awaitApplied() throws InterruptedException {
        while (IntStream.range(0, workloads)
                        .map(i -> distribution.rollout(named(i)).applied())
                        .sum()
                < pods) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static TokenReview vouch(TokenReview review) {
        return new TokenReviewBuilder(review)
                .withNewStatus()
                .withAuthenticated(true)
                .withAudiences(TokenReviews.AUDIENCE)
                .withNewUser()
                .withUsername("system:serviceaccount:made:up")
                .withExtra(Map.of(
                        "authentication.kubernetes.io/pod-name",
                        List.of(review.getSpec().getToken()),
                        "authentication.kubernetes.io/pod-uid",
                        List.of(review.getSpec().getToken())))
                .endUser()
                .endStatus()
                .build();
    }

    private static long cpuMillis() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1_000_000;
    }

    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** In KiB, as the kernel counts. */
    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }
}
