package io.bulwark.proxy;

import io.bulwark.proxy.config.ConfigParse;
import io.bulwark.proxy.config.ProxyConfig;
import io.bulwark.proxy.demo.Client;
import io.bulwark.proxy.demo.Http2Client;
import io.bulwark.proxy.demo.MysqlClient;
import io.bulwark.proxy.demo.MysqlServer;
import io.bulwark.proxy.demo.OrderDesk;
import io.bulwark.proxy.demo.RedisBox;
import io.bulwark.proxy.demo.RedisClient;
import io.bulwark.proxy.demo.RedisScene;
import io.bulwark.proxy.demo.Scenes;
import io.bulwark.proxy.demo.Shop;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bulwark demo}: the real proxy before a small service, and a table of what it said to good and bad requests. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Start the proxy before a small service, send good and bad requests, and show each verdict.")
final class DemoCommand implements Callable<Integer> {
    private static final int PROXY_PORT = 8080;
    private static final int HTTP2_PORT = 8081;
    private static final int REDIS_PORT = 6380;
    private static final int MYSQL_PORT = 13306;
    private static final int ADMIN_PORT = 15000;
    private static final String CONFIG = "proxy.yaml";
    private static final String POLICY = "policy.yaml";
    private static final String EVENTS = "events.ndjson";
    private static final String ROW = "%-3s %-44s %-22s %-42s %s%n";

    @Spec
    private CommandSpec spec;

    @Option(names = "--exit", description = "End after the table; the exit code is 0 only if every verdict was right.")
    private boolean exit;

    @Option(
            names = "--learn",
            description =
                    "Instead learn an allowlist from the traffic of the service, enforce it, and show what it refuses.")
    private boolean learn;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long to learn: 5..600 (${DEFAULT-VALUE}).")
    private int seconds;

    private Optional<RedisBox> redis = Optional.empty();
    private Optional<MysqlServer> mysql = Optional.empty();
    private int played;
    private int right;

    private DemoCommand() {}

    @Override
    public Integer call() throws IOException {
        if (learn) {
            if (seconds < LearnDemo.SHORTEST || seconds > LearnDemo.LONGEST) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--seconds must be " + LearnDemo.SHORTEST + ".." + LearnDemo.LONGEST);
            }
            return new LearnDemo(spec.commandLine(), seconds, exit).run();
        }
        var folder = Files.createTempDirectory("bulwark-demo");
        try (var shop = Shop.open();
                var desk = OrderDesk.open()) {
            redis = RedisBox.open(folder);
            mysql = MysqlServer.open();
            return start(config(folder, shop.address(), desk.address()), folder);
        } finally {
            redis.ifPresent(RedisBox::close);
            if (mysql.isPresent()) {
                mysql.get().close();
            }
            for (var file : List.of(CONFIG, POLICY, EVENTS)) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.deleteIfExists(folder);
        }
    }

    private int start(ConfigParse parsed, Path folder) {
        return switch (parsed) {
            case ConfigParse.Rejected(var problems) -> {
                problems.forEach(spec.commandLine().getErr()::println);
                yield Bulwark.BAD_CONFIGURATION;
            }
            case ConfigParse.Parsed(var config) -> start(config, folder);
        };
    }

    private int start(ProxyConfig config, Path folder) {
        return switch (ProxyProcess.start(config)) {
            case Started.Refused(var reasons) -> {
                reasons.forEach(spec.commandLine().getErr()::println);
                yield Bulwark.FAILED;
            }
            case Started.Running(var process) -> run(process, folder);
        };
    }

    private int run(ProxyProcess process, Path folder) {
        try (process) {
            var right = play(process.running().listeners());
            if (!exit) {
                tell(process.running(), folder);
                Runtime.getRuntime().addShutdownHook(new Thread(process::drain, "bulwark-demo-end"));
                process.awaitStop();
            }
            return right ? 0 : Bulwark.FAILED;
        }
    }

    /** Writes the files that a person would write, and reads them as {@code bulwark proxy} does. */
    private ConfigParse config(Path folder, InetSocketAddress shop, InetSocketAddress desk) throws IOException {
        try (var in = DemoCommand.class.getResourceAsStream("demo/policy.yaml")) {
            if (in == null) {
                throw new IOException("the demo's policy is missing from the build");
            }
            Files.copy(in, folder.resolve(POLICY));
        }
        var file = folder.resolve(CONFIG);
        Files.writeString(file, """
                admin: {address: 127.0.0.1, port: %d}
                listeners:
                  - {name: shop, side: ingress, mode: explicit, address: 127.0.0.1, port: %d, destination: "127.0.0.1:%d"}
                  - {name: orders, side: ingress, mode: explicit, address: 127.0.0.1, port: %d, destination: "127.0.0.1:%d"}
                %spolicy: %s
                events: %s
                drainTime: 1s
                """.formatted(
                        freePort(ADMIN_PORT),
                        freePort(PROXY_PORT),
                        shop.getPort(),
                        freePort(HTTP2_PORT),
                        desk.getPort(),
                        listener("redis", REDIS_PORT, redis.map(RedisBox::address))
                                + listener("mysql", MYSQL_PORT, mysql.map(MysqlServer::address)),
                        POLICY,
                        EVENTS));
        return Configuration.read(file);
    }

    /** The listener before a database, if there is one. */
    private String listener(String name, int port, Optional<InetSocketAddress> database) {
        return database.map(server ->
                        "  - {name: %s, side: ingress, mode: explicit, address: 127.0.0.1, port: %d, destination: \"127.0.0.1:%d\"}%n"
                                .formatted(name, freePort(port), server.getPort()))
                .orElse("");
    }

    /** The wanted port, or 0 for any, when somebody else has it. */
    private int freePort(int wanted) {
        if (exit) {
            return 0;
        }
        try (var probe = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException _) {
            return 0;
        }
    }

    private boolean play(List<InetSocketAddress> proxies) {
        spec.commandLine().getOut().printf(ROW, "", "what was sent", "expected", "what came back", "");
        for (var scene : Scenes.all()) {
            var answer = Client.play(scene, proxies.getFirst());
            var status = answer.status() == 0 ? "" : String.valueOf(answer.status());
            tell(scene.title(), String.valueOf(scene.expectedStatus()), scene.expectedRule(), status, answer.rule());
        }
        for (var scene : Scenes.overHttp2()) {
            var answer = Http2Client.play(scene, proxies.get(1));
            tell(scene.title(), scene.expectedStatus(), scene.expectedRule(), answer.status(), answer.rule());
        }
        if (redis.isPresent()) {
            for (var scene : RedisScene.all()) {
                var answer = RedisClient.play(scene, proxies.get(2));
                tell(scene.title(), scene.expected(), scene.expectedRule(), answer.reply(), answer.rule());
            }
        }
        if (mysql.isPresent()) {
            for (var scene : Scenes.overMysql()) {
                var answer = MysqlClient.play(scene, proxies.getLast());
                tell(scene.title(), scene.expected(), scene.expectedRule(), answer.status(), answer.rule());
            }
        }
        var out = spec.commandLine().getOut();
        if (redis.isEmpty()) {
            out.printf("%nredis-server is not installed: the scenes with Redis are left out%n");
        }
        if (mysql.isEmpty()) {
            out.printf("%nmariadb-server is not installed: the scenes with MySQL are left out%n");
        }
        out.printf("%n%d of %d verdicts were right%n", right, played);
        out.flush();
        return right == played;
    }

    /** Prints a row; an empty rule is one that does not refuse, an empty status is no answer. */
    private void tell(String title, String expectedStatus, String expectedRule, String status, String rule) {
        var passes = expectedRule.isEmpty();
        var good = status.equals(expectedStatus) && (passes ? rule.isEmpty() : rule.startsWith(expectedRule));
        played++;
        right += good ? 1 : 0;
        var expected = passes ? "passes" : "refused, " + expectedStatus;
        var got = status.isEmpty() ? "no answer" : (status + " " + rule).strip();
        spec.commandLine().getOut().printf(ROW, played, title, expected, got, good ? "ok" : "WRONG");
    }

    private void tell(ProxyProcess.Running running, Path folder) {
        PrintWriter out = spec.commandLine().getOut();
        var shop = "http:/" + running.listeners().getFirst();
        var admin = "http:/" + running.admin();
        out.printf(
                """

                The proxy stays up. Try:
                  curl -i '%1$s/orders/42'
                  curl -i '%1$s/orders/42?id=1%%27%%20UNION%%20SELECT%%20card%%20FROM%%20users--'
                  curl -i -X DELETE '%1$s/orders/42'
                  curl -i --http2-prior-knowledge '%5$s/orders/42?next=%%3Cscript%%3Ealert(1)%%3C/script%%3E'
                Metrics:      curl %2$s/metrics
                Events:       curl %2$s/events      (and %3$s/events.ndjson)
                Why:          curl '%2$s/explain?method=DELETE&path=/orders/42&peer=127.0.0.1&port=%4$d'
                Policy:       %3$s/policy.yaml      (change it: the proxy follows; its configuration is beside it)
                """,
                shop,
                admin,
                folder,
                running.listeners().getFirst().getPort(),
                "http:/" + running.listeners().get(1));
        if (redis.isPresent()) {
            out.printf(
                    "Redis:        redis-cli -p %d GET session:42      (and FLUSHALL)%n",
                    running.listeners().get(2).getPort());
        }
        if (mysql.isPresent()) {
            out.printf(
                    "MySQL:        mariadb -h 127.0.0.1 -P %d -u %s %s -e 'SELECT * FROM orders'      (and FROM users)%n",
                    running.listeners().getLast().getPort(), MysqlServer.USER, MysqlServer.SCHEMA);
        }
        out.printf("Ctrl-C ends it.%n");
        out.flush();
    }
}
