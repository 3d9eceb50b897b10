package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final long HOUR = 3600;

    private static Calls everyHour() {
        var calls = new Calls();
        for (int hour = 0; hour < Hours.OF_WEEK; hour++) {
            calls.at(Calls.NOW + hour * HOUR).succeed("a/b", Calls.http("GET", "/orders"), 10);
        }
        return calls;
    }

    @Test
    void nothingSeenOnceIsNoCertainty() {
        // Given
        var profile = everyHour().profile();
        // When
        var readiness = Readiness.of(profile);
        // Then
        assertThat(readiness.estimate()).isZero();
        assertThat(readiness.lower()).isZero();
        assertThat(readiness.upper()).isCloseTo(3.84 / 1680, within(1e-5));
    }

    @Test
    void callsSeenOnceAreTheChanceOfNewOnes() {
        // Given
        var calls = everyHour();
        for (char name = 'a'; name < 'm'; name++) {
            calls.succeed("a/b", Calls.http("POST", "/" + name));
        }
        // When
        var readiness = Readiness.of(calls.profile());
        // Then
        assertThat(readiness.estimate()).isCloseTo(12.0 / 1692, within(1e-9));
        assertThat(readiness.lower()).isPositive().isLessThan(readiness.estimate());
        assertThat(readiness.upper()).isGreaterThan(readiness.estimate());
    }

    @Test
    void hoursThatWereNotSeenKeepTheBoundHigh() {
        // Given
        var calls = new Calls().succeed("a/b", Calls.http("GET", "/orders"), 100_000);
        // When
        var readiness = Readiness.of(calls.profile());
        // Then
        assertThat(readiness.hours()).isEqualTo(1);
        assertThat(readiness.upper()).isGreaterThan(0.99);
    }

    @Test
    void eachPeerHasANumberOfItsOwn() {
        // Given
        var calls = everyHour().succeed("c/d", Calls.http("GET", "/orders"));
        // When
        var readiness = Readiness.of(calls.profile());
        // Then
        assertThat(readiness.byPeer().keySet()).containsExactly("a/b", "c/d");
        assertThat(readiness.byPeer().values()).extracting(Readiness::estimate).containsExactly(0.0, 1.0);
    }

    @Test
    void nothingSeenIsNothingKnown() {
        // Given
        var profile = Profile.none();
        // When
        var readiness = Readiness.of(profile);
        // Then
        assertThat(readiness.upper()).isEqualTo(1);
    }
}
