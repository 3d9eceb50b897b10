package io.bulwark.injector.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.cluster.Observed;
import io.bulwark.injector.plan.Concern;
import io.bulwark.injector.serve.Rollout;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DocumentStatusTest {
    private static final Named ORDERS = new Named("shop", "orders");
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private static Concern concern(int pods, String... problems) {
        return new Concern(
                DocumentFacts.Kind.ALLOWLIST, ORDERS, new Observed(3, List.of(problems)), 2, Map.of(ORDERS, pods));
    }

    private static DocumentStatus.Evidence evidence(int connected, int applied, String reason, long denied) {
        var refused = reason.isEmpty() ? 0 : connected - applied;
        var rollout = new Rollout("d", connected, applied, refused, reason, 0, denied, "", new TreeMap<>());
        return new DocumentStatus.Evidence(rollout, false, "", "");
    }

    private static List<?> of(Map<String, Object> status, String key) {
        return status.get("conditions") instanceof List<?> conditions
                ? conditions.stream().map(each -> ((Map<?, ?>) each).get(key)).toList()
                : List.of();
    }

    @Test
    void aConditionKeepsTheTimeSinceWhichItHolds() {
        // Given
        var first = DocumentStatus.of(concern(2), evidence(2, 1, "", 0), Map.of(), NOON);
        // When
        var second = DocumentStatus.of(concern(2), evidence(2, 2, "", 0), first, NOON.plusSeconds(60));
        // Then
        assertThat(of(first, "status")).isEqualTo(List.of("True", "False"));
        assertThat(of(second, "status")).isEqualTo(List.of("True", "True"));
        assertThat(of(second, "lastTransitionTime")).isEqualTo(List.of("2026-11-25T12:00:00Z", "2026-11-25T12:01:00Z"));
    }

    @Test
    void theReasonOfARefusalIsToldUpToABound() {
        // When
        var status = DocumentStatus.of(concern(2), evidence(2, 1, "x".repeat(5000), 0), Map.of(), NOON);
        // Then
        assertThat(of(status, "reason")).isEqualTo(List.of("Read", "Refused"));
        assertThat(of(status, "message").getLast().toString())
                .startsWith("1 proxies refuse it: xxx")
                .hasSize(1000);
    }

    @Test
    void aDocumentThatIsWrongIsInForceNowhere() {
        // When
        var status = DocumentStatus.of(concern(2, "spec.mode is no mode"), evidence(2, 2, "", 0), Map.of(), NOON);
        // Then
        assertThat(status.get("pods")).isEqualTo(Map.of("total", 2L, "acked", 0L, "nacked", 0L, "stale", 0L));
        assertThat(of(status, "message").getFirst()).isEqualTo("spec.mode is no mode");
    }

    @Test
    void whatWasBlockedDoesNotDropWhileAProxyChangesItsReplica() {
        // Given
        Map<String, Object> before = Map.of("blockedLastDay", 9);
        // Then
        assertThat(DocumentStatus.of(concern(2), evidence(1, 1, "", 4), before, NOON))
                .containsEntry("blockedLastDay", 9L);
        assertThat(DocumentStatus.of(concern(2), evidence(2, 2, "", 4), before, NOON))
                .containsEntry("blockedLastDay", 4L);
    }

    @Test
    void aPodThatIsGoingButStillConnectedIsNotCounted() {
        // When
        var status = DocumentStatus.of(concern(2), evidence(3, 3, "", 0), Map.of(), NOON);
        // Then
        assertThat(status.get("pods")).isEqualTo(Map.of("total", 2L, "acked", 2L, "nacked", 0L, "stale", 0L));
    }
}
