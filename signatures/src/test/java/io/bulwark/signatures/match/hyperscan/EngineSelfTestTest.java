package io.bulwark.signatures.match.hyperscan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
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
    void takesLittleOfTheStart() {
        /* Processor time: the machine that tests may be busy. */
        var threads = ManagementFactory.getThreadMXBean();
        EngineSelfTest.run();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = threads.getCurrentThreadCpuTime();
            EngineSelfTest.run();
            best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(50));
    }
}
