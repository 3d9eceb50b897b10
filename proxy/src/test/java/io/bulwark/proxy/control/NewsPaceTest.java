package io.bulwark.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.learn.Learner;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.proxy.protocol.TextOperation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewsPaceTest {
    private final Learner learner = new Learner(LearnerLimits.share(1));
    private final NewsPace pace = new NewsPace();
    private long now = 1_764_000_000L;

    private void call(String peer, String path) {
        now++;
        var call = TextOperation.of("http", "GET", path);
        learner.outcome(learner.sighting(FlowSide.INGRESS, peer, 8080, call), true, now);
    }

    private boolean round() {
        return pace.isDue(learner.profile("0001.pod.0"));
    }

    /** In which of the next rounds it is told that the same call came once more. */
    private List<Integer> toldWhileOnlyCountsGrow(int rounds) {
        var told = new ArrayList<Integer>();
        for (int i = 1; i <= rounds; i++) {
            call("shop/web", "/orders");
            if (round()) {
                told.add(i);
            }
        }
        return told;
    }

    @Test
    void countsAloneAreToldMoreAndMoreRarely() {
        // Given
        call("shop/web", "/orders");
        assertThat(round()).isTrue();
        // When
        var told = toldWhileOnlyCountsGrow(63);
        // Then
        assertThat(told).containsExactly(1, 3, 7, 15, 31, 47, 63);
        assertThat(NewsPace.LONGEST).isEqualTo(16);
    }

    @Test
    void aNewCallAndANewPeerAreToldInTheNextRound() {
        // Given
        call("shop/web", "/orders");
        toldWhileOnlyCountsGrow(40);
        // When, Then
        call("shop/web", "/orders/archive");
        assertThat(round()).isTrue();
        call("back/batch", "/orders");
        assertThat(round()).isTrue();
        assertThat(toldWhileOnlyCountsGrow(4)).containsExactly(1, 3);
    }

    @Test
    void whoeverWasToldNothingIsToldAtOnce() {
        // Given
        call("shop/web", "/orders");
        toldWhileOnlyCountsGrow(40);
        assertThat(round()).isFalse();
        // When
        pace.reset();
        // Then
        assertThat(round()).isTrue();
    }
}
