package io.bulwark.policy.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.bulwark.policy.AddressBytes;
import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.ServiceAllowlist;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofTest {

    private static final String POLICY = """
            # The orders service.
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: orders}
            spec:
              mode: Monitor   # not yet
              ingress:
                - id: reads     # what the shop shows
                  from: [{namespace: shop, workload: web}]
                  ports: [8080]
                  http: [{methods: [GET], paths: [{template: "/users/{int}"}]}]
                - id: unused
                  from: [{cidr: 192.168.0.0/16}]
                  http: [{}]
              deny:
                ingress:
                  - {id: no-admin, from: [{cidr: 0.0.0.0/0}], http: [{paths: [{prefix: /admin}]}]}
            ---
            apiVersion: bulwark.io/v1alpha1
            kind: PeerIdentities
            metadata: {name: shop}
            spec: {peers: [{cidr: 10.0.1.0/24, namespace: shop, workload: web}]}
            """;

    @Test
    void aSimulationEnforcesWhatOnlyMonitors() {
        // Given
        var simulation = new Simulation(snapshot(POLICY));
        // When
        for (var line : List.of(
                http("10.0.1.7", "GET", "/users/7"),
                http("10.0.1.7", "PUT", "/users/7"),
                http("10.0.1.8", "PUT", "/users/8"),
                http("10.0.1.8", "GET", "/admin"))) {
            simulation.feed(call(line));
        }
        // Then
        assertThat(simulation.count(Outcome.ALLOWED)).isEqualTo(1);
        assertThat(simulation.count(Outcome.DENIED)).isEqualTo(3);
        assertThat(simulation.rules()).containsEntry("reads", 1L).containsEntry("unused", 0L);
        assertThat(simulation.refusals())
                .extracting(Simulation.Refusal::peer, Simulation.Refusal::operation, Simulation.Refusal::count)
                .containsExactly(tuple("shop/web", "PUT /users/{int}", 2L), tuple("shop/web", "GET /admin", 1L));
        assertThat(simulation.refusals().getLast().why()).isEqualTo("rule no-admin denies it");
    }

    @Test
    void kindsOfRefusalsAreBounded() {
        // Given
        var simulation = new Simulation(snapshot(POLICY));
        // When
        for (int i = 0; i < Simulation.MAX_GROUPS + 5; i++) {
            simulation.feed(call(http("10.0.1.7", "GET", "/path-" + i)));
        }
        // Then
        assertThat(simulation.refusals()).hasSize(Simulation.MAX_GROUPS);
        assertThat(simulation.ungrouped()).isEqualTo(5);
    }

    @Test
    void anAcceptedCallIsAllowedAndTheRestOfTheFileStays() {
        // Given
        var call = call(http("10.0.1.7", "PUT", "/users/7"));
        var rule = Acceptance.rule(call, snapshot(POLICY).identify(call.peer()), "accepted-1");
        // When
        var changed = new DocumentEdit(POLICY, ProofTest::allowlist).accept(FlowSide.INGRESS, rule);
        // Then
        var rules = snapshot(changed).rulesFor(FlowSide.INGRESS, call.peer(), call.port());
        assertThat(rules.match(call.operation()).rule()).isEqualTo("accepted-1");
        assertThat(POLICY.lines()).allMatch(line -> changed.lines().anyMatch(line::equals));
        assertThat(changed).contains("- template: \"/users/{int}\"").contains("workload: web");
    }

    @Test
    void aFileInBracketsGetsItsAllowlistWrittenAnew() {
        // Given
        var dense = POLICY.replaceAll("(?s)  ingress:.*?  deny:", "  ingress: []\n  deny:");
        var call = call(http("10.0.9.9", "GET", "/a"));
        var rule = Acceptance.rule(call, snapshot(dense).identify(call.peer()), "accepted-1");
        // When
        var changed = new DocumentEdit(dense, ProofTest::allowlist).accept(FlowSide.INGRESS, rule);
        // Then
        var before = allowlist(dense).orElseThrow();
        assertThat(allowlist(changed))
                .contains(before.with(FlowSide.INGRESS, before.ingress().withAllow(List.of(rule))));
        assertThat(snapshot(changed).identities()).isEqualTo(snapshot(dense).identities());
    }

    @Test
    void promotionChangesOneLine() {
        // When
        var changed = new DocumentEdit(POLICY, ProofTest::allowlist).promote(List.of(FlowSide.values()), Mode.ENFORCE);
        // Then
        assertThat(changed).isEqualTo(POLICY.replace("mode: Monitor ", "mode: Enforce "));
        assertThat(LineDiff.unified("policy.yaml", POLICY, changed)).startsWith("""
                --- a/policy.yaml
                +++ b/policy.yaml
                @@ -3,7 +3,7 @@
                 kind: ServiceAllowlist
                 metadata: {name: orders}
                 spec:
                -  mode: Monitor   # not yet
                +  mode: Enforce   # not yet
                """);
    }

    @Test
    void promotionOfOneSideLeavesTheOther() {
        // When
        var changed = new DocumentEdit(POLICY, ProofTest::allowlist).promote(List.of(FlowSide.EGRESS), Mode.ENFORCE);
        // Then
        var document = allowlist(changed).orElseThrow();
        assertThat(document.ingress().mode()).isEqualTo(Mode.MONITOR);
        assertThat(document.egress().mode()).isEqualTo(Mode.ENFORCE);
    }

    @Test
    void aRuleIsPutOnTrialByOneLine() {
        // When
        var changed = new DocumentEdit(POLICY, ProofTest::allowlist).promoteRule("unused", Mode.LEARN);
        // Then
        assertThat(changed).isEqualTo(POLICY.replace("- id: unused\n", "- id: unused\n      mode: Learn\n"));
    }

    @Test
    void aDiffNamesRulesAndModes() {
        // Given
        var before = allowlist(POLICY).orElseThrow();
        var after = allowlist(POLICY.replace("mode: Monitor", "mode: Enforce")
                        .replace("methods: [GET]", "methods: [GET, HEAD]")
                        .replace("id: unused", "id: other"))
                .orElseThrow();
        // When
        var lines = AllowlistDiff.between(before, after);
        // Then
        assertThat(lines)
                .contains(
                        "~ ingress: mode Monitor becomes Enforce",
                        "~ ingress rule reads",
                        "+       - HEAD",
                        "- ingress rule unused",
                        "+ ingress rule other");
        assertThat(AllowlistDiff.between(before, before)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ingress; 10.0.1.7:4000; 10.0.0.1:8080; http; GET /users/7; GET; /users/7; 10.0.1.7",
                "ingress; shop/web [fd00::1]:4000; [fd00::2]:8080; http; GET /a b; GET; /a b; fd00::1",
                "egress; 10.0.1.7:4000; 10.9.0.1:6379; redis; CONFIG GET maxmemory; CONFIG GET; maxmemory; 10.9.0.1",
                "egress; 10.0.1.7:4000; 10.9.0.1:6379; redis; GET CONFIG; GET; CONFIG; 10.9.0.1",
                "egress; 10.0.1.7:4000; 10.9.0.1:3306; mysql; CREATE TABLE shop.t; CREATE TABLE; shop.t; 10.9.0.1",
            })
    void anEventIsACall(
            String side,
            String peer,
            String destination,
            String protocol,
            String operation,
            String verb,
            String resource,
            String other) {
        // Given
        var line = "{\"side\":\"%s\",\"peer\":\"%s\",\"destination\":\"%s\",\"protocol\":\"%s\",\"operation\":\"%s\"}"
                .formatted(side, peer, destination, protocol, operation);
        // When
        var call = call(line);
        // Then
        assertThat(call.parts().getFirst().verb()).hasToString(verb);
        assertThat(call.parts().getFirst().resource()).hasToString(resource);
        assertThat(AddressBytes.text(call.peer())).isEqualTo(other);
    }

    @Test
    void aCallReadsBackFromItsLine() {
        // Given
        var line = "{\"side\":\"egress\",\"peer\":\"10.9.0.1\",\"port\":6379,\"protocol\":\"redis\","
                + "\"parts\":[{\"verb\":\"GET\",\"resourceBase64\":\"/wA=\"},{\"verb\":\"GET\",\"resource\":\"ü\"}],"
                + "\"user\":\"app\",\"headers\":[\"x-a\"],\"count\":3}";
        // When
        var again = CallLine.write(call(line));
        // Then
        assertThat(again).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "nonsense",
                "{}",
                "{\"peer\":\"localhost\",\"port\":1,\"protocol\":\"http\",\"parts\":[{}]}",
                "{\"peer\":\"10.0.0.1\",\"port\":0,\"protocol\":\"http\",\"parts\":[{}]}",
                "{\"peer\":\"10.0.0.1\",\"port\":1,\"protocol\":\"http\",\"parts\":[]}",
                "{\"peer\":\"10.0.0.1\",\"port\":1,\"protocol\":\"http\",\"parts\":[{\"resourceBase64\":\"*\"}]}",
                "{\"operation\":\"GET /\",\"peer\":\"x\",\"destination\":\"y\",\"protocol\":\"http\"}",
                "{\"side\":\"up\",\"peer\":\"10.0.0.1\",\"port\":1,\"protocol\":\"http\",\"parts\":[{}]}",
            })
    void whatIsNoCallIsToldAndNothingIsThrown(String line) {
        // When
        var parse = CallLine.read(line);
        // Then
        assertThat(parse).isInstanceOf(CallParse.Fault.class);
    }

    private static String http(String peer, String method, String path) {
        return "{\"peer\":\"%s\",\"port\":8080,\"protocol\":\"http\",\"parts\":[{\"verb\":\"%s\",\"resource\":\"%s\"}]}"
                .formatted(peer, method, path);
    }

    private static RecordedCall call(String line) {
        return switch (CallLine.read(line)) {
            case CallParse.Read(var call, var _, var _) -> call;
            case CallParse.Fault(var why) -> throw new AssertionError(line + " " + why);
        };
    }

    private static PolicySnapshot snapshot(String yaml) {
        return switch (PolicyParser.parse(yaml.getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Parsed(var snapshot, var _) -> snapshot;
            case PolicyParse.Rejected(var problems) -> throw new AssertionError(problems + "\n" + yaml);
        };
    }

    private static Optional<ServiceAllowlist> allowlist(String yaml) {
        return switch (PolicyParser.parse(yaml.getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Parsed(var snapshot, var _) -> snapshot.allowlist();
            case PolicyParse.Rejected _ -> Optional.empty();
        };
    }
}
