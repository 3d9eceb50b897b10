package io.bulwark.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.learn.LearnedProfile;
import io.bulwark.policy.learn.Learner;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.Promotion.Bounds;
import io.bulwark.proxy.control.PolicySource;
import io.bulwark.proxy.event.Events;
import io.bulwark.proxy.event.RecentEvents;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.event.Verdict;
import io.bulwark.proxy.protocol.TextOperation;
import io.bulwark.proxy.telemetry.Meters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProofPagesTest {
    private static final long NOW = 1_764_072_000L;
    private static final String HEAD = """
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: orders}
            spec:
              mode: Monitor
              ingress:
            """;
    private static final String READS =
            "    - {id: reads, from: [{cidr: 10.0.0.0/8}], ports: [8080], http: [{methods: [GET]}]}\n";
    private static final String WRITES =
            "    - {id: writes, from: [{cidr: 10.0.0.0/8}], ports: [8080], http: [{methods: [POST]}]}\n";

    private final Meters meters = new Meters();
    private final RecentEvents recent = new RecentEvents();
    private final PolicySource policy = policy();
    private Profile learned = Profile.none();
    private final AdminServer server = start();

    private PolicySource policy() {
        return switch (PolicyParser.parse((HEAD + READS).getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Parsed(var snapshot, var warnings) ->
                new PolicySource(snapshot, warnings, Events.NOON, meters);
            case PolicyParse.Rejected(var problems) -> throw new AssertionError(problems);
        };
    }

    private AdminServer start() {
        try {
            var studied = new Studied(() -> learned, Optional.empty(), Bounds.usual());
            return AdminServer.start(AdminServer.loopback(0), meters, recent, policy, new Ready(), studied);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Always ready. */
    private static final class Ready implements Lifecycle {
        @Override
        public State state() {
            return State.READY;
        }

        @Override
        public void drain() {
            throw new AssertionError("nobody asked for that");
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String send(String bytes) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String post(String target, String document) throws IOException {
        return send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + document.length()
                + "\r\n\r\n" + document);
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    private void learn(String method, String path, int times) {
        var learner = new Learner(LearnerLimits.share(1));
        for (int i = 0; i < times; i++) {
            var call = TextOperation.of("http", method, path);
            learner.outcome(learner.sighting(FlowSide.INGRESS, "10.0.1.0/24", 8080, call), true, NOW);
        }
        learned = learned.join(learner.profile("%04d.%s.0".formatted(times, method)));
    }

    @Test
    void aDocumentIsJudgedByWhatWasLearned() throws IOException {
        // Given
        learn("GET", "/orders", 90);
        learn("POST", "/orders", 7);
        // When
        var now = new ObjectMapper().readTree(body(post("/simulate", "")));
        var then = new ObjectMapper().readTree(body(post("/simulate", HEAD + READS + WRITES)));
        // Then
        assertThat(now.at("/allowed").asInt()).isEqualTo(90);
        assertThat(now.at("/refused").asInt()).isEqualTo(7);
        assertThat(now.at("/refusals/0/peer").asText()).isEqualTo("10.0.1.0");
        assertThat(now.at("/refusals/0/operation").asText()).isEqualTo("POST /orders");
        assertThat(now.at("/refusals/0/why").asText()).contains("nearest rule reads differs in method");
        assertThat(now.at("/rules/reads").asInt()).isEqualTo(90);
        assertThat(then.at("/refused").asInt()).isZero();
        assertThat(policy.get().allowlist().orElseThrow().ingress().allow()).hasSize(1);
    }

    @Test
    void aDocumentThatIsNoneIsRefusedWithItsProblems() throws IOException {
        // When
        var response = post("/simulate", HEAD + READS.replace("reads", "Reads"));
        // Then
        assertThat(response).startsWith("HTTP/1.1 400 ");
        assertThat(body(response)).startsWith("line 7: spec.ingress[0].id must be");
    }

    @Test
    void aDocumentBeyondTheBoundIsRefused() throws IOException {
        // When
        var response = send("POST /simulate HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n"
                + "#".repeat(BodyRoom.MAX_BYTES + 1));
        // Then
        assertThat(response).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aDocumentInChunksIsADocument() throws IOException {
        // Given
        var document = HEAD + READS + WRITES;
        // When
        var response = send("POST /diff HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(document.length()) + "\r\n" + document + "\r\n0\r\n\r\n");
        // Then
        assertThat(response).startsWith("HTTP/1.1 200 ");
        assertThat(body(response)).contains("+ ingress rule writes");
    }

    @Test
    void whatWasLearnedIsComparedWithWhatIsAllowed() throws IOException {
        // Given
        learn("GET", "/orders", 90);
        // When
        var text = body(post("/diff", ""));
        var patch = body(post("/diff?format=patch", ""));
        // Then
        assertThat(text).contains("- ingress rule reads").contains("+ ingress rule http-orders");
        assertThat(patch).startsWith("--- a/allowlist.yaml\n+++ b/allowlist.yaml\n@@");
    }

    private static SecurityEvent refused(String flow, String operation) {
        return new SecurityEvent(
                Events.NOON,
                0,
                flow,
                "10.0.1.7:41000",
                "10.0.0.2:8080",
                "ingress",
                "http",
                operation,
                Verdict.WOULD_DENY,
                "allowlist",
                "monitor",
                "",
                -1,
                "",
                "0123456789ab",
                "");
    }

    @Test
    void whatAnEventTellsOfBecomesARuleInADocumentThatIsGivenBack() throws IOException {
        // Given
        recent.write(List.of(refused("f1", "PUT /orders/8231"), Events.event("f2", Verdict.DENIED)));
        // When
        var accepted = post("/accept?flow=f1&mode=Monitor", "");
        var finding = post("/accept?flow=f2", "");
        // Then
        assertThat(accepted).startsWith("HTTP/1.1 200 ");
        assertThat(body(accepted))
                .contains("id: \"accepted-1\"".replace("\"", ""))
                .contains("cidr: 10.0.1.7/32")
                .contains("/orders/{int}")
                .contains("id: reads");
        assertThat(finding).startsWith("HTTP/1.1 404 ");
        assertThat(policy.get().allowlist().orElseThrow().ingress().allow()).hasSize(1);
    }

    @Test
    void ofSeveralCallsOfAFlowTheTimeSaysWhich() throws IOException {
        // Given
        var later = new SecurityEvent(
                Events.NOON.plusSeconds(1),
                0,
                "f1",
                "10.0.1.7:41000",
                "10.0.0.2:8080",
                "ingress",
                "http",
                "DELETE /orders/1",
                Verdict.DENIED,
                "allowlist",
                "enforce",
                "",
                -1,
                "",
                "0123456789ab",
                "");
        recent.write(List.of(refused("f1", "PUT /orders/1"), later));
        // When
        var unsure = post("/accept?flow=f1", "");
        var sure = post("/accept?flow=f1&time=2026-11-01T12:00:01.000000Z", "");
        // Then
        assertThat(unsure).startsWith("HTTP/1.1 409 ");
        assertThat(body(sure)).contains("DELETE").doesNotContain("PUT");
    }

    @Test
    void theIdOfAnEventSaysWhichCallIsMeant() throws IOException {
        // Given
        recent.write(List.of(
                refused("f1", "PUT /orders/1").numbered(17),
                refused("f1", "DELETE /orders/1").numbered(18)));
        // When
        var sure = post("/accept?event=18", "");
        var unknown = post("/accept?event=19", "");
        var odd = post("/accept?event=x", "");
        // Then
        assertThat(body(sure)).contains("DELETE").doesNotContain("PUT");
        assertThat(unknown).startsWith("HTTP/1.1 404 ");
        assertThat(odd).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void promotionIsRefusedWithTheReasonUntilTheEvidenceIsEnough() throws IOException {
        // Given
        learn("GET", "/orders", 90);
        // When
        var early = post("/promote", "");
        week("GET", "/orders");
        var ready = post("/promote", "");
        week("POST", "/orders");
        var open = post("/promote", "");
        // Then
        assertThat(early).startsWith("HTTP/1.1 409 ");
        assertThat(body(early)).isEqualTo("learning must take at least 604800 s\n");
        assertThat(ready).startsWith("HTTP/1.1 200 ");
        assertThat(body(ready))
                .startsWith("# Enforce: the next call may be new with at most ")
                .contains("# all: ")
                .contains("mode: Enforce");
        assertThat(body(open)).isEqualTo("1 violations are open\n");
        assertThat(policy.get().allowlist().orElseThrow().ingress().mode().word())
                .isEqualTo("Monitor");
    }

    private void week(String method, String path) {
        var learner = new Learner(LearnerLimits.share(1));
        var call = TextOperation.of("http", method, path);
        for (long hour = NOW; hour <= NOW + 8 * 86_400; hour += 3600) {
            for (int i = 0; i < 30; i++) {
                learner.outcome(learner.sighting(FlowSide.INGRESS, "10.0.1.0/24", 8080, call), true, hour);
            }
        }
        learned = learned.join(learner.profile("0009." + method + ".0"));
    }

    @Test
    void theProfileIsADocument() throws IOException {
        // Given
        learn("GET", "/orders", 90);
        // When
        var response = send("GET /learned?format=profile HTTP/1.1\r\nHost: localhost\r\n\r\n");
        // Then
        assertThat(LearnedProfile.read(body(response).strip()).profile()).isEqualTo(learned);
    }

    @Test
    void nothingIsPromotedUnlessSomebodyAsksForIt() throws IOException {
        // When
        var response = send("GET /promotion HTTP/1.1\r\nHost: localhost\r\n\r\n");
        // Then
        assertThat(body(response)).isEqualTo("{\"automatic\":false}\n");
    }

    @Test
    void overTheNetworkAndByOtherMethodsNothingIsAnswered() throws IOException {
        // When
        var got = send("GET /simulate HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var page = send("POST /simulate HTTP/1.1\r\nHost: localhost\r\nOrigin: https://attacker.example\r\n\r\n");
        // Then
        assertThat(got).startsWith("HTTP/1.1 405 ").contains("allow: POST");
        assertThat(page).startsWith("HTTP/1.1 403 ");
    }
}
