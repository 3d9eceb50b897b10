package io.bulwark.proxy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.e2e.PodNetwork.Family;
import io.bulwark.proxy.mysql.Brand;
import io.bulwark.testbed.Command;
import io.bulwark.testbed.Folders;
import io.bulwark.testbed.Requirements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database in a Pod whose packets come to the proxy: nobody has told the proxy that its port is MySQL's. */
@Tag("netns")
@ParameterizedClass
@EnumSource(Brand.class)
final class MysqlTransparentTest {
    private static final int PORT = 6033;

    private static final Map<Brand, Stand> STANDS = new EnumMap<>(Brand.class);

    private final Brand brand;
    private final PodNetwork network;
    private final ProxyUnderTest proxy;

    MysqlTransparentTest(Brand brand) {
        this.brand = brand;
        var stand = Objects.requireNonNull(STANDS.get(brand));
        network = stand.network;
        proxy = stand.proxy;
    }

    /** A Pod with the database and the proxy in it. */
    private record Stand(PodNetwork network, ProxyUnderTest proxy, Deque<AutoCloseable> resources) {
        static Stand of(Brand brand, Deque<AutoCloseable> resources) throws Exception {
            var network = new PodNetwork();
            resources.push(network);
            new Interception(network.pod()).apply();
            startServer(brand, network, resources);
            return new Stand(network, new ProxyUnderTest(network.pod(), resources), resources);
        }
    }

    @BeforeParameterizedClassInvocation
    static void build(Brand brand) throws Exception {
        Requirements.check();
        brand.program();
        var resources = new ArrayDeque<AutoCloseable>();
        try {
            STANDS.put(brand, Stand.of(brand, resources));
        } finally {
            if (!STANDS.containsKey(brand)) {
                close(resources);
            }
        }
    }

    @AfterParameterizedClassInvocation
    static void tearDown(Brand brand) throws Exception {
        var stand = STANDS.remove(brand);
        if (stand != null) {
            close(stand.resources);
        }
    }

    private static void close(Deque<AutoCloseable> resources) throws Exception {
        while (!resources.isEmpty()) {
            resources.pop().close();
        }
    }

    private static void startServer(Brand brand, PodNetwork network, Deque<AutoCloseable> resources) throws Exception {
        var folder = Folders.create(resources);
        var data = folder.resolve("data");
        Command.run(brand.install(data).toArray(String[]::new)).expectSuccess();
        var script = Files.writeString(folder.resolve("init.sql"), """
                CREATE USER 'app'@'%' IDENTIFIED BY 'secret';
                GRANT ALL ON *.* TO 'app'@'%';
                """);
        var process = network.pod().start(folder.resolve("server.out"), command(brand, folder, data, script));
        resources.push(() -> process.destroyForcibly().waitFor());
        network.pod().awaitListener(PORT, 1);
    }

    private static List<String> command(Brand brand, Path folder, Path data, Path script) {
        var command = new ArrayList<>(List.of(
                brand.program().toString(),
                "--no-defaults",
                "--user=root",
                "--datadir=" + data,
                "--port=" + PORT,
                "--bind-address=*",
                "--skip-name-resolve",
                "--socket=" + folder.resolve("socket"),
                "--innodb-buffer-pool-size=8M",
                "--init-file=" + script));
        command.addAll(brand.settings());
        return command;
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aStatementPassesAndAnAttackIsRefusedOnAnyPort(Family family) throws Exception {
        // Given
        var host = family.pod(PORT).getAddress().getHostAddress();
        // When
        var good = client(host, "SELECT 6 * 7");
        var attack = client(host, "SELECT 1 FROM DUAL WHERE 'a' = '' OR 1=1");
        // Then
        assertThat(good).contains("42");
        assertThat(attack).contains("ERROR 1227 (42000)").contains("mysql-tautology");
        proxy.event(event -> event.path("rule").asText().equals("mysql-tautology")
                && event.path("side").asText().equals("ingress"));
    }

    private String client(String host, String statement) {
        var command = new ArrayList<>(brand.client());
        command.addAll(List.of(
                brand.withoutTls(), "-h", host, "-P", String.valueOf(PORT), "-uapp", "-psecret", "-e", statement));
        var result = network.client().run(command.toArray(String[]::new));
        return result.out() + result.err();
    }
}
