package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who leads, at clocks that differ and an API server that goes silent. */
class LeadershipTest {
    private static final Duration OFTEN = Duration.ofMillis(50);

    /** Where nobody else could take it. */
    private static final Leadership.Times ALONE =
            new Leadership.Times(Duration.ofMillis(600), Duration.ofMillis(400), OFTEN);

    private static final Leadership.Times SHORT =
            new Leadership.Times(Duration.ofSeconds(2), Duration.ofSeconds(1), OFTEN);

    /** Where nobody is to take it, however slow this machine is. */
    private static final Leadership.Times LONG =
            new Leadership.Times(Duration.ofSeconds(40), Duration.ofSeconds(30), OFTEN);

    private final MockCluster cluster = new MockCluster();
    private final List<AutoCloseable> open = new ArrayList<>();
    private ApiGate gate;

    @BeforeEach
    void start() throws IOException {
        gate = ApiGate.before(cluster);
    }

    @AfterEach
    void stop() throws Exception {
        gate.pass();
        for (var each : open.reversed()) {
            each.close();
        }
        gate.close();
        cluster.close();
    }

    @ParameterizedTest(name = "{0} minutes")
    @ValueSource(longs = {-180, -2, 2, 180})
    void whoseClockIsOtherThanTheLeadersNeitherTakesOverNorWaitsForItsTime(long minutes) {
        // Given
        var one = leadership("one", cluster.newClient(), Duration.ZERO, LONG);
        Eventually.holds("one leads", one::leads);
        var two = leadership("two", cluster.newClient(), Duration.ofMinutes(minutes), LONG);
        // When it has looked often enough
        var first = version();
        Eventually.holds("the lease was renewed often", () -> version() > first + 10);
        // Then
        assertThat(one.leads()).isTrue();
        assertThat(two.leads()).isFalse();
        assertThat(lease().getSpec().getLeaseTransitions()).isZero();
    }

    @ParameterizedTest(name = "{0} minutes")
    @ValueSource(longs = {-180, 180})
    void aLeaderThatDiedIsFollowedWhateverTimeItWrote(long minutes) {
        // Given
        var dead = Instant.now().plus(Duration.ofMinutes(minutes)).atZone(ZoneOffset.UTC);
        cluster.client()
                .resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName("bulwark")
                        .withNamespace(MockCluster.SYSTEM)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity("dead")
                        .withLeaseDurationSeconds(15)
                        .withAcquireTime(dead)
                        .withRenewTime(dead)
                        .withLeaseTransitions(7)
                        .endSpec()
                        .build())
                .create();
        // When
        var one = leadership("one", cluster.newClient(), Duration.ZERO, ALONE);
        // Then
        Eventually.holds("one leads", one::leads);
        assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(8);
    }

    @Test
    void aLeaderWhoseClockStandsStillIsSeenToRenew() {
        // Given
        var instant = Instant.now();
        var client = cluster.newClient();
        open.add(client);
        var one = new Leadership(client, MockCluster.SYSTEM, "bulwark", "one", () -> instant, LONG).start();
        open.add(one);
        Eventually.holds("one leads", one::leads);
        // When
        var first = version();
        // Then
        Eventually.holds("the lease was renewed often", () -> version() > first + 3);
    }

    @Test
    void aLeaderWhoseApiServerIsSilentStopsLeadingBeforeAnotherOneBegins() throws IOException {
        // Given
        var cutOff = leadership("cut-off", gate.client(), Duration.ZERO, SHORT);
        Eventually.holds("it leads", cutOff::leads);
        var other = leadership("other", cluster.newClient(), Duration.ZERO, SHORT);
        // When
        gate.hang();
        // Then
        Eventually.holds("it leads no more", () -> {
            var both = other.leads() && cutOff.leads();
            assertThat(both).isFalse();
            return !cutOff.leads();
        });
        Eventually.holds("the other one leads", other::leads);
        // When what was sent meanwhile arrives after all
        gate.pass();
        var first = version();
        Eventually.holds("the lease was renewed often", () -> version() > first + 10);
        // Then
        assertThat(cutOff.leads()).isFalse();
        assertThat(other.leads()).isTrue();
        // When
        other.close();
        // Then
        Eventually.holds("it leads again", cutOff::leads);
    }

    @Test
    void whoEndsLeavesTheLeaseToTheNextAtOnce() {
        // Given
        var one = leadership("one", cluster.newClient(), Duration.ZERO, LONG);
        Eventually.holds("one leads", one::leads);
        // When
        one.close();
        // Then
        assertThat(one.leads()).isFalse();
        assertThat(Objects.requireNonNullElse(lease().getSpec().getHolderIdentity(), ""))
                .isEmpty();
        // When
        var two = leadership("two", cluster.newClient(), Duration.ZERO, LONG);
        // Then
        Eventually.holds("two leads", two::leads);
    }

    private Leadership leadership(String identity, KubernetesClient client, Duration ahead, Leadership.Times times) {
        open.add(client);
        var made = new Leadership(
                        client,
                        MockCluster.SYSTEM,
                        "bulwark",
                        identity,
                        () -> Instant.now().plus(ahead),
                        times)
                .start();
        open.add(made);
        return made;
    }

    private Lease lease() {
        return Objects.requireNonNull(cluster.client()
                .leases()
                .inNamespace(MockCluster.SYSTEM)
                .withName("bulwark")
                .get());
    }

    private long version() {
        return Long.parseLong(lease().getMetadata().getResourceVersion());
    }
}
