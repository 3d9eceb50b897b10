package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewsPaceTest {
    private final Calls calls = new Calls();
    private final NewsPace pace = new NewsPace(16);

    private void call(String peer, String target) {
        calls.succeed(peer, Calls.http("GET", target));
    }

    private boolean round() {
        return pace.isDue(calls.learner().profile("0001.pod.0"));
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
    }

    @Test
    void aNewCallANewPeerAndANewParameterAreToldInTheNextRound() {
        // Given
        call("shop/web", "/orders");
        toldWhileOnlyCountsGrow(40);
        // When, Then
        call("shop/web", "/orders/archive");
        assertThat(round()).isTrue();
        call("back/batch", "/orders");
        assertThat(round()).isTrue();
        call("shop/web", "/orders?page=2");
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
