package io.bulwark.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.handout.ProxyMessage;
import io.bulwark.policy.proof.Course.Refused;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.event.Verdict;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DenialsTest {
    private final Meters meters = new Meters();
    private String stage = "Enforce-1";
    private Instant now = Instant.parse("2026-11-25T12:30:00Z");
    private final Denials denials = new Denials(PolicySnapshot::open, () -> stage, meters, () -> now);

    @Test
    void whatWasRefusedADayAgoIsForgotten() {
        // Given
        refuse(3);
        assertThat(denials.told().lastDay()).isEqualTo(3);
        // When
        now = now.plus(Duration.ofHours(23));
        refuse(2);
        // Then
        assertThat(denials.told().lastDay()).isEqualTo(5);
        // When
        now = now.plus(Duration.ofHours(1));
        // Then
        assertThat(denials.told().lastDay()).isEqualTo(2);
    }

    @Test
    void kindsAreCountedInTheStageInWhichTheyWereRefused() {
        // When
        denials.write(List.of(denied("GET /orders/1"), denied("GET /orders/2"), denied("GET /new")));
        // Then
        assertThat(denials.told().kinds())
                .containsExactly(
                        Map.entry(new Refused("10.1.2.0/24", "ingress GET /new"), 1L),
                        Map.entry(new Refused("10.1.2.0/24", "ingress GET /orders/{int}"), 2L));
        // When
        stage = "Enforce-2";
        denials.write(List.of(denied("GET /later")));
        // Then
        assertThat(denials.told().stage()).isEqualTo("Enforce-2");
        assertThat(denials.told().kinds()).containsOnlyKeys(new Refused("10.1.2.0/24", "ingress GET /later"));
    }

    @Test
    void whereNothingGoesOnByItselfNoKindIsKept() {
        // Given
        stage = "";
        // When
        denials.write(List.of(denied("GET /new")));
        // Then
        assertThat(denials.told().kinds()).isEmpty();
    }

    @Test
    void aScanIsToldUpToABound() {
        // When
        for (int i = 0; i < 1000; i++) {
            denials.write(List.of(denied("GET /scan-" + (char) ('a' + i / 26 % 26) + (char) ('a' + i % 26) + "/x")));
        }
        denials.write(List.of(denied("GET /scan-aa/x")));
        // Then
        assertThat(denials.told().kinds())
                .hasSize(ProxyMessage.MAX_KINDS)
                .containsKey(new Refused("10.1.2.0/24", "ingress GET /scan-aa/x"));
    }

    private void refuse(int calls) {
        meters.counter(ProxyMeters.ALLOWLIST_DENIALS, "enforce").add(calls);
    }

    private SecurityEvent denied(String operation) {
        return new SecurityEvent(
                now,
                0,
                "flow-1",
                "10.1.2.3:40000",
                "10.1.2.9:8080",
                "ingress",
                "http",
                operation,
                Verdict.DENIED,
                "allowlist",
                "enforce",
                "",
                -1,
                "",
                "abc",
                "");
    }
}
