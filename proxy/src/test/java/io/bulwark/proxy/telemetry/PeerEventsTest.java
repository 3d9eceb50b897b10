package io.bulwark.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.telemetry.PeerEvents.Series;
import org.junit.jupiter.api.Test;

class PeerEventsTest {
    private final Meters meters = new Meters();

    @Test
    void eventsOfOnePeerAreCountedTogether() {
        // When
        meters.peerEvents().count(of("shop/web", true));
        meters.peerEvents().count(of("shop/web", true));
        // Then
        assertThat(meters.scrape().text())
                .contains("bulwark_peer_events_total{side=\"ingress\",peer=\"shop/web\",protocol=\"http\","
                        + "rule=\"sqli\",verdict=\"denied\"} 2\n");
    }

    @Test
    void manyAddressesDoNotCrowdOutWorkloads() {
        // Given
        for (var index = 0; index < PeerEvents.MAX_OF_ADDRESSES + 100; index++) {
            meters.peerEvents().count(of("10.0." + index + ".0/24", false));
        }
        // When
        meters.peerEvents().count(of("shop/web", true));
        // Then
        assertThat(series()).isEqualTo(PeerEvents.MAX_OF_ADDRESSES + 2);
        assertThat(meters.scrape().text())
                .contains("peer=\"shop/web\"")
                .contains("peer=\"other\",protocol=\"http\",rule=\"other\",verdict=\"denied\"} 100\n");
    }

    @Test
    void evenWorkloadsHaveABound() {
        // When
        for (var index = 0; index < 2 * PeerEvents.MAX_OF_WORKLOADS; index++) {
            meters.peerEvents().count(of("shop/web-" + index, true));
        }
        // Then
        assertThat(series()).isEqualTo(PeerEvents.MAX_OF_WORKLOADS + 1);
    }

    private long series() {
        return meters.scrape()
                .text()
                .lines()
                .filter(line -> line.startsWith("bulwark_peer_events_total{"))
                .count();
    }

    private static Series of(String peer, boolean workload) {
        return new Series("ingress", peer, workload, "http", "sqli", "denied");
    }
}
