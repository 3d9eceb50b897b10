package io.bulwark.proxy.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.learn.LearnedProfile;
import io.bulwark.policy.learn.Learner;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.proxy.protocol.TextOperation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PolicyCommandTest {
    private static final String POLICY = """
        apiVersion: bulwark.io/v1alpha1
        kind: ServiceAllowlist
        metadata: {name: orders}
        spec:
          mode: Monitor
          ingress:
            - id: reads
              from: [{cidr: 10.0.0.0/8}]
              http: [{methods: [GET]}]
        """;

    private static final String CALLS = """
        {"peer":"10.0.0.1","port":80,"protocol":"http","parts":[{"verb":"GET","resource":"/a"}],"count":9}
        {"peer":"10.0.0.1","port":80,"protocol":"http","parts":[{"verb":"PUT","resource":"/a/7"}]}
        """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path policy;
    private Path log;

    @BeforeEach
    void write(@TempDir Path folder) throws IOException {
        policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
        log = Files.writeString(folder.resolve("calls.ndjson"), CALLS);
    }

    @Test
    void simulateSaysWhatWouldBeRefused() {
        // When
        var code = run("simulate", "--policy", policy.toString(), log.toString());
        // Then
        assertThat(code).isEqualTo(4);
        assertThat(out.toString())
                .startsWith("10 calls: 9 allowed, 0 told of, 1 refused")
                .contains("ingress 10.0.0.1 port 80 http PUT /a/{int}")
                .contains("nearest rule reads differs in method: allowed GET, was PUT")
                .contains("9  reads");
    }

    @Test
    void schemaPrintsTheSchemaOfAKindOrSaysWhichThereAre() {
        // When
        var known = run("schema", "ServiceAllowlist");
        var unknown = run("schema", "Deployment");
        // Then
        assertThat(known).isZero();
        assertThat(out.toString()).startsWith("{\n").contains("\"title\": \"ServiceAllowlist\"");
        assertThat(unknown).isEqualTo(2);
        assertThat(err.toString())
                .contains("KIND must be one of ServiceAllowlist, InspectionPolicy, PeerIdentities, LearnedProfile");
    }

    /** A profile of three reads and a write, printed as kubectl prints objects. */
    private Path profile() throws IOException {
        var learner = new Learner(LearnerLimits.share(1));
        for (var method : List.of("GET", "GET", "GET", "PUT")) {
            var call = TextOperation.of("http", method, "/a/7");
            learner.outcome(learner.sighting(FlowSide.INGRESS, "10.0.0.0/24", 80, call), true, 0);
        }
        var learned = new LearnedProfile(new Metadata("orders", "shop"), learner.profile("0001.test.0"));
        var printed = learned.json().replace(",", ",\n    ").replace("{", "{\n  ");
        return Files.writeString(policy.resolveSibling("learned.json"), printed);
    }

    @Test
    void simulateJudgesAProfileAsWell() throws IOException {
        // Given
        var file = profile();
        // When
        var code = run("simulate", "--policy", policy.toString(), "--profile", file.toString());
        // Then
        assertThat(code).isEqualTo(4);
        assertThat(out.toString())
                .startsWith("4 calls: 3 allowed, 0 told of, 1 refused")
                .contains("ingress 10.0.0.0 port 80 http PUT /a/{int}")
                .contains("3  reads");
    }

    @Test
    void anAllowlistIsMadeOfAProfileUnderItsName() throws IOException {
        // When
        var code = run("learn", "--profile", profile().toString(), "--mode", "enforce");
        // Then
        assertThat(code).isZero();
        assertThat(out.toString())
                .startsWith("# all: 4 calls;")
                .contains("name: orders\n  namespace: shop\n", "mode: Enforce", "# 4 calls by 1 peer");
        // When
        Files.writeString(policy, out.toString());
        // Then
        assertThat(run(
                        "simulate",
                        "--policy",
                        policy.toString(),
                        "--profile",
                        profile().toString()))
                .isZero();
    }

    @Test
    void anAllowlistIsMadeOfRecordedCallsThatSucceeded() throws IOException {
        // Given
        var call = "{\"peer\":\"10.0.0.%d\",\"port\":80,\"protocol\":\"http\",\"time\":\"2026-11-01T12:00:00Z\","
                + "\"parts\":[{\"verb\":\"GET\",\"resource\":\"%s\"}],\"succeeded\":%s}%n";
        var identities = POLICY + """
                ---
                apiVersion: bulwark.io/v1alpha1
                kind: PeerIdentities
                metadata: {name: peers}
                spec: {peers: [{cidr: 10.0.0.8/32, namespace: shop, workload: web}]}
                """;
        Files.writeString(policy, identities);
        Files.writeString(
                log,
                call.formatted(8, "/a", true) + call.formatted(8, "/.env", false) + call.formatted(9, "/b", true)
                        + "{}");
        // When
        var code = run("learn", "--policy", policy.toString(), "--name", "orders", log.toString());
        // Then
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("name: orders", "workload: web", "cidr: 10.0.0.0/24", "2026-11-01T12:00:00Z")
                .doesNotContain(".env");
        assertThat(err.toString()).contains("1 lines are no calls");
    }

    @Test
    void aDiffComparesWhatIsAllowedWithWhatWasLearned() throws IOException {
        // When
        var code = run("diff", policy.toString(), "--profile", profile().toString());
        // Then
        assertThat(code).isEqualTo(4);
        assertThat(out.toString())
                .contains("- ingress rule reads", "+ ingress rule http-a-7")
                .doesNotContain("egress", "mode");
    }

    @Test
    void whatIsNoProfileIsRefused() {
        // When
        var code = run("simulate", "--policy", policy.toString(), "--profile", log.toString());
        var both = run("simulate", "--policy", policy.toString(), "--profile", log.toString(), log.toString());
        // Then
        assertThat(code).isEqualTo(3);
        assertThat(err.toString()).contains("calls.ndjson is no LearnedProfile: ");
        assertThat(both).isEqualTo(2);
    }

    @Test
    void explainNamesTheNearestRule() {
        // When
        var code = run("explain", "--policy", policy.toString(), "--peer", "10.0.0.1", "--port", "80", "PUT", "/a");
        // Then
        assertThat(code).isZero();
        assertThat(out.toString()).contains("decision  would-deny").contains("nearest rule reads differs in method");
    }

    @Test
    void promotionWaitsForTheProofAndAcceptanceMakesIt() throws IOException {
        // Given
        var file = policy.toString();
        // When
        var early = run("promote", "--policy", file, "--to", "enforce", "--log", log.toString(), "--write");
        var accepted = run("accept", "--policy", file, "--write", log.toString());
        var then = run("promote", "--policy", file, "--to", "enforce", "--log", log.toString(), "--write");
        // Then
        assertThat(early).isEqualTo(4);
        assertThat(accepted).isZero();
        assertThat(then).isZero();
        assertThat(Files.readString(policy))
                .contains("mode: Enforce")
                .contains("id: accepted-1")
                .contains("id: reads");
    }

    @Test
    void anEventIsAcceptedByItsId() throws IOException {
        // Given
        var event = "{\"time\":\"2026-11-01T12:00:00.000000Z\",\"id\":%d,\"flow\":\"f\",\"peer\":\"10.0.0.1:4100\","
                + "\"destination\":\"10.0.0.2:80\",\"side\":\"ingress\",\"protocol\":\"http\",\"operation\":\"%s\"}%n";
        var events = Files.writeString(
                policy.resolveSibling("events.ndjson"),
                event.formatted(7, "PUT /seven") + event.formatted(17, "PUT /seventeen"));
        // When
        var accepted = run("accept", "--policy", policy.toString(), "--event", "7", "--write", events.toString());
        var unknown = run("accept", "--policy", policy.toString(), "--event", "70", events.toString());
        // Then
        assertThat(accepted).isZero();
        assertThat(unknown).isEqualTo(1);
        assertThat(Files.readString(policy)).contains("/seven").doesNotContain("/seventeen");
    }

    @Test
    void aDiffAnswersWhetherThereIsAny() throws IOException {
        // Given
        var other = Files.writeString(policy.resolveSibling("other.yaml"), POLICY.replace("[GET]", "[GET, HEAD]"));
        // When
        var same = run("diff", policy.toString(), policy.toString());
        var differs = run("diff", "--patch", policy.toString(), other.toString());
        // Then
        assertThat(same).isZero();
        assertThat(differs).isEqualTo(4);
        assertThat(out.toString())
                .startsWith("--- a/policy.yaml\n+++ b/policy.yaml\n")
                .contains("+      - HEAD");
    }

    @Test
    void aPolicyThatIsRefusedIsTold() throws IOException {
        // Given
        Files.writeString(policy, POLICY.replace("Monitor", "Perhaps"));
        // When
        var code = run("simulate", "--policy", policy.toString(), log.toString());
        // Then
        assertThat(code).isEqualTo(3);
        assertThat(err.toString())
                .contains("line 5: spec.mode must be one of Learn, Monitor, Enforce, was \"Perhaps\"");
    }

    private int run(String... arguments) {
        return new CommandLine(PolicyCommand.class)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
