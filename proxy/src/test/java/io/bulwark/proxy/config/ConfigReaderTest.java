package io.bulwark.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.Problem;
import io.bulwark.policy.learn.Promotion.Bounds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    private static final String LISTENER =
            "{name: web, side: ingress, mode: explicit, port: 8080, destination: \"127.0.0.1:9000\"}";

    @Test
    void whatIsLeftOutHasItsDefault() {
        // When
        var config = parsed("listeners: [" + LISTENER + "]");
        // Then
        assertThat(config.admin()).isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 15000));
        assertThat(config.policy()).isEmpty();
        assertThat(config.status()).isEmpty();
        assertThat(config.events()).isInstanceOf(ProxyConfig.Events.Nowhere.class);
        assertThat(config.transport()).isEqualTo(ProxyConfig.TransportChoice.AUTO);
        assertThat(config.maxFlows()).isBetween(64, 16_384);
        assertThat(config.drainTime()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.listeners().getFirst().address())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8080));
    }

    @ParameterizedTest
    @CsvSource({"16, 64", "48, 1755", "128, 7606", "1024, 16384"})
    void noMoreFlowsThanTheHeapCarriesAreOpenUnlessItIsTold(long mebibytes, int flows) {
        assertThat(ConfigReader.flowsIn(mebibytes << 20)).isEqualTo(flows);
    }

    @Test
    void pathsStartFromTheFolderOfTheFile() {
        // When
        var config = parsed("{policy: policy.yaml, events: /var/log/events.ndjson, listeners: [" + LISTENER + "]}");
        // Then
        assertThat(config.policy()).contains(Path.of("/etc/bulwark/policy.yaml"));
        assertThat(config.events()).isEqualTo(new ProxyConfig.Events.ToFile(Path.of("/var/log/events.ndjson")));
    }

    @Test
    void promotionAndTheRecordHaveDefaultsAndBounds() {
        // When
        var plain = parsed("listeners: [" + LISTENER + "]");
        var full = parsed("{state: s, record: {file: calls.ndjson}, promotion: {automatic: true, minTime: 24h,"
                + " maxUnseenPerMillion: 500, stepBackPeers: 1}, listeners: [" + LISTENER + "]}");
        // Then
        assertThat(plain.record()).isEmpty();
        assertThat(plain.promotion()).isEqualTo(PromotionConfig.byHand());
        assertThat(full.record()).contains(new RecordConfig(Path.of("/etc/bulwark/calls.ndjson"), 64 << 20, 1000));
        assertThat(full.promotion())
                .isEqualTo(new PromotionConfig(true, new Bounds(0.0005, 86_400, 86_400, 0.01, 20, 1)));
    }

    @Test
    void aDashMeansStandardOutput() {
        // When
        var config = parsed("{events: \"-\", listeners: [" + LISTENER + "]}");
        // Then
        assertThat(config.events()).isInstanceOf(ProxyConfig.Events.StandardOutput.class);
    }

    @Test
    void aTransparentListenerOnAllAddressesOfBothFamilies() {
        // When
        var config = parsed("listeners: [{name: in, side: ingress, mode: transparent, address: \"::\", port: 15006}]");
        // Then
        assertThat(config.listeners().getFirst().mode()).isInstanceOf(ListenerConfig.Mode.Transparent.class);
        assertThat(config.listeners().getFirst().address())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("::"), 15006));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "loops: 65 | loops must be 1..64, was 65",
                "loops: many | loops must be 1..64, was \"many\"",
                "maxFlows: 1 | maxFlows must be 64..1000000, was 1",
                "drainTime: 2h | drainTime must be 0ms..10m (a whole number and ms, s, m or h), was \"2h\"",
                "transport: dpdk | transport must be one of auto, io_uring, epoll, nio, was \"dpdk\"",
                "admin: {port: 70000} | admin.port must be 0..65535, was 70000",
                "status: {port: 70000} | status.port must be 0..65535, was 70000",
                "record: {file: c, maxBytes: 1} | record.maxBytes must be 65536..1073741824, was 1",
                "record: {file: c, perSecond: 20000} | record.perSecond must be 1..10000, was 20000",
                "promotion: {automatic: yes please} | promotion.automatic must be true or false, was \"yes please\"",
                "promotion: {stepBackPeers: 0} | promotion.stepBackPeers must be 1..96, was 0",
                "promotion: {automatic: true} | promotion.automatic must come with state, where the mode reached is kept",
                "admin: {address: localhost} | admin.address must be an IP address without a port, was \"localhost\"",
            })
    void aValueOutOfRangeIsRefusedWithKeyRangeAndValue(String line, String message) {
        // When
        var problems = rejected("listeners: [" + LISTENER + "]\n" + line);
        // Then
        assertThat(problems).extracting(Problem::message).containsExactly(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9000 | ",
                "shop:9000 | ",
                "127.0.0.1 | ",
                "127.0.0.1:0 | ",
                "127.0.0.1:65536 | ",
                "127.0.0.1:99999999999 | ",
            })
    void aDestinationThatIsNoAddressAndPortIsRefused(String destination) {
        // When
        var problems = rejected("listeners: [{name: web, side: ingress, mode: explicit, port: 1, destination: \""
                + destination + "\"}]");
        // Then
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .startsWith("listeners[0].destination must be an IP address and a port"));
    }

    @Test
    void aPortThatIsDeclaredTwiceIsRefused() {
        // When
        var problems = rejected("listeners: [{name: in, side: ingress, mode: transparent, port: 1, "
                + "protocols: [8080=http, 8080=tcp]}]");
        // Then
        assertThat(problems)
                .extracting(Problem::message)
                .containsExactly(
                        "listeners[0].protocols must hold, each port once, PORT=PROTOCOL, where PROTOCOL is one of "
                                + "http, http2, grpc, redis, mysql, tls, tcp");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        // When
        var problems =
                rejected("{loops: 0, speed: high, listeners: [{name: Web, side: up, mode: explicit, port: -1}]}");
        // Then
        assertThat(problems)
                .extracting(Problem::key)
                .contains(
                        "loops",
                        "speed",
                        "listeners[0].name",
                        "listeners[0].side",
                        "listeners[0].port",
                        "listeners[0].destination");
    }

    @Test
    void listenersNeedDifferentNames() {
        // When
        var problems = rejected("listeners: [" + LISTENER + ", " + LISTENER + "]");
        // Then
        assertThat(problems)
                .extracting(Problem::message)
                .containsExactly("listeners must have different names, has web twice");
    }

    @Test
    void aFileWithoutListenersIsRefused() {
        // When
        var problems = rejected("loops: 1");
        // Then
        assertThat(problems).extracting(Problem::message).containsExactly("listeners must be given");
    }

    private static ProxyConfig parsed(String yaml) {
        return switch (ConfigReader.read(yaml, Path.of("/etc/bulwark"))) {
            case ConfigParse.Parsed(var config) -> config;
            case ConfigParse.Rejected(var problems) -> throw new AssertionError(problems);
        };
    }

    private static List<Problem> rejected(String yaml) {
        return switch (ConfigReader.read(yaml, Path.of("/etc/bulwark"))) {
            case ConfigParse.Parsed(var config) -> throw new AssertionError(config);
            case ConfigParse.Rejected(var problems) -> problems;
        };
    }
}
