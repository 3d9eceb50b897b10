package io.bulwark.proxy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.Action;
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
        var ofAllowlist = situation.coverage() == Coverage.MISSED;
        var reason = (ofInspection && situation.inspection() == Mode.ENFORCE)
                || (ofAllowlist && situation.allowlist() == Mode.ENFORCE);
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
                && situation.coverage() == Coverage.COVERED
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
        var again = Situation.of(
                situation.findings(),
                situation.coverage(),
                situation.trouble(),
                situation.inspection(),
                situation.allowlist());
        // When
        var decision = DecisionTable.decide(again);
        // Then
        assertThat(again).isSameAs(situation);
        assertThat(decision).isSameAs(DecisionTable.decide(situation));
    }

    @ParameterizedTest
    @CsvSource({
        "BLOCK,  MISSED,  DENY,    ENFORCE, ENFORCE, SIGNATURE",
        "BLOCK,  COVERED, NONE,    ENFORCE, MONITOR, SIGNATURE",
        "BLOCK,  MISSED,  DENY,    MONITOR, ENFORCE, ALLOWLIST",
        "REPORT, MISSED,  DENY,    ENFORCE, ENFORCE, ALLOWLIST",
        "OFF,    MISSED,  NONE,    MONITOR, ENFORCE, ALLOWLIST",
        "REPORT, MISSED,  DENY,    ENFORCE, MONITOR, TROUBLE",
        "OFF,    COVERED, DENY,    ENFORCE, ENFORCE, TROUBLE",
    })
    void aDenialNamesItsFirstCause(
            Action findings, Coverage coverage, Remedy trouble, Mode inspection, Mode allowlist, Cause cause) {
        // Given
        var situation = Situation.of(findings, coverage, trouble, inspection, allowlist);
        // When
        var decision = DecisionTable.decide(situation);
        // Then
        assertThat(decision).isEqualTo(new Decision.Deny(cause));
    }

    @ParameterizedTest
    @CsvSource({
        "BLOCK,  COVERED, NONE,    MONITOR, ENFORCE, SIGNATURE",
        "REPORT, MISSED,  FORWARD, ENFORCE, MONITOR, ALLOWLIST",
        "REPORT, COVERED, DENY,    MONITOR, ENFORCE, TROUBLE",
    })
    void monitorTellsWhatEnforceWouldDo(
            Action findings, Coverage coverage, Remedy trouble, Mode inspection, Mode allowlist, Cause cause) {
        // Given
        var situation = Situation.of(findings, coverage, trouble, inspection, allowlist);
        // When
        var decision = DecisionTable.decide(situation);
        // Then
        assertThat(decision).isEqualTo(new Decision.WouldDeny(cause));
    }
}
