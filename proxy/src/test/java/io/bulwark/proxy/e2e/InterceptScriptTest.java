package io.bulwark.proxy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.e2e.PodNetwork.Family;
import io.bulwark.testbed.Folders;
import io.bulwark.testbed.Requirements;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the script answers and what it leaves behind. Where the loaded rules lead is another test's matter. */
@Tag("netns")
final class InterceptScriptTest {
    private static final String[] OPTIONS = {
        "--inbound-port", "15106",
        "--outbound-port", "15101",
        "--proxy-uid", "2337",
        "--exclude-inbound-ports", "22,9090,22",
        "--exclude-outbound-ports", "3306",
        "--exclude-outbound-cidrs", "169.254.169.254/32,10.0.0.0/8,fd00:1::/32"
    };

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private PodNetwork network;
    private Interception interception;

    @BeforeAll
    static void theMachineHasWhatIsNeeded() {
        Requirements.check();
    }

    @BeforeEach
    void build() {
        network = new PodNetwork();
        resources.push(network);
        interception = new Interception(network.pod());
    }

    @AfterEach
    void tearDown() throws Exception {
        while (!resources.isEmpty()) {
            resources.pop().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "iptables"})
    void printWritesTheWholeRulesetAndTouchesNothing(String backend) throws Exception {
        // Given
        var expected = resource("print-" + backend + ".txt");
        // When
        var printed = interception.act("print", with("--backend", backend)).expectSuccess();
        // Then
        assertThat(printed.out()).isEqualTo(expected);
        assertThat(interception.ruleset()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "iptables"})
    void applyingAgainChangesNothing(String backend) {
        // Given
        interception.apply(with("--backend", backend));
        var before = interception.ruleset();
        // When
        interception.apply(with("--backend", backend));
        // Then
        assertThat(interception.ruleset()).isEqualTo(before).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "iptables"})
    void otherOptionsTakeThePlaceOfTheEarlierRules(String backend) {
        // Given
        interception.apply("--backend", backend);
        var expected = interception.ruleset();
        interception.apply(with("--backend", backend));
        // When
        interception.apply("--backend", backend);
        // Then
        assertThat(interception.ruleset()).isEqualTo(expected);
    }

    @Test
    void removeLeavesNothing() {
        // Given
        interception.apply();
        // When
        interception.act("remove").expectSuccess();
        // Then
        assertThat(interception.ruleset()).isEmpty();
        interception.act("remove").expectSuccess();
    }

    @Test
    void removeLeavesNoRuleOfIptables() {
        // Given
        interception.apply("--backend", "iptables");
        // When
        interception.act("remove", "--backend", "iptables").expectSuccess();
        // Then
        assertThat(savedRules()).noneMatch(line -> line.startsWith("-A") || line.contains("BULWARK"));
        interception.act("remove", "--backend", "iptables").expectSuccess();
    }

    @Test
    void rulesOfOthersStay() {
        // Given
        network.pod().run("iptables", "-t", "nat", "-A", "PREROUTING", "-p", "tcp", "--dport", "1", "-j", "ACCEPT");
        network.pod().run("nft", "add", "table", "inet", "neighbour").expectSuccess();
        // When
        interception.apply("--backend", "iptables");
        interception.act("remove", "--backend", "iptables").expectSuccess();
        interception.apply();
        interception.act("remove").expectSuccess();
        // Then
        assertThat(savedRules()).filteredOn(line -> line.startsWith("-A")).hasSize(1);
        assertThat(interception.ruleset()).contains("table inet neighbour");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "iptables"})
    void checkAcceptsExactlyTheExpectedRules(String backend) {
        // Given
        interception.apply(with("--backend", backend));
        var before = interception.ruleset();
        // When
        var same = interception.act("check", with("--backend", backend));
        var other = interception.act("check", "--backend", backend);
        // Then
        same.expectSuccess();
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err()).contains("differ from the expected");
        assertThat(interception.ruleset()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nft      | nft insert rule inet bulwark outbound tcp dport 4444 return",
                "nft      | nft add table inet bulwark { flags dormant ; }",
                "nft      | nft flush chain inet bulwark guard",
                "nft      | nft delete table inet bulwark",
                "iptables | iptables -t nat -I BULWARK_OUTBOUND 1 -p tcp --dport 4444 -j RETURN",
                "iptables | iptables -t nat -I OUTPUT 1 -p tcp --dport 4444 -j ACCEPT",
                "iptables | ip6tables -t nat -F PREROUTING",
                "iptables | ip6tables -t filter -F INPUT"
            })
    void checkSeesTampering(String backend, String tampering) {
        // Given
        interception.apply("--backend", backend);
        network.pod().run(tampering.split(" ")).expectSuccess();
        // When
        var result = interception.act("check", "--backend", backend);
        // Then
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "iptables"})
    void netAdminIsAllItNeeds(String backend) {
        // Given
        var alone = new String[] {
            "setpriv",
            "--reuid",
            "65534",
            "--regid",
            "65534",
            "--clear-groups",
            "--inh-caps",
            "-all,+net_admin",
            "--ambient-caps",
            "-all,+net_admin",
            "--bounding-set",
            "-all,+net_admin",
            "--no-new-privs"
        };
        // When
        var applied = network.pod().run(join(alone, Interception.SCRIPT.toString(), "apply", "--backend", backend));
        var checked = network.pod().run(join(alone, Interception.SCRIPT.toString(), "check", "--backend", backend));
        // Then
        applied.expectSuccess();
        checked.expectSuccess();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "iptables"})
    void withoutNetAdminItFailsAndSaysSo(String backend) {
        // Given
        var powerless = new String[] {"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"};
        // When
        var result = network.pod().run(join(powerless, Interception.SCRIPT.toString(), "apply", "--backend", backend));
        // Then
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("NET_ADMIN");
        assertThat(interception.ruleset()).isEmpty();
    }

    @Test
    void aFailureOfOneFamilyTakesTheOtherOutAgain() throws Exception {
        // Given
        var folder = Folders.create(resources);
        var broken = folder.resolve("ip6tables-restore");
        Files.writeString(broken, "#!/bin/sh\nexit 1\n");
        assertThat(broken.toFile().setExecutable(true, false)).isTrue();
        // When
        var result = network.pod()
                .run(
                        "env",
                        "PATH=" + folder + ":/usr/sbin:/usr/bin:/bin",
                        Interception.SCRIPT.toString(),
                        "apply",
                        "--backend",
                        "iptables");
        // Then
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("ip6tables-restore did not load the rules");
        assertThat(savedRules()).noneMatch(line -> line.contains("BULWARK"));
    }

    @Test
    void aMachineWithoutToolsIsToldWhatIsMissing() {
        // When
        var result = network.pod().run("env", "PATH=/nonexistent", "/bin/sh", Interception.SCRIPT.toString(), "apply");
        // Then
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("neither nft nor iptables-restore is installed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "iptables"})
    void anEstablishedConnectionOutlivesApplyingAgain(String backend) throws Exception {
        // Given
        interception.apply("--backend", backend);
        try (var server = TcpServer.onEveryAddress(network.pod(), 15006, TcpServer.greeting("hello"));
                var socket = network.client().connect(Family.V6.pod(8080))) {
            assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
            // When
            interception.apply("--backend", backend);
            // Then
            socket.getOutputStream().write("again".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("again");
            assertThat(server.received()).isEmpty();
        }
    }

    private List<String> savedRules() {
        var lines = new ArrayList<String>();
        for (var tool : List.of("iptables-save", "ip6tables-save")) {
            network.pod().run(tool).expectSuccess().out().lines().forEach(lines::add);
        }
        return lines;
    }

    private static String[] with(String... more) {
        return join(OPTIONS, more);
    }

    private static String[] join(String[] first, String... second) {
        var all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static String resource(String name) throws Exception {
        return Files.readString(Path.of("src", "test", "resources", "e2e", name));
    }
}
