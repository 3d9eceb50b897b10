package io.bulwark.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.PolicySnapshot;
import io.bulwark.proxy.config.AppProbe;
import io.bulwark.proxy.config.AppProbe.Question;
import io.bulwark.proxy.config.StatusConfig;
import io.bulwark.proxy.control.PolicySource;
import io.bulwark.proxy.event.Events;
import io.bulwark.proxy.event.RecentEvents;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.testing.Deadline;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusPageTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ScriptedApp app = new ScriptedApp();
    private final AdminServer server = start();

    private static AdminServer start() {
        var meters = new Meters();
        var policy = new PolicySource(PolicySnapshot.open(), List.of(), Events.NOON, meters);
        try {
            return AdminServer.start(AdminServer.loopback(0), meters, new RecentEvents(), policy, new Lifecycle() {
                @Override
                public State state() {
                    return State.READY;
                }

                @Override
                public void drain() {
                    throw new AssertionError("nobody may drain the proxy over the network");
                }
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        app.close();
    }

    private String ask(AppProbe probe) throws IOException {
        return ask(probe, "GET /app/web/readiness", Set.of());
    }

    /** What comes back on a status page that has this one probe. */
    private String ask(AppProbe probe, String request, Set<Integer> ownPorts) throws IOException {
        var config = new StatusConfig(
                AdminServer.loopback(0), InetAddress.getLoopbackAddress(), Map.of("/app/web/readiness", probe));
        return send(server.openStatus(config, ownPorts), request);
    }

    private static String send(InetSocketAddress to, String request) throws IOException {
        try (var socket = new Socket(to.getAddress(), to.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\nHost: 10.1.2.3:15020\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private AppProbe http(String target) {
        return probe(new Question.Http(app.port(), false, target, List.of()));
    }

    private static AppProbe probe(Question question) {
        return new AppProbe(question, LONG, false);
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /ready, 200",
        "GET /live, 200",
        "GET /metrics, 200",
        "POST /ready, 405",
        "POST /app/web/readiness, 405",
        "GET /, 404",
        "GET /events, 404",
        "GET /policy, 404",
        "GET /explain?flow=f1, 404",
        "POST /drain, 404",
        "GET /drain, 404",
        "GET /app/web/liveness, 404",
        "GET /app/web/readiness/, 404",
        "GET /app/web/%72eadiness, 404"
    })
    void onlyHealthAndMetersAndTheProbesAreServed(String request, int status) throws IOException {
        // When
        var response = ask(probe(new Question.Tcp(1)), request, Set.of());
        // Then
        assertThat(response).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void olderKubeletsPutASlashBeforeThePathOfAHook() throws IOException {
        // Given
        app.answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        // When
        var response = ask(http("/"), "GET //app/web/readiness", Set.of());
        // Then
        assertThat(response).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource({
        "200, 200, ok",
        "204, 200, ok",
        "304, 200, ok",
        "399, 200, ok",
        "400, 503, status 400",
        "404, 503, status 404",
        "500, 503, status 500"
    })
    void anAnswerIsJudgedAsTheKubeletWouldAndItsBodyStaysInThePod(int status, int told, String reason)
            throws IOException {
        // Given
        app.answers("HTTP/1.1 " + status + " Word\r\nContent-Length: 6\r\nX: secret\r\n\r\nsecret");
        // When
        var response = ask(http("/healthz?deep=1"));
        // Then
        assertThat(response).startsWith("HTTP/1.1 " + told + " ").doesNotContain("secret");
        assertThat(body(response)).isEqualTo(reason + "\n");
    }

    @Test
    void theAppSeesWhatTheKubeletWouldHaveSent() throws IOException {
        // Given
        app.answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var headers = List.of(
                new AppProbe.Header("X-Probe", "a"),
                new AppProbe.Header("X-Probe", "b"),
                new AppProbe.Header("Host", "shop"));
        // When
        ask(probe(new Question.Http(app.port(), false, "/healthz?deep=1", headers)));
        // Then
        assertThat(app.requests())
                .singleElement()
                .asString()
                .startsWith("GET /healthz?deep=1 HTTP/1.1\r\n")
                .contains(
                        "X-Probe: a\r\n", "X-Probe: b\r\n", "Host: shop\r\n", "user-agent: kube-probe/", "accept: */*");
    }

    @Test
    void aRedirectionWithinThePodIsFollowed() throws IOException {
        // Given
        app.answers(
                "HTTP/1.1 302 Found\r\nLocation: /deep?x=1\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 500 Down\r\nContent-Length: 0\r\n\r\n");
        // When
        var response = ask(http("/healthz"));
        // Then
        assertThat(body(response)).isEqualTo("status 500\n");
        assertThat(app.requests().getLast()).startsWith("GET /deep?x=1 HTTP/1.1\r\n");
    }

    @Test
    void aRedirectionOutOfThePodIsNotFollowedAndCountsAsAnAnswer() throws IOException {
        // Given
        app.answers("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n");
        // When
        var response = ask(http("/healthz"));
        // Then
        assertThat(response).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void redirectionsInACircleEnd() throws IOException {
        // Given
        app.answersForEver("HTTP/1.1 302 Found\r\nLocation: /healthz\r\nContent-Length: 0\r\n\r\n");
        // When
        var response = ask(http("/healthz"));
        // Then
        assertThat(body(response)).isEqualTo("stopped after 10 redirects\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0000\u0001\u0002",
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                "HTTP/1.1 302 Found\r\nLocation: http://[/\r\nContent-Length: 0\r\n\r\n"
            })
    void anAnswerThatCannotBeUnderstoodIsAFailure(String answer) throws IOException {
        // Given
        app.answers(answer);
        // When
        var response = ask(http("/"));
        // Then
        assertThat(response).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void headersWithoutEndAreAFailure() throws IOException {
        // Given
        app.answers("HTTP/1.1 200 OK\r\n" + "X-Long: aaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(5_000));
        // When
        var response = ask(http("/"));
        // Then
        assertThat(response).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void anAppThatSaysNothingFailsWhenTheProbesTimeIsOver() throws IOException {
        // Given
        app.saysNothing();
        var probe = new AppProbe(new Question.Http(app.port(), false, "/", List.of()), Duration.ofSeconds(1), false);
        // When
        var response = ask(probe);
        // Then
        assertThat(body(response)).isEqualTo("no answer in 1s\n");
    }

    @Test
    void thereAreNeverMoreQuestionsThanConnectionsThatAskThem() throws IOException {
        // Given
        app.saysNothing();
        var config = new StatusConfig(
                AdminServer.loopback(0), InetAddress.getLoopbackAddress(), Map.of("/app/web/readiness", http("/")));
        var address = server.openStatus(config, Set.of());
        var askers = new ArrayList<Socket>();
        // When
        for (var index = 0; index < 100; index++) {
            var asker = new Socket(address.getAddress(), address.getPort());
            asker.getOutputStream()
                    .write("GET /app/web/readiness HTTP/1.1\r\nHost: 10.1.2.3\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            askers.add(asker);
        }
        // Then
        Deadline.await("64 open questions of 100", () -> app.accepted() > 64 && app.open() == 64);
        for (var asker : askers) {
            asker.close();
        }
    }

    @Test
    void aTcpProbeWantsNoMoreThanAConnection() throws IOException {
        // Given
        app.saysNothing();
        // When
        var open = ask(probe(new Question.Tcp(app.port())));
        app.close();
        var shut = ask(probe(new Question.Tcp(app.port())));
        // Then
        assertThat(open).startsWith("HTTP/1.1 200 ");
        assertThat(body(shut)).isEqualTo("port " + app.port() + " cannot be reached\n");
    }

    @Test
    void aHookFailsOnlyIfTheAppIsNotReachedAndThenGetsNoAnswer() throws IOException {
        // Given
        app.answers("HTTP/1.1 500 Down\r\nContent-Length: 0\r\n\r\n");
        var hook = new AppProbe(new Question.Http(app.port(), false, "/bye", List.of()), LONG, true);
        // When
        var answered = ask(hook);
        app.close();
        var unreached = ask(hook);
        // Then
        assertThat(answered).startsWith("HTTP/1.1 503 ");
        assertThat(unreached).isEmpty();
    }

    @Test
    void theProxyDoesNotAskItself() throws IOException {
        // When
        var response = ask(probe(new Question.Tcp(15020)), "GET /app/web/readiness", Set.of(15020));
        // Then
        assertThat(body(response)).isEqualTo("port 15020 is the proxy's own\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'', SERVING, 200",
        "shop.Orders, SERVING, 200",
        "shop.Orders, NOT_SERVING, 503",
        "unknown, SERVING, 503"
    })
    void aHealthCallMustSayServing(String service, ServingStatus status, int told) throws Exception {
        // Given
        var health = new HealthStatusManager();
        health.setStatus("shop.Orders", status);
        var grpc = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(health.getHealthService())
                .build()
                .start();
        try {
            // When
            var response = ask(probe(new Question.Grpc(grpc.getPort(), service)));
            // Then
            assertThat(response).startsWith("HTTP/1.1 " + told + " ");
        } finally {
            grpc.shutdownNow().awaitTermination();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0003\u0000\u0000\u0000\u0001\u0000\u0000\u0000\u0000",
                "\u007f\u007f\u007f\u0000\u0000\u0000\u0000\u0000\u0001"
            })
    void ofAServerThatSpeaksOtherwiseAHealthCallIsAFailure(String answer) throws IOException {
        // Given
        app.answers(answer);
        // When
        var response = ask(probe(new Question.Grpc(app.port(), "")));
        // Then
        assertThat(response).startsWith("HTTP/1.1 503 ");
    }
}
