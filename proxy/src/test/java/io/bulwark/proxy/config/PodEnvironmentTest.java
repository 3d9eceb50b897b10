package io.bulwark.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.Problem;
import io.bulwark.proxy.config.AppProbe.Question;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodEnvironmentTest {
    private static final String CONFIG = """
            status: {port: 15020}
            drainTime: 30s
            listeners:
              - {name: in, side: ingress, mode: transparent, port: 15006, protocols: [8080=http2, 9000=tcp]}
              - {name: out, side: egress, mode: transparent, port: 15001}
            """;

    @Test
    void whatAPodSaysGoesOverTheFile() {
        // When
        var config = parsed(Map.of(
                        "BULWARK_DRAIN_TIME", "8s",
                        "BULWARK_PROTOCOL_PORTS", "8080=http,3306=mysql",
                        "POD_IP", "10.1.2.3"))
                .over(file());
        // Then
        assertThat(config.drainTime()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.listeners().getFirst().protocols())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(8080, DeclaredProtocol.HTTP, 3306, DeclaredProtocol.MYSQL, 9000, DeclaredProtocol.TCP));
        assertThat(config.listeners().getLast().protocols()).isEmpty();
        assertThat(config.status().orElseThrow().app()).isEqualTo(InetAddress.ofLiteral("10.1.2.3"));
    }

    @Test
    void aPodThatSaysNothingChangesNothing() {
        // Given
        var config = file();
        // When
        var same = parsed(Map.of("PATH", "/bin", "BULWARK_LOG_LEVEL", "")).over(config);
        // Then
        assertThat(same).isEqualTo(config);
    }

    @Test
    void theProbesOfTheWebhookAreRead() {
        // When
        var probes = parsed(Map.of("BULWARK_APP_PROBES", """
                {"/app/web/liveness":{"timeoutSeconds":3,"tcp":6379},\
                "/app/web/prestop/0123456789abcdef0123456789abcdef":{"http":8080,"path":"/bye?now=1","scheme":"HTTPS","headers":[["X-A","b: c"]]},\
                "/app/web/readiness":{"timeoutSeconds":1,"grpc":9000,"service":""},\
                "/app/web/startup":{"timeoutSeconds":5000,"http":8080,"path":"a b#c","scheme":"HTTP"}}""")).probes();
        // Then
        assertThat(probes)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "/app/web/liveness",
                        new AppProbe(new Question.Tcp(6379), Duration.ofSeconds(3), false),
                        "/app/web/prestop/0123456789abcdef0123456789abcdef",
                        new AppProbe(
                                new Question.Http(
                                        8080, true, "/bye?now=1", List.of(new AppProbe.Header("X-A", "b: c"))),
                                Duration.ofSeconds(600),
                                true),
                        "/app/web/readiness",
                        new AppProbe(new Question.Grpc(9000, ""), Duration.ofSeconds(1), false),
                        "/app/web/startup",
                        new AppProbe(
                                new Question.Http(8080, false, "/a%20b", List.of()), Duration.ofSeconds(600), false)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BULWARK_DRAIN_TIME | 1h | BULWARK_DRAIN_TIME must be 0ms..10m (a whole number and ms, s, m or h), was \"1h\"",
                "BULWARK_LOG_LEVEL | loud | BULWARK_LOG_LEVEL must be one of debug, info, warning, error, was \"loud\"",
                "POD_IP | shop.local | POD_IP must be an IP address, was \"shop.local\"",
                "BULWARK_APP_PROBES | [] | BULWARK_APP_PROBES must be one object of at most 512 probes",
                "BULWARK_APP_PROBES | {\"/drain\":{\"tcp\":1}} | BULWARK_APP_PROBES must have keys such as /app/CONTAINER/KIND",
                "BULWARK_APP_PROBES | {\"/app/a/b\":{\"tcp\":70000}} | BULWARK_APP_PROBES.tcp must be 1..65535, was 70000",
                "BULWARK_APP_PROBES | {\"/app/a/b\":{\"udp\":1,\"tcp\":1}} | BULWARK_APP_PROBES.udp is not a known key; known are timeoutSeconds, tcp",
                "BULWARK_APP_PROBES | {\"/app/a/b\":{\"http\":1,\"path\":\"/\",\"scheme\":\"HTTP\",\"headers\":[[\"A\",\"b\\r\\nC: d\"]]}} | BULWARK_APP_PROBES.headers must hold pairs of a header's name and its value",
            })
    void aWrongValueIsRefusedWithItsName(String name, String value, String message) {
        // When
        var parse = PodEnvironment.read(Map.of(name, value));
        // Then
        assertThat(parse)
                .isInstanceOfSatisfying(
                        PodEnvironment.Parse.Rejected.class,
                        rejected -> assertThat(rejected.problems())
                                .extracting(Problem::message)
                                .containsExactly(message));
    }

    @ParameterizedTest
    @CsvSource({"0=http", "65536=http", "8080=smtp", "'80=http,80=tcp'", "'80=http,'", "80", "' 80=http'"})
    void aDeclarationThatIsNoneIsRefused(String value) {
        // When
        var parse = PodEnvironment.read(Map.of("BULWARK_PROTOCOL_PORTS", value));
        // Then
        assertThat(parse)
                .isInstanceOfSatisfying(
                        PodEnvironment.Parse.Rejected.class,
                        rejected -> assertThat(rejected.problems())
                                .singleElement()
                                .satisfies(
                                        problem -> assertThat(problem.message())
                                                .startsWith(
                                                        "BULWARK_PROTOCOL_PORTS must be up to 64 times, with commas, PORT=PROTOCOL")));
    }

    private static PodEnvironment parsed(Map<String, String> variables) {
        return switch (PodEnvironment.read(variables)) {
            case PodEnvironment.Parse.Parsed(var environment) -> environment;
            case PodEnvironment.Parse.Rejected(var problems) -> throw new AssertionError(problems);
        };
    }

    private static ProxyConfig file() {
        return switch (ConfigReader.read(CONFIG, Path.of("/etc/bulwark"))) {
            case ConfigParse.Parsed(var config) -> config;
            case ConfigParse.Rejected(var problems) -> throw new AssertionError(problems);
        };
    }
}
