package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.UnusualKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PaceMeterTest {
    private final List<Unusual> told = new ArrayList<>();
    private Profile known = Profile.none();
    private final PaceMeter meter = new PaceMeter();
    private final PaceMeter.Watch watch = new PaceMeter.Watch() {
        @Override
        public Profile known() {
            return known;
        }

        @Override
        public void tell(Unusual unusual) {
            told.add(unusual);
        }
    };

    private void know() {
        var paces = new TreeMap<String, Pace>();
        paces.put("shop/web", new Pace(20, 2, 1, 100_000));
        paces.put("ingress", new Pace(40, 4, 3, 200_000));
        known = new Calls()
                .succeed("shop/web", Calls.http("GET", "/orders"), 1000)
                .profile()
                .withPaces(paces);
    }

    private void calls(String peer, int count, boolean succeed, long bytes, long now) {
        for (int i = 0; i < count; i++) {
            meter.ended(FlowSide.INGRESS, peer, new PaceMeter.Taken(succeed, bytes, 0), now, watch);
        }
    }

    @Test
    void nothingIsUnusualBeforeAnythingIsUsual() {
        // Given
        known = Profile.none();
        // When
        calls("shop/web", 5000, false, 1 << 20, Calls.NOW);
        // Then
        assertThat(told).isEmpty();
    }

    @Test
    void aNewPeerIsToldOnce() {
        // Given
        know();
        // When
        calls("rogue/pod", 3, true, 10, Calls.NOW);
        // Then
        assertThat(told).containsExactly(new Unusual(FlowSide.INGRESS, "rogue/pod", UnusualKind.NEW_PEER, 0, 1));
    }

    @Test
    void aMinuteWithManyMoreCallsIsToldOnceWithItsNumbers() {
        // Given
        know();
        // When
        calls("shop/web", 200, true, 10, Calls.NOW);
        // Then
        assertThat(told).containsExactly(new Unusual(FlowSide.INGRESS, "shop/web", UnusualKind.RATE, 20, 61));
    }

    @Test
    void manyMoreBytesAndFailuresAreTold() {
        // Given
        know();
        // When
        calls("shop/web", 31, false, 100_000, Calls.NOW);
        // Then
        assertThat(told).extracting(Unusual::what).containsExactly(UnusualKind.VOLUME, UnusualKind.FAILURES);
    }

    @Test
    void manyPeersAtOnceAreAFanOut() {
        // Given
        know();
        // When
        for (int i = 0; i < 12; i++) {
            calls("shop/w" + i, 1, true, 10, Calls.NOW);
        }
        // Then
        assertThat(told).contains(new Unusual(FlowSide.INGRESS, "ingress", UnusualKind.FAN_OUT, 3, 10));
    }

    @Test
    void theBusiestMinuteIsKept() {
        // Given
        calls("shop/web", 5, true, 10, Calls.NOW);
        calls("shop/web", 9, true, 10, Calls.NOW + 60);
        // When
        calls("shop/web", 2, true, 10, Calls.NOW + 120);
        // Then
        assertThat(meter.paces().get("shop/web")).isEqualTo(new Pace(9, 0, 1, 90));
    }

    @Test
    void manyMoreRecordsAreTold() {
        // Given
        know();
        // When
        meter.ended(FlowSide.INGRESS, "shop/web", new PaceMeter.Taken(true, 10, 50_000), Calls.NOW, watch);
        // Then
        assertThat(told).containsExactly(new Unusual(FlowSide.INGRESS, "shop/web", UnusualKind.RECORDS, 0, 50_000));
    }

    @Test
    void aNewDestinationOutsideIsToldApartFromOneInside() {
        // Given
        know();
        // When
        for (var peer :
                new String[] {"93.184.216.0/24", "10.0.3.0/24", "shop/new", "2001:db8:0:7::/64", "fd00:0:0:1::/64"}) {
            meter.ended(FlowSide.EGRESS, peer, new PaceMeter.Taken(true, 10, 0), Calls.NOW, watch);
        }
        // Then
        assertThat(told)
                .extracting(Unusual::what)
                .containsExactly(
                        UnusualKind.NEW_OUTSIDE,
                        UnusualKind.NEW_PEER,
                        UnusualKind.NEW_PEER,
                        UnusualKind.NEW_OUTSIDE,
                        UnusualKind.NEW_PEER);
    }

    @Test
    void whoeverAsksIsToldInWhichWaysThePeerIsUnusualInThisMinute() {
        // Given
        know();
        calls("shop/web", 200, true, 10, Calls.NOW);
        // When
        var busy = Set.copyOf(meter.asks(FlowSide.INGRESS, "shop/web", Calls.NOW, watch));
        var later = Set.copyOf(meter.asks(FlowSide.INGRESS, "shop/web", Calls.NOW + 60, watch));
        var rogue = Set.copyOf(meter.asks(FlowSide.INGRESS, "rogue/pod", Calls.NOW + 60, watch));
        // Then
        assertThat(busy).containsExactly(UnusualKind.RATE);
        assertThat(later).isEmpty();
        assertThat(rogue).containsExactly(UnusualKind.NEW_PEER);
    }

    @Test
    void aMinuteInWhichSomethingWasDeniedTeachesNothing() {
        // Given
        know();
        calls("shop/web", 200, true, 10, Calls.NOW);
        // When
        meter.denied("shop/web");
        // Then
        assertThat(meter.paces()).doesNotContainKey("shop/web");
    }

    @Test
    void morePeersThanAreWatchedAreNewPeers() {
        // Given
        know();
        for (int i = 0; i < 200; i++) {
            calls("shop/w" + i, 1, true, 10, Calls.NOW);
        }
        // When
        var ways = Set.copyOf(meter.asks(FlowSide.INGRESS, "shop/w199", Calls.NOW, watch));
        // Then
        assertThat(ways).contains(UnusualKind.NEW_PEER);
    }
}
