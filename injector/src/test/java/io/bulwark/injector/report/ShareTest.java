package io.bulwark.injector.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.serve.Rollout;
import io.bulwark.policy.proof.Course;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShareTest {
    private static final Named ORDERS = new Named("shop", "orders");
    private static final Course.Refused KIND = new Course.Refused("shop/storefront", "ingress GET /new");

    private static Rollout rollout(String documents, int connected, long denied) {
        return new Rollout(
                documents, connected, connected, 0, "", connected, denied, "17", new TreeMap<>(Map.of(KIND, denied)));
    }

    @Test
    void aShareComesBackAsItWas() {
        // Given
        var share = Share.of(Map.of(ORDERS, rollout("abcdefabcdef", 2, 7)));
        // Then
        assertThat(Share.read(share.json())).isEqualTo(share);
    }

    @Test
    void workloadsWithoutProxiesAreNotTold() {
        assertThat(Share.of(Map.of(ORDERS, Rollout.none())).json()).isEqualTo("{}");
    }

    @Test
    void aShareFitsIntoAnObjectHoweverManyWorkloadsThereAre() {
        // Given
        var rollouts = new HashMap<Named, Rollout>();
        for (int i = 0; i < 20_000; i++) {
            rollouts.put(new Named("shop", "workload-" + i), rollout("abcdefabcdef", 2, i));
        }
        // When
        var text = Share.of(rollouts).json();
        // Then
        assertThat(text.length()).isBetween(Share.MAX_TEXT - 1000, Share.MAX_TEXT + 1000);
        assertThat(Share.read(text).rollouts()).hasSizeGreaterThan(4000);
    }

    @Test
    void whatIsNoShareIsRefused() {
        for (var text : List.of("", "{", "{\"orders\": {}}")) {
            assertThatIllegalArgumentException().as(text).isThrownBy(() -> Share.read(text));
        }
        assertThat(Share.read("{\"a/b\": {\"connected\": -5, \"applied\": \"x\"}}")
                        .rollouts())
                .containsExactly(Map.entry(new Named("a", "b"), Rollout.none()));
    }

    @Test
    void onlyProxiesWithTheSameDocumentsCountAsHavingThem() {
        // Given
        var own = rollout("new", 2, 3);
        // When
        var sum = Tally.of(own, List.of(rollout("new", 1, 2), rollout("old", 4, 1)));
        // Then
        assertThat(sum.connected()).isEqualTo(7);
        assertThat(sum.applied()).isEqualTo(3);
        assertThat(sum.denied()).isEqualTo(6);
        assertThat(sum.kinds()).containsExactly(Map.entry(KIND, 6L));
    }
}
