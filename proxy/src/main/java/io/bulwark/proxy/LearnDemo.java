package io.bulwark.proxy;

import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.LearnedText;
import io.bulwark.policy.learn.Readiness;
import io.bulwark.proxy.config.ConfigParse;
import io.bulwark.proxy.config.ProxyConfig;
import io.bulwark.proxy.demo.ShopServers;
import io.bulwark.proxy.demo.ShopTraffic;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.event.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import picocli.CommandLine;

/** The part of the demo that learns: traffic of a small shop, the allowlist that comes of it, and what that refuses. */
final class LearnDemo {
    static final int SHORTEST = 5;
    static final int LONGEST = 600;

    private static final int CLIENTS = 3;
    private static final int LINES = 10;
    private static final int PROOF = 300;
    private static final long SEED = 20_261_125;
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String POLICY = "policy.yaml";
    private static final String REST = """
            ---
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: shop}
            spec: {mode: Enforce}
            ---
            apiVersion: bulwark.io/v1alpha1
            kind: PeerIdentities
            metadata: {name: shop}
            spec:
              peers:
                - {cidr: 127.0.1.0/24, namespace: shop, workload: storefront}
                - {cidr: 127.0.2.0/24, namespace: shop, workload: worker}
            """;

    private final CommandLine line;
    private final PrintWriter out;
    private final int seconds;
    private final boolean exit;

    LearnDemo(CommandLine line, int seconds, boolean exit) {
        this.line = line;
        this.out = line.getOut();
        this.seconds = seconds;
        this.exit = exit;
    }

    /** The exit code: 0 only if everybody was answered who should be, and nobody else. */
    int run() throws IOException {
        var folder = Files.createTempDirectory("bulwark-demo");
        try (var servers = ShopServers.open(folder)) {
            return switch (config(folder, servers.addresses())) {
                case ConfigParse.Rejected(var problems) -> {
                    problems.forEach(line.getErr()::println);
                    yield Bulwark.BAD_CONFIGURATION;
                }
                case ConfigParse.Parsed(var config) ->
                    start(config, folder, List.copyOf(servers.addresses().keySet()));
            };
        } finally {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static ConfigParse config(Path folder, Map<String, InetSocketAddress> servers) throws IOException {
        Files.writeString(folder.resolve(POLICY), REST.substring(REST.indexOf('\n') + 1));
        var text = new StringBuilder("admin: {port: 0}\npolicy: " + POLICY + "\ndrainTime: 1s\nlisteners:\n");
        servers.forEach((name, server) ->
                text.append("  - {name: %s, side: ingress, mode: explicit, port: 0, destination: \"127.0.0.1:%d\"}%n"
                        .formatted(name, server.getPort())));
        return Configuration.read(Files.writeString(folder.resolve("proxy.yaml"), text));
    }

    private int start(ProxyConfig config, Path folder, List<String> names) throws IOException {
        return switch (ProxyProcess.start(config)) {
            case Started.Refused(var reasons) -> {
                reasons.forEach(line.getErr()::println);
                yield Bulwark.FAILED;
            }
            case Started.Running(var process) -> {
                try (process) {
                    boolean right = play(process, folder, names);
                    if (!exit) {
                        stay(process);
                    }
                    yield right ? 0 : Bulwark.FAILED;
                }
            }
        };
    }

    private boolean play(ProxyProcess process, Path folder, List<String> names) throws IOException {
        var proxies = new LinkedHashMap<String, InetSocketAddress>();
        names.forEach(name -> proxies.put(name, process.running().listeners().get(proxies.size())));
        var traffic = new ShopTraffic(proxies);
        out.printf(
                "Learning for %d seconds from the traffic of a small shop (%s).%n", seconds, String.join(", ", names));
        out.printf("%8s %9s %6s  %s%n", "seconds", "calls", "rules", "the next call is of a new kind with at most");
        long unanswered = learn(process, traffic);
        out.printf("%n%d conversations were not answered as they should be.%n", unanswered);
        out.printf("%nThe learned allowlist:%n%n");
        if (!enforce(process, folder)) {
            out.printf("the learned allowlist did not come into force%n");
            return false;
        }
        long harmed = prove(traffic);
        out.printf("%nEnforced. %d new conversations of the same kinds: %d were refused.%n%n", PROOF, harmed);
        return attack(process, traffic) && harmed == 0 && unanswered == 0;
    }

    private long learn(ProxyProcess process, ShopTraffic traffic) {
        var unanswered = new AtomicLong();
        var end = Instant.now().plusSeconds(seconds);
        List<Thread> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            var chance = chance(client);
            clients.add(Thread.ofPlatform().daemon().start(() -> {
                while (Instant.now().isBefore(end)) {
                    unanswered.addAndGet(traffic.converse(chance) ? 0 : 1);
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }));
        }
        for (int shown = 1; shown <= LINES; shown++) {
            var next = end.minusMillis(1000L * seconds * (LINES - shown) / LINES);
            while (Instant.now().isBefore(next)) {
                LockSupport.parkNanos(Duration.between(Instant.now(), next).toNanos());
            }
            tell(process, (double) seconds * shown / LINES);
        }
        for (var client : clients) {
            try {
                client.join(PATIENCE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        return unanswered.get();
    }

    private void tell(ProxyProcess process, double after) {
        var profile = process.learned();
        var readiness = Readiness.of(profile);
        out.printf(
                "%8.1f %9d %6d  %.3f %%%n",
                after, readiness.calls(), Generaliser.rules(profile).size(), 100 * readiness.within());
        out.flush();
    }

    private static RandomGenerator chance(int client) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + client);
    }

    /** Prints what was learned, and puts it in force as a person would: in the policy file. */
    private boolean enforce(ProxyProcess process, Path folder) throws IOException {
        var page = LearnedText.page(new Metadata("shop", ""), Mode.ENFORCE, process.learned());
        out.print(page.indent(2));
        out.flush();
        var before = process.policy().revision();
        var next = Files.writeString(folder.resolve("next.yaml"), page + REST);
        Files.move(next, folder.resolve(POLICY), StandardCopyOption.ATOMIC_MOVE);
        var deadline = Instant.now().plus(PATIENCE);
        while (process.policy().revision().equals(before) && Instant.now().isBefore(deadline)) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return process.policy().hasAllowlist();
    }

    private static long prove(ShopTraffic traffic) {
        var chance = chance(CLIENTS);
        long harmed = 0;
        for (int i = 0; i < PROOF; i++) {
            harmed += traffic.converse(chance) ? 0 : 1;
        }
        return harmed;
    }

    private boolean attack(ProxyProcess process, ShopTraffic traffic) {
        var start = Instant.now();
        var attempts = traffic.moveLaterally(chance(0));
        var events = events(process, start, attempts.size());
        int refused = 0;
        for (int i = 0; i < attempts.size(); i++) {
            var attempt = attempts.get(i);
            refused += attempt.refused() ? 1 : 0;
            out.printf(
                    "%-48s %-24s %s%n",
                    attempt.title(), attempt.answer(), attempt.refused() ? "refused" : "NOT REFUSED");
        }
        out.printf("%nWhy (the events):%n");
        events.forEach(event -> out.printf("  %s %s: %s%n", event.protocol(), event.operation(), event.detail()));
        out.printf("%n%d of %d attempts to get on were refused%n", refused, attempts.size());
        out.flush();
        return refused == attempts.size() && events.size() == attempts.size();
    }

    /** The denials since then, once there are so many; events come a moment after what they tell of. */
    private static List<SecurityEvent> events(ProxyProcess process, Instant since, int count) {
        var deadline = Instant.now().plus(PATIENCE);
        List<SecurityEvent> events = List.of();
        while (events.size() < count && Instant.now().isBefore(deadline)) {
            LockSupport.parkNanos(PAUSE.toNanos());
            events = process.recent()
                    .newest(
                            2 * count,
                            event -> event.verdict() == Verdict.DENIED
                                    && event.rule().equals("allowlist")
                                    && !event.time().isBefore(since));
        }
        return events;
    }

    private void stay(ProxyProcess process) {
        out.printf(
                """

                The proxy stays up. Try:
                  curl -i --interface 127.0.1.1 'http:/%1$s/orders/42'
                  curl -i --interface 127.0.9.1 'http:/%1$s/orders/42'
                  curl http:/%2$s/learned
                Ctrl-C ends it.
                """, process.running().listeners().getFirst(), process.running().admin());
        out.flush();
        Runtime.getRuntime().addShutdownHook(new Thread(process::drain, "bulwark-demo-end"));
        process.awaitStop();
    }
}
