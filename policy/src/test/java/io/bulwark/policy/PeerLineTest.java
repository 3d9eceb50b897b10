package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Groups of peers as short lines, and back. */
class PeerLineTest {
    private static final String DOMAIN = "cluster.local";

    @Test
    void aWorkloadIsALineOfItsNamesAndDistancesBetweenItsAddresses() {
        // Given
        var orders = group("orders", "orders", List.of("10.1.2.83/32", "10.1.2.4/32", "10.1.2.3/32"));
        // When
        var line = PeerLine.write("shop", DOMAIN, orders);
        // Then
        assertThat(line).contains("orders = - 10.1.2.3 1 27");
    }

    @Test
    void whoIsBehindAServiceIsALineThatNamesTheService() {
        // Given
        var identity = new PeerIdentity(
                "shop",
                new TreeMap<>(),
                "",
                "default",
                new TreeMap<>(),
                "",
                new TreeSet<>(List.of("orders.shop", "orders.shop.svc", "orders.shop.svc.cluster.local")));
        var service = new PeerGroup(identity, new TreeSet<>(List.of("10.96.0.9/32")));
        // When
        var line = PeerLine.write("shop", DOMAIN, service);
        // Then
        assertThat(line).contains("- default orders 10.96.0.9");
        assertThat(PeerLine.read(line.orElseThrow(), "shop", DOMAIN, 1))
                .contains(new PeerLine(identity, List.of(cidr("10.96.0.9/32"))));
    }

    @Test
    void whereThereIsNoRoomLeftNoLineIsRead() {
        for (int room : List.of(0, -1)) {
            // When
            var read = PeerLine.read("orders = - 10.1.2.3 1 2f", "shop", DOMAIN, room);
            // Then
            assertThat(read).as("room for %d", room).isEmpty();
        }
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        for (var addresses : List.of(
                List.of("0.0.0.0/32", "255.255.255.255/32"),
                List.of("10.0.0.0/8", "10.0.0.0/32", "10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/32"),
                List.of("fd00::1/128", "fd00::1:0:0:1/128", "fd00::ffff:0:0:1/128", "fd00:0:0:1::/128", "fd01::/16"),
                List.of("ffff:ffff:ffff:ffff:7fff:ffff:ffff:ffff/128", "ffff:ffff:ffff:ffff:8000::/128"),
                List.of("9.9.9.9/32", "fd00::9/128"))) {
            // When
            var line = PeerLine.write("shop", DOMAIN, group("orders", "", addresses))
                    .orElseThrow();
            var read = PeerLine.read(line, "shop", DOMAIN, addresses.size()).orElseThrow();
            // Then
            assertThat(read.identity()).as(line).isEqualTo(PeerIdentity.of("shop", "orders", "", Map.of()));
            assertThat(read.addresses())
                    .as(line)
                    .containsExactlyInAnyOrderElementsOf(
                            addresses.stream().map(PeerLineTest::cidr).toList());
        }
    }

    @Test
    void whatALineCannotSayIsNone() {
        // Given
        var labelled = new PeerGroup(
                PeerIdentity.of("shop", "orders", "", Map.of("tier", "back")), new TreeSet<>(List.of("10.0.0.1/32")));
        var named = new PeerGroup(
                PeerIdentity.named("shop", "orders", "", new TreeSet<>(List.of("orders.shop"))),
                new TreeSet<>(List.of("10.0.0.1/32")));
        // When
        var lines = List.of(
                PeerLine.write("shop", DOMAIN, labelled),
                PeerLine.write("shop", DOMAIN, named),
                PeerLine.write("shop", DOMAIN, group("orders", "", List.of("nonsense"))),
                PeerLine.write("shop", DOMAIN, group("orders", "", List.of())));
        // Then
        assertThat(lines).allMatch(line -> line.isEmpty());
    }

    @Test
    void aLineThatIsNoneIsNotRead() {
        for (var line : List.of(
                "",
                "orders = -",
                "orders = - ",
                "orders  - 10.0.0.1",
                "Orders = - 10.0.0.1",
                "orders = -x 10.0.0.1",
                "= = - 10.0.0.1",
                "orders = - 1",
                "orders = - 10.0.0.1 ",
                "orders = - 10.0.0.1  1",
                "orders = - 10.0.0.1 -1",
                "orders = - 10.0.0.1 +1",
                "orders = - 10.0.0.1 \u0661",
                "orders = - 10.0.0.1 000000001",
                "orders = - 10.0.0.0/24 1",
                "orders = - 255.255.255.255 1",
                "orders = - ::ffff:ffff:ffff:ffff 1zzz zzzz2 zzzzzzzzz",
                "orders = - ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 1",
                "orders = - 10.0.0.256",
                "orders = - 10.0.0.1/33")) {
            // When
            var read = PeerLine.read(line, "shop", DOMAIN, 100);
            // Then
            assertThat(read).as(line).isEmpty();
        }
    }

    @Test
    void aLineHasNoMoreAddressesThanThereIsRoomFor() {
        // Given
        var line = "orders = - 10.0.0.1 1 1";
        // When
        var read = PeerLine.read(line, "shop", DOMAIN, 3);
        var tooMany = PeerLine.read(line, "shop", DOMAIN, 2);
        // Then
        assertThat(read)
                .hasValueSatisfying(peers -> assertThat(peers.addresses()).hasSize(3));
        assertThat(tooMany).isEmpty();
    }

    private static PeerGroup group(String workload, String account, List<String> addresses) {
        return new PeerGroup(PeerIdentity.of("shop", workload, account, Map.of()), new TreeSet<>(addresses));
    }

    private static Cidr cidr(String text) {
        return Cidr.of(text).orElseThrow();
    }
}
