package io.bulwark.policy.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.InspectionPolicy;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.LearnedAllowlist;
import io.bulwark.policy.learn.Profile;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProfileSimulationTest {

    private static PolicySnapshot learned(Profile profile) {
        return PolicySnapshot.of(
                InspectionPolicy.defaults(Mode.ENFORCE),
                LearnedAllowlist.of(new Metadata("learned", ""), Mode.ENFORCE, Generaliser.rules(profile))
                        .document());
    }

    private static PolicySnapshot snapshot(String rules) {
        var text = """
                apiVersion: bulwark.io/v1alpha1
                kind: ServiceAllowlist
                metadata: {name: orders}
                spec:
                  ingress:
                """ + rules.indent(4);
        return switch (PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Parsed(var snapshot, var _) -> snapshot;
            case PolicyParse.Rejected(var problems) -> throw new AssertionError(problems);
        };
    }

    private static Simulation simulate(PolicySnapshot policy, Profile profile) {
        var simulation = new Simulation(policy);
        simulation.feed(profile);
        return simulation;
    }

    private static Profile shop() {
        var seen = new Seen();
        for (int i = 0; i < 500; i++) {
            seen.http("shop/web", "GET", "/orders/" + 37 * i + "?page=" + i % 7 + "&note=it's+" + i, 1)
                    .http("shop/web", "PUT", "/users/" + new UUID(i, 7) + "/cart", 1)
                    .http("10.0.1.0/24", "GET", "/files/2026-11-" + (10 + i % 20) + "/a+b%25" + i, 1)
                    .http("2001:db8:0:7::/64", "GET", "/health", 1)
                    .call(FlowSide.EGRESS, "shop/redis", 6379, "redis", "GET", "session:" + new UUID(i, 9), 1)
                    .call(FlowSide.EGRESS, "10.9.0.0/24", 3306, "mysql", "SELECT", "orders", 1)
                    .call(FlowSide.EGRESS, "10.9.0.0/24", 50051, "grpc", "POST", "/orders.v1.Orders/Get", 1)
                    .call(FlowSide.EGRESS, "93.184.216.0/24", 443, "tls", "HELLO", "", 1);
        }
        return seen.profile();
    }

    @Test
    void rulesLearnedFromAProfileAllowAllOfIt() {
        // Given
        var profile = shop();
        // When
        var simulation = simulate(learned(profile), profile);
        // Then
        assertThat(simulation.refusals()).isEmpty();
        assertThat(simulation.count(Outcome.ALLOWED)).isEqualTo(profile.total());
    }

    @Test
    void callsThatNoRuleAllowsAreCountedByPeerWithAnExample() {
        // Given
        var profile = new Seen()
                .http("shop/web", "GET", "/orders/7", 90)
                .http("shop/batch", "DELETE", "/orders/7", 4)
                .profile();
        var policy = snapshot("- {id: reads, from: [{workload: web, namespace: shop}], http: [{methods: [GET]}]}");
        // When
        var simulation = simulate(policy, profile);
        // Then
        assertThat(simulation.count(Outcome.ALLOWED)).isEqualTo(90);
        assertThat(simulation.rules()).containsEntry("reads", 90L);
        assertThat(simulation.refusals())
                .extracting(Simulation.Refusal::peer, Simulation.Refusal::operation, Simulation.Refusal::count)
                .containsExactly(tuple("shop/batch", "DELETE /orders/{int}", 4L));
    }

    @Test
    void oneParameterThatIsNotAllowedRefusesTheCallsThatHadIt() {
        // Given
        var profile = new Seen()
                .http("10.0.1.0/24", "GET", "/orders?page=1", 20)
                .http("10.0.1.0/24", "GET", "/orders?debug=1", 3)
                .profile();
        var policy = snapshot(
                "- {id: reads, from: [{cidr: 10.0.0.0/8}], http: [{methods: [GET], query: {page: {type: int}}}]}");
        // When
        var simulation = simulate(policy, profile);
        // Then
        assertThat(simulation.count(Outcome.ALLOWED)).isEqualTo(20);
        assertThat(simulation.count(Outcome.DENIED)).isEqualTo(3);
        assertThat(simulation.refusals().getFirst().why()).contains("query").contains("debug");
    }

    @Test
    void aBlockIsAllowedOnlyWhereAllOfItIs() {
        // Given
        var profile = new Seen().http("10.0.1.0/24", "GET", "/orders", 5).profile();
        // When
        var half = simulate(snapshot("- {id: reads, from: [{cidr: 10.0.1.0/25}], http: [{}]}"), profile);
        var whole = simulate(snapshot("- {id: reads, from: [{cidr: 10.0.0.0/16}], http: [{}]}"), profile);
        // Then
        assertThat(half.count(Outcome.DENIED)).isEqualTo(5);
        assertThat(whole.count(Outcome.DENIED)).isZero();
    }
}
