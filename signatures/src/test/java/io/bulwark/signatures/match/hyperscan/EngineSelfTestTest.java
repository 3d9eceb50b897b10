package io.bulwark.signatures.match.hyperscan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineSelfTestTest {
    @Test
    void theShippedEnginePasses() {
        assertThat(EngineSelfTest.run()).isInstanceOf(EngineSelfTest.Outcome.Passed.class);
    }

    @Test
    void theDatabasesOfTheCasesShip() {
        // When
        for (var signature : EngineSelfTest.signatures()) {
            for (var mode : Mode.values()) {
                for (var platform : Platform.values()) {
                    var key = HyperscanMatcher.key(java.util.List.of(signature), platform, mode);
                    // Then
                    assertThat(DatabaseSource.CLASS_PATH.find(key.fileName())).isPresent();
                }
            }
        }
    }

    @Test
    void theShippedEnginePassesAtEveryCut() {
        assertThat(EngineSelfTest.runThoroughly()).isInstanceOf(EngineSelfTest.Outcome.Passed.class);
    }
}
