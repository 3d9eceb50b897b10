package io.bulwark.benchmarks.control;

import io.bulwark.benchmarks.learning.MadeProfile;
import io.bulwark.injector.certificate.CertificateAuthority;
import io.bulwark.injector.certificate.ServingTls;
import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.plan.Plan;
import io.bulwark.injector.plan.PlanSettings;
import io.bulwark.injector.plan.Planner;
import io.bulwark.injector.serve.Distribution;
import io.bulwark.injector.serve.StreamServer;
import io.bulwark.injector.serve.TokenReviews;
import io.bulwark.policy.handout.ControlMessage;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.HandoutChange;
import io.bulwark.policy.learn.ProfileJson;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Plans and serves for a made-up cluster whose proxies are another process, and prints what it took. */
final class ControlRun {
    /** How lines of the output begin that are a row of the page; others tell how far it is. */
    static final String ROW = "row ";

    private static final int CHANGES = 10;
    private static final int REPLACED_EVERY_SECONDS = 5;
    private static final int LAST_WORDS_SECONDS = 3;
    private static final int PROFILES = 1000;

    private final int pods;
    private final int services;
    private final int steadySeconds;
    private final ServingTls tls;
    private final TokenReviews tokens = new TokenReviews(ControlRun::vouch, Clock.systemUTC());
    private final ClusterState state = new ClusterState();
    private final MadeCluster cluster;
    private final Planner planner = new Planner(PlanSettings.of(MadeCluster.SYSTEM));
    private Optional<Heard> heard = Optional.empty();
    private Distribution distribution = new Distribution();
    private final Map<Named, Handout> latest = new HashMap<>();

    private ControlRun(int pods, int services, String mode, int steadySeconds) throws Exception {
        this.pods = pods;
        this.services = services;
        this.steadySeconds = steadySeconds;
        var now = Instant.now();
        tls = new ServingTls(CertificateAuthority.make(now).issue(List.of("localhost"), now));
        cluster = new MadeCluster(state, services, pods, mode);
    }

    /** Arguments: how many Pods and services, the mode of their allowlists, how many seconds of rest. */
    public static void main(String[] arguments) throws Exception {
        new ControlRun(
                        Integer.parseInt(arguments[0]),
                        Integer.parseInt(arguments[1]),
                        arguments[2],
                        Integer.parseInt(arguments[3]))
                .run();
        System.exit(0);
    }

    private void run() throws Exception {
        long begun = System.nanoTime();
        var _ = publish();
        row("all planned for, s", seconds(begun));
        sizes();
        introduce();
        var counter = Files.write(Files.createTempFile("bulwark-heard", ""), new byte[Long.BYTES]);
        heard = Optional.of(new Heard(counter));
        var server = serve(0);
        int port = server.address().getPort();
        var proxies = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulatedProxies.class.getName(),
                        Integer.toString(port),
                        Integer.toString(pods),
                        counter.toString())
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            begun = System.nanoTime();
            awaitApplied();
            row("all connected, s", seconds(begun));
            changes();
            rest();
            profiles();
            cluster.pods().forEach(pod -> distribution.podGone(pod.uid()));
            // A server that ends closes what is open without waiting for long; a process would close all.
            TimeUnit.SECONDS.sleep(LAST_WORDS_SECONDS);
            server.close();
            comeBack(port);
            System.gc();
            row("heap after it all, MiB", Long.toString(heap() >> 20));
            row("resident, MiB", Long.toString(memory("VmRSS:") >> 10));
            row("resident at most, MiB", Long.toString(memory("VmHWM:") >> 10));
        } finally {
            proxies.destroy();
            Files.delete(counter);
        }
    }

    private StreamServer serve(int port) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return StreamServer.start(address, tls.context(), tokens, distribution, (_, _) -> {});
    }

    private void introduce() {
        cluster.pods().forEach(pod -> distribution.podIs(pod.uid(), pod.workload()));
    }

    private void sizes() {
        var all = latest.values();
        row("a policy, mean KiB", kib(all.stream().mapToLong(Handout::length).sum() / all.size()));
        var longest =
                all.stream().max((a, b) -> Long.compare(a.length(), b.length())).orElseThrow();
        row("the longest policy, KiB", kib(longest.length()));
        var line = new ControlMessage.Change(HandoutChange.between(Handout.nothing(), longest)).shortLine();
        row("the same as it is sent, KiB", kib(line.length()));
    }

    /** What concerns everybody, one workload, and one Pod. */
    private void changes() throws InterruptedException {
        List<Long> policies = new ArrayList<>();
        List<Long> allowlists = new ArrayList<>();
        List<Long> moved = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            var mode = i % 2 == 0 ? "Enforce" : "Monitor";
            policies.add(change(() -> cluster.inspection(mode)));
            int service = i;
            allowlists.add(change(() -> cluster.allowlist(service, 1)));
            int pod = pods / 2 + i;
            moved.add(move(pod));
        }
        row("a policy of all changes, s", medianAndWorst(policies));
        row("an allowlist changes, s", medianAndWorst(allowlists));
        row("an address changes, s", medianAndWorst(moved));
    }

    /** How long until every proxy that it concerns says that it has the change in force, in nanoseconds. */
    private long change(Runnable change) throws InterruptedException {
        long begun = System.nanoTime();
        long cpu = cpuMillis();
        change.run();
        var _ = publish();
        long planned = System.nanoTime() - begun;
        awaitApplied();
        long done = System.nanoTime() - begun;
        System.err.printf(
                "planned in %.3f s, applied in %.3f s, %.3f s of CPU%n",
                planned / 1e9, done / 1e9, (cpuMillis() - cpu) / 1e3);
        return done;
    }

    /** How long until every proxy that it concerns was told that a Pod has another address, which not all answer. */
    private long move(int pod) throws InterruptedException {
        var counter = heard.orElseThrow();
        long begun = System.nanoTime();
        long before = counter.count();
        cluster.end(pod);
        cluster.begin(pod);
        var concerned = publish().changed().keySet();
        long expected = before
                + cluster.pods().stream()
                        .filter(each -> concerned.contains(each.workload()))
                        .count();
        while (counter.count() < expected) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return System.nanoTime() - begun;
    }

    /** Proxies are shown that the connection lives; then, besides, one Pod ends every few seconds and another one comes. */
    private void rest() throws InterruptedException, IOException {
        long cpu = cpuMillis();
        TimeUnit.SECONDS.sleep(steadySeconds);
        row("at rest, cores", cores(cpu, steadySeconds));
        var threads = ThreadTimes.now();
        cpu = cpuMillis();
        int rounds = Math.max(1, steadySeconds / REPLACED_EVERY_SECONDS);
        for (int i = 0; i < rounds; i++) {
            TimeUnit.SECONDS.sleep(REPLACED_EVERY_SECONDS);
            int number = pods / 3 + i;
            cluster.end(number);
            var _ = publish();
            cluster.begin(number);
            var _ = publish();
        }
        row(
                "a Pod replaced every " + REPLACED_EVERY_SECONDS + " s, cores",
                cores(cpu, rounds * REPLACED_EVERY_SECONDS));
        ThreadTimes.now()
                .since(threads)
                .forEach((name, millis) -> System.err.printf("%s: %d ms of CPU%n", name, millis));
    }

    private static String cores(long cpuBefore, int seconds) {
        return String.format(Locale.ROOT, "%.3f", (cpuMillis() - cpuBefore) / (1000.0 * seconds));
    }

    /** What proxies say of what they learned is read and joined with what is known. */
    private static void profiles() {
        var known = MadeProfile.ofRest(1);
        var told = ProfileJson.write(known);
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < PROFILES; i++) {
            long begun = System.nanoTime();
            known = known.join(ProfileJson.read(told));
            took.add(System.nanoTime() - begun);
        }
        row("a profile, KiB", kib(told.length()));
        var sorted = took.stream().sorted().toList();
        row("a profile read and joined, ms", String.format(Locale.ROOT, "%.2f", sorted.get(PROFILES / 2) / 1e6));
    }

    /** A replica that begins again, with all proxies wanting in at once. */
    private void comeBack(int port) throws Exception {
        distribution = new Distribution();
        introduce();
        distribution.publish(new Plan(latest, Set.of(), Set.of()));
        long begun = System.nanoTime();
        var _ = serve(port);
        awaitApplied();
        row("all back after a restart, s", seconds(begun));
    }

    private Plan publish() {
        var plan = planner.plan(state);
        latest.putAll(plan.changed());
        distribution.publish(plan);
        return plan;
    }

    private void awaitApplied() throws InterruptedException {
        for (int i = 0; i < services; i++) {
            int expected = connectedOf(i);
            for (int waits = 1; distribution.rollout(cluster.name(i)).applied() < expected; waits++) {
                TimeUnit.MILLISECONDS.sleep(5);
                if (waits % 1000 == 0) {
                    System.err.printf("%d of %d are connected%n", distribution.connected(), pods);
                }
            }
        }
    }

    /** How many proxies of a service are to be there: one for each Pod from the beginning. */
    private int connectedOf(int service) {
        return pods / services + (service < pods % services ? 1 : 0);
    }

    private static void row(String what, String value) {
        System.out.println(ROW + what + "\t" + value);
    }

    private static String seconds(long since) {
        return String.format(Locale.ROOT, "%.2f", (System.nanoTime() - since) / 1e9);
    }

    private static String medianAndWorst(List<Long> nanos) {
        var sorted = nanos.stream().sorted().toList();
        return String.format(Locale.ROOT, "%.2f (%.2f)", sorted.get(sorted.size() / 2) / 1e9, sorted.getLast() / 1e9);
    }

    private static String kib(long length) {
        return String.format(Locale.ROOT, "%.1f", length / 1024.0);
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
    private static long memory(String what) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(what))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }
}
