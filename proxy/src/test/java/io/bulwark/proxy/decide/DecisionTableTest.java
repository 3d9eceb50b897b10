package io.bulwark.proxy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.Action;
import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.Mode;
import io.bulwark.proxy.decide.Decision.Cause;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionTableTest {
    static Stream<Situation> everySituation() {
        return Arrays.stream(Situation.values());
    }

    @ParameterizedTest
    @MethodSource("everySituation")
    void nothingIsDeniedWithoutAnEnforcingModeAndAReason(Situation situation) {
        // Given
        var ofInspection = situation.findings() == Action.BLOCK || situation.trouble() == Remedy.DENY;
        var reason =
                (ofInspection && situation.inspection() == Mode.ENFORCE) || situation.allowlist() == Outcome.DENIED;
        // When
        var decision = DecisionTable.decide(situation);
        // Then
        assertThat(decision instanceof Decision.Deny).isEqualTo(reason);
    }

    @ParameterizedTest
    @MethodSource("everySituation")
    void onlyAMessageWithoutAnyRemarkIsForwardedUntold(Situation situation) {
        // Given
        var clean = situation.findings() == Action.OFF
                && situation.allowlist() == Outcome.ALLOWED
                && situation.trouble() == Remedy.NONE;
        // When
        var decision = DecisionTable.decide(situation);
        // Then
        assertThat(decision instanceof Decision.Forward).isEqualTo(clean);
    }

    @ParameterizedTest
    @MethodSource("everySituation")
    void aSituationAndItsDecisionAreSharedValues(Situation situation) {
        // Given
        var again =
                Situation.of(situation.findings(), situation.allowlist(), situation.trouble(), situation.inspection());
        // When
        var decision = DecisionTable.decide(again);
        // Then
        assertThat(again).isSameAs(situation);
        assertThat(decision).isSameAs(DecisionTable.decide(situation));
    }

    @ParameterizedTest
    @CsvSource({
        "BLOCK,  DENIED,  DENY,    ENFORCE, SIGNATURE",
        "BLOCK,  ALLOWED, NONE,    ENFORCE, SIGNATURE",
        "BLOCK,  DENIED,  DENY,    MONITOR, ALLOWLIST",
        "REPORT, DENIED,  DENY,    ENFORCE, ALLOWLIST",
        "OFF,    DENIED,  NONE,    MONITOR, ALLOWLIST",
        "REPORT, WOULD_DENY,  DENY,    ENFORCE, TROUBLE",
        "OFF,    ALLOWED, DENY,    ENFORCE, TROUBLE",
    })
    void aDenialNamesItsFirstCause(Action findings, Outcome allowlist, Remedy trouble, Mode inspection, Cause cause) {
        // Given
        var situation = Situation.of(findings, allowlist, trouble, inspection);
        // When
        var decision = DecisionTable.decide(situation);
        // Then
        assertThat(decision).isEqualTo(new Decision.Deny(cause));
    }

    @ParameterizedTest
    @CsvSource({
        "BLOCK,  ALLOWED, NONE,    MONITOR, SIGNATURE",
        "REPORT, WOULD_DENY,  FORWARD, ENFORCE, ALLOWLIST",
        "REPORT, ALLOWED, DENY,    MONITOR, TROUBLE",
    })
    void monitorTellsWhatEnforceWouldDo(
            Action findings, Outcome allowlist, Remedy trouble, Mode inspection, Cause cause) {
        // Given
        var situation = Situation.of(findings, allowlist, trouble, inspection);
        // When
        var decision = DecisionTable.decide(situation);
        // Then
        assertThat(decision).isEqualTo(new Decision.WouldDeny(cause));
    }
}
