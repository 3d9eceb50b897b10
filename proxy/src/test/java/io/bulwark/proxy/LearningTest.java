package io.bulwark.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.learn.LearnedProfile;
import io.bulwark.policy.learn.Learner;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.policy.learn.OperationKey;
import io.bulwark.policy.learn.Pace;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.proof.CallLine;
import io.bulwark.policy.proof.CallParse;
import io.bulwark.policy.proof.Simulation;
import io.bulwark.proxy.config.ConfigParse;
import io.bulwark.proxy.demo.Shop;
import io.bulwark.proxy.event.Verdict;
import io.bulwark.proxy.protocol.TextOperation;
import io.bulwark.proxy.testing.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole proxy learns from real connections, keeps, records and makes of it. */
class LearningTest {
    private static final String OPEN = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: shop}
            spec: {mode: Enforce%s}
            """;

    @TempDir
    Path folder;

    private ProxyProcess start(InetSocketAddress server, String policy, String more) throws IOException {
        return start(server, server.getPort() + "=http", policy, more);
    }

    private ProxyProcess start(InetSocketAddress server, String protocols, String policy, String more)
            throws IOException {
        Files.writeString(folder.resolve("policy.yaml"), policy);
        var text = """
                admin: {port: 0}
                policy: policy.yaml
                state: state
                drainTime: 0ms
                listeners: [{name: shop, side: ingress, mode: explicit, port: 0, destination: "127.0.0.1:%d", protocols: [%s]}]
                %s
                """.formatted(server.getPort(), protocols, more);
        return switch (Configuration.read(Files.writeString(folder.resolve("proxy.yaml"), text))) {
            case ConfigParse.Rejected(var problems) -> throw new AssertionError(problems);
            case ConfigParse.Parsed(var config) ->
                switch (ProxyProcess.start(config)) {
                    case Started.Refused(var reasons) -> throw new AssertionError(reasons);
                    case Started.Running(var process) -> process;
                };
        };
    }

    private static InetSocketAddress address(ServerSocket server) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    private static int ask(ProxyProcess process, String method, String target)
            throws IOException, InterruptedException {
        var uri = URI.create(
                "http://127.0.0.1:" + process.running().listeners().getFirst().getPort() + target);
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(uri)
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    /** A week of one kind of call, from this machine or from elsewhere. */
    private Profile week(String peer, int port) {
        var learner = new Learner(LearnerLimits.share(1));
        long now = Instant.now().getEpochSecond();
        for (long hour = now - 8 * 86_400; hour < now; hour += 3600) {
            for (int i = 0; i < 30; i++) {
                var call = TextOperation.of("http", "GET", "/orders");
                learner.outcome(learner.sighting(FlowSide.INGRESS, peer, port, call), true, hour);
            }
        }
        var paces = new TreeMap<String, Pace>();
        paces.put(peer, new Pace(30, 1, 1, 10_000));
        paces.put("ingress", new Pace(30, 1, 1, 10_000));
        return learner.profile("0001.test.0").withPaces(paces);
    }

    private void known(Profile profile) throws IOException {
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(
                folder.resolve("state/learned.json"), LearnedProfile.of(profile).json());
    }

    @Test
    void aRestartKeepsWhatWasLearned() throws Exception {
        try (var shop = Shop.open()) {
            // Given
            try (var first = start(shop.address(), OPEN.formatted(""), "")) {
                assertThat(ask(first, "GET", "/orders/42")).isEqualTo(200);
            }
            // When
            try (var second = start(shop.address(), OPEN.formatted(""), "")) {
                assertThat(ask(second, "GET", "/orders/43")).isEqualTo(200);
                // Then
                assertThat(second.learned().operations().keySet())
                        .extracting(OperationKey::resource)
                        .containsExactly("/orders/{int}");
                assertThat(second.learned().total()).isEqualTo(2);
            }
        }
    }

    @Test
    void aFileThatIsNoProfileIsLaidAside() throws Exception {
        // Given
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("state/learned.json"), "{\"operations\":[]}");
        try (var shop = Shop.open()) {
            // When
            try (var process = start(shop.address(), OPEN.formatted(""), "")) {
                assertThat(process.learned().operations()).isEmpty();
            }
        }
        // Then
        assertThat(folder.resolve("state/learned.json.unreadable")).hasContent("{\"operations\":[]}");
    }

    @Test
    void aFlowThatNobodyReadsTeachesOnceTheServerHasAnswered() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var process = start(address(server), server.getLocalPort() + "=tcp", OPEN.formatted(""), "")) {
            // Given
            var proxy = process.running().listeners().getFirst();
            try (var client = new Socket(proxy.getAddress(), proxy.getPort());
                    var served = server.accept()) {
                client.setSoTimeout(20_000);
                client.getOutputStream().write(new byte[] {(byte) 0xC0, (byte) 0xFF, (byte) 0xEE});
                assertThat(served.getInputStream().readNBytes(3)).hasSize(3);
                assertThat(process.learned().operations()).isEmpty();
                // When
                served.getOutputStream().write("welcome".getBytes(StandardCharsets.US_ASCII));
                assertThat(client.getInputStream().readNBytes(7)).hasSize(7);
            }
            // Then
            assertThat(process.learned().operations().keySet())
                    .extracting(OperationKey::protocol)
                    .containsExactly("tcp");
        }
    }

    @Test
    void recordedCallsCanBeSimulated() throws Exception {
        // Given
        var file = folder.resolve("calls.ndjson");
        try (var shop = Shop.open();
                var process = start(shop.address(), OPEN.formatted(""), "record: {file: calls.ndjson}")) {
            // When
            assertThat(ask(process, "GET", "/orders/42?token=hunter2")).isEqualTo(200);
            assertThat(ask(process, "GET", "/orders/42?token=UNION%20SELECT%20card%20FROM%20users--"))
                    .isEqualTo(403);
        }
        // Then
        var simulation = new Simulation(PolicySnapshot.open());
        for (var line : Files.readAllLines(file)) {
            assertThat(line).doesNotContain("hunter2").contains("token=zzzzaz1");
            simulation.feed(
                    switch (CallLine.read(line)) {
                        case CallParse.Read(var call, var _, var _) -> call;
                        case CallParse.Fault(var why) -> throw new AssertionError(why);
                    });
        }
        assertThat(simulation.count(Outcome.ALLOWED)).isEqualTo(1);
    }

    @Test
    void aPeerThatIsNewIsDeniedWherePolicySaysSo() throws Exception {
        try (var shop = Shop.open()) {
            // Given
            known(week("10.0.1.0/24", shop.address().getPort()));
            var policy = OPEN.formatted(", unusual: {NewPeer: Deny}");
            // When
            try (var process = start(shop.address(), policy, "")) {
                // Then
                assertThat(ask(process, "GET", "/orders")).isEqualTo(403);
                awaitNewPeer(process, Verdict.DENIED);
            }
        }
    }

    private static void awaitNewPeer(ProxyProcess process, Verdict verdict) {
        Deadline.await(
                "told",
                () -> !process.recent()
                        .newest(10, event -> event.rule().equals("unusual-new-peer") && event.verdict() == verdict)
                        .isEmpty());
    }

    @Test
    void aPeerThatIsNewIsOnlyToldOfWherePolicySaysNothing() throws Exception {
        try (var shop = Shop.open()) {
            // Given
            known(week("10.0.1.0/24", shop.address().getPort()));
            // When
            try (var process = start(shop.address(), OPEN.formatted(""), "")) {
                // Then
                assertThat(ask(process, "GET", "/orders")).isEqualTo(200);
                awaitNewPeer(process, Verdict.REPORTED);
            }
        }
    }

    @Test
    void anAllowlistComesIntoForceByItselfAndStaysAcrossARestart() throws Exception {
        var automatic = "promotion: {automatic: true, minTime: 1h, minTimeInMode: 0ms, maxUnseenPerMillion: 100000}";
        try (var shop = Shop.open()) {
            // Given
            known(week("127.0.0.0/24", shop.address().getPort()));
            // When
            try (var process = start(shop.address(), OPEN.formatted(""), automatic)) {
                assertThat(ask(process, "GET", "/orders")).isEqualTo(200);
                Deadline.await("enforced", () -> {
                    process.learned();
                    return process.policy()
                            .allowlistMode(FlowSide.INGRESS)
                            .word()
                            .equals("Enforce");
                });
                // Then
                assertThat(ask(process, "GET", "/orders")).isEqualTo(200);
                assertThat(ask(process, "DELETE", "/orders")).isEqualTo(403);
            }
            try (var again = start(shop.address(), OPEN.formatted(""), automatic)) {
                assertThat(ask(again, "DELETE", "/orders")).isEqualTo(403);
            }
            assertThat(folder.resolve("policy.yaml")).hasContent(OPEN.formatted(""));
        }
    }
}
