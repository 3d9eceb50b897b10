package io.bulwark.policy.handout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PeerGroup;
import io.bulwark.policy.PeerIdentities;
import io.bulwark.policy.PeerIdentity;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.Problems;
import io.bulwark.policy.proof.Course;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HandoutTest {
    private static final String ALLOWLIST = """
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: orders, namespace: shop}
            spec:
              mode: Enforce
              ingress:
                - id: storefront
                  from: [{namespace: shop, workload: storefront}]
                  http: [{methods: [GET]}]
            """;
    private static final byte[] STOREFRONT = {10, 1, 2, 3};

    @Test
    void theSameContentHasTheSameVersionAndOtherContentAnotherOne() {
        // Given
        var one = handout(Map.of("a", "x", "b", "y"));
        // Then
        assertThat(handout(Map.of("b", "y", "a", "x"))).isEqualTo(one);
        assertThat(handout(Map.of("a", "x", "b", "z"))).isNotEqualTo(one);
        assertThat(handout(Map.of("a", "x"))).isNotEqualTo(one);
        assertThat(handout(Map.of("ab", "", "c", "xy"))).isNotEqualTo(handout(Map.of("a", "", "bc", "xy")));
    }

    @Test
    void aChangeLeadsFromOneToTheOtherAlsoAsALine() {
        // Given
        var from = handout(Map.of("a", "1", "b", "2", "c", "3"));
        var to = handout(Map.of("a", "1", "b", "other \u00e9\n", "d", "4"));
        // When
        var line = new ControlMessage.Change(HandoutChange.between(from, to)).line();
        var read = (ControlMessage.Change) ControlMessage.read(line);
        // Then
        assertThat(read.change().put()).containsOnlyKeys("b", "d");
        assertThat(read.change().drop()).containsExactly("c");
        assertThat(read.change().on(from)).contains(to);
    }

    @Test
    void aChangeOfLongPartsIsToldShortAndReadsAsTheLongOne() {
        // Given
        var message = new ControlMessage.Change(HandoutChange.between(
                Handout.nothing(),
                handout(Map.of("long", storefront("10.0.0.1/32").repeat(50), "short", "x"))));
        // When
        var line = message.shortLine();
        // Then
        assertThat(line.length()).isLessThan(message.line().length() / 8);
        assertThat(line).contains("\"put\":{\"short\":\"x\"}");
        assertThat(ControlMessage.read(line)).isEqualTo(message);
    }

    @Test
    void whatIsPackedIsBounded() {
        // Given
        var most = Packed.pack("x".repeat(Handout.MAX_TEXT));
        // Then
        assertThat(ControlMessage.read(packed(most, most))).isInstanceOf(ControlMessage.Change.class);
        assertThatExceptionOfType(ControlMessage.TooLarge.class)
                .isThrownBy(() -> ControlMessage.read(packed(most, most, Packed.pack("x"))))
                .returns("b", ControlMessage.TooLarge::version);
        assertThatIllegalArgumentException().isThrownBy(() -> ControlMessage.read(packed("no base64")));
        assertThatIllegalArgumentException().isThrownBy(() -> ControlMessage.read(packed(most.substring(0, 100))));
    }

    @Test
    void aChangeThatIsMoreThanItsReaderHasRoomForSaysWhichItIs() {
        // Given
        var to = handout(Map.of("long", "x".repeat(900), "short", "yy"));
        var message = new ControlMessage.Change(HandoutChange.between(Handout.nothing(), to));
        // Then
        for (var line : List.of(message.line(), message.shortLine())) {
            assertThat(ControlMessage.read(line, 902)).isEqualTo(message);
            assertThatExceptionOfType(ControlMessage.TooLarge.class)
                    .isThrownBy(() -> ControlMessage.read(line, 901))
                    .returns(to.version(), ControlMessage.TooLarge::version);
        }
    }

    private static String packed(String... parts) {
        var line = Lines.object().put("base", "a").put("version", "b");
        var packed = line.putObject(ControlMessage.PACKED);
        for (int i = 0; i < parts.length; i++) {
            packed.put("part " + i, parts[i]);
        }
        return line.toString();
    }

    @Test
    void onlyAChangeOfPeersAloneIsAboutPeers() {
        // Given
        var had = handout(Map.of("a", "1", Handout.PEERS + "b", "1"));
        // Then
        for (var same :
                List.of(Map.of("a", "1", Handout.PEERS + "b", "2"), Map.of("a", "1", Handout.PEERS + "c", "2"))) {
            assertThat(HandoutChange.between(had, handout(same)).isAboutPeers()).isTrue();
        }
        for (var other : List.of(Map.of("a", "2", Handout.PEERS + "b", "2"), Map.of(Handout.PEERS + "b", "2"))) {
            assertThat(HandoutChange.between(had, handout(other)).isAboutPeers())
                    .isFalse();
        }
        assertThat(HandoutChange.between(Handout.nothing(), handout(Map.of(Handout.PEERS + "b", "2")))
                        .isAboutPeers())
                .isFalse();
    }

    @Test
    void aQuietChangeIsQuietAlsoAsALine() {
        // Given
        var change = HandoutChange.between(handout(Map.of("a", "1")), handout(Map.of("a", "2")));
        for (var quiet : List.of(true, false)) {
            var message = new ControlMessage.Change(change, quiet);
            // When
            var read = ControlMessage.read(message.shortLine());
            // Then
            assertThat(read).isEqualTo(message);
        }
    }

    @Test
    void aChangeForAnotherHandoutIsNotCarriedOut() {
        // Given
        var change = HandoutChange.between(handout(Map.of("a", "1")), handout(Map.of("a", "2")));
        // Then
        assertThat(change.on(handout(Map.of("a", "other")))).isEmpty();
        assertThat(change.on(Handout.nothing())).isEmpty();
    }

    @Test
    void aWholeHandoutIsForWhoeverHasWhatever() {
        // Given
        var to = handout(Map.of("a", "2"));
        var whole = HandoutChange.between(Handout.nothing(), to);
        // Then
        assertThat(whole.on(handout(Map.of("b", "left over")))).contains(to);
    }

    @Test
    void aChangeThatDoesNotLeadWhereItSaysIsNotCarriedOut() {
        // Given
        var from = handout(Map.of("a", "1"));
        var honest = HandoutChange.between(from, handout(Map.of("a", "2")));
        var forged = new HandoutChange(
                honest.base(), honest.version(), new TreeMap<>(Map.of("a", Part.of("3"))), new TreeSet<>());
        // Then
        assertThat(forged.on(from)).isEmpty();
    }

    @Test
    void whatIsOverABoundIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> handout(Map.of("n".repeat(Handout.MAX_NAME + 1), "")));
        assertThatIllegalArgumentException().isThrownBy(() -> handout(Map.of("a", "x".repeat(Handout.MAX_TEXT + 1))));
        assertThat(handout(Map.of("a", "x".repeat(Handout.MAX_TEXT))).length()).isEqualTo(Handout.MAX_TEXT);
    }

    @Test
    void messagesOfAProxyComeBackAsTheyWere() {
        for (var message : List.of(
                new ProxyMessage.Hello("abc"),
                new ProxyMessage.Applied("abc"),
                new ProxyMessage.Refused("abc", "spec.mode must be \"x\""),
                new ProxyMessage.Learned("{\"operations\": []}"),
                new ProxyMessage.Denied(
                        7, "1795650400", new TreeMap<>(Map.of(new Course.Refused("shop/a", "ingress GET /x"), 5L))))) {
            assertThat(ProxyMessage.read(message.line())).isEqualTo(message);
        }
    }

    @Test
    void aProfileFitsByTheLineThatItMakes() {
        // Given
        var letters = new ProxyMessage.Learned("a".repeat(ProxyMessage.MAX_PROFILE));
        var quotes = new ProxyMessage.Learned("\"".repeat(ProxyMessage.MAX_PROFILE));
        // Then
        assertThat(letters.fits()).isTrue();
        assertThat(quotes.fits()).isFalse();
    }

    @Test
    void whatIsNoMessageIsRefused() {
        for (var line :
                List.of("", "null", "[]", "{}", "{\"hello\": 1}", "{\"applied\"", "[".repeat(100_000), "{} {}")) {
            assertThatIllegalArgumentException().isThrownBy(() -> ProxyMessage.read(line));
        }
    }

    @Test
    void kindsOfRefusedCallsHaveABound() {
        // Given
        var kind = "{\"peer\": \"shop/%d\", \"call\": \"ingress GET /\", \"count\": 1}";
        var most = IntStream.range(0, ProxyMessage.MAX_KINDS)
                .mapToObj(kind::formatted)
                .toList();
        var more = IntStream.rangeClosed(0, ProxyMessage.MAX_KINDS)
                .mapToObj(kind::formatted)
                .toList();
        var line = "{\"denied\": 1, \"stage\": \"\", \"kinds\": [%s]}";
        // Then
        assertThat(ProxyMessage.read(line.formatted(String.join(",", most)))).isInstanceOf(ProxyMessage.Denied.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProxyMessage.read(line.formatted(String.join(",", more))));
        assertThatIllegalArgumentException().isThrownBy(() -> ProxyMessage.read("{\"denied\": -1, \"stage\": \"\"}"));
    }

    @Test
    void documentsAreTheSameWhoeverThePeersAre() {
        // Given
        var alone = handout(Map.of(Handout.ALLOWLIST, ALLOWLIST));
        var withPeers = handout(Map.of(Handout.ALLOWLIST, ALLOWLIST, Handout.PEERS + "pods/a", "{}"));
        var another = handout(Map.of(Handout.INSPECTION, ALLOWLIST));
        // Then
        assertThat(withPeers.documents()).isEqualTo(alone.documents()).isNotEqualTo(another.documents());
    }

    @Test
    void aHandoutMeansItsDocumentsAndItsPeers() {
        // Given
        var handout = handout(Map.of(
                Handout.ALLOWLIST, ALLOWLIST, Handout.PEERS + "pods/shop/storefront/0", storefront("10.1.2.3/32")));
        // When
        var parse = new HandoutReader().read(handout);
        // Then
        var parsed = (PolicyParse.Parsed) parse;
        assertThat(parsed.warnings()).isEmpty();
        assertThat(parsed.snapshot().allowlistMode(FlowSide.INGRESS)).isEqualTo(Mode.ENFORCE);
        assertThat(parsed.snapshot().identify(STOREFRONT).workload()).isEqualTo("storefront");
        assertThat(parsed.snapshot().rulesFor(FlowSide.INGRESS, STOREFRONT, 80).refusesAll())
                .isFalse();
        assertThat(parsed.snapshot()
                        .rulesFor(FlowSide.INGRESS, new byte[] {10, 1, 2, 4}, 80)
                        .refusesAll())
                .isTrue();
    }

    @Test
    void aReaderThatWasRefusedSomethingReadsTheNextHandoutAsIfNothingHadBeen() {
        // Given
        var reader = new HandoutReader();
        var bad = handout(Map.of(Handout.ALLOWLIST, "kind: Nonsense"));
        var good = handout(Map.of(Handout.ALLOWLIST, ALLOWLIST));
        // When
        var refused = reader.read(bad);
        var taken = reader.read(good);
        // Then
        assertThat(refused).isInstanceOf(PolicyParse.Rejected.class);
        assertThat(taken).isInstanceOf(PolicyParse.Parsed.class);
    }

    @Test
    void groupsOfANamespaceInOnePartAreWhatTheyAreOneByOne() {
        // Given
        var storefront = new PeerGroup(
                PeerIdentity.of("shop", "storefront", "web", Map.of("tier", "front")),
                new TreeSet<>(List.of("10.1.2.3/32", "10.1.2.4/32")));
        var orders =
                new PeerGroup(PeerIdentity.of("shop", "orders", "", Map.of()), new TreeSet<>(List.of("fd00::1/128")));
        // When
        var together = peers(Map.of(
                Handout.PEERS + "all/shop/0", PeerGroup.json("shop", "cluster.local", List.of(storefront, orders))));
        var apart = peers(Map.of(Handout.PEERS + "a", storefront.json(), Handout.PEERS + "b", orders.json()));
        // Then
        assertThat(together).containsExactlyElementsOf(apart);
        assertThat(together).hasSize(3);
    }

    private static List<PeerIdentities.Known> peers(Map<String, String> texts) {
        var problems = new Problems();
        var known = texts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(text -> PeerGroup.read(text.getValue(), Integer.MAX_VALUE, problems).stream())
                .toList();
        assertThat(problems.errors()).isEmpty();
        return known;
    }

    @Test
    void aPartOfSeveralGroupsThatIsWrongIsRefused() {
        for (var text : List.of(
                "{\"namespace\": \"shop\", \"peers\": {}}",
                "{\"namespace\": \"shop\", \"peers\": [{\"cidrs\": [\"nonsense\"]}]}",
                "{\"namespace\": \"shop\", \"peers\": [], \"cidrs\": []}",
                "{\"namespace\": \"shop\", \"domain\": \"cluster.local\", \"peers\": [\"orders = -\"]}",
                "{\"namespace\": \"shop\", \"domain\": \"cluster.local\", \"peers\": [7]}",
                "{\"namespace\": \"shop\", \"peers\": [{\"peers\": []}]}")) {
            // When
            var parse = new HandoutReader().read(handout(Map.of(Handout.PEERS + "all/shop/0", text)));
            // Then
            assertThat(parse).as(text).isInstanceOf(PolicyParse.Rejected.class);
        }
    }

    @Test
    void anAddressInTwoGroupsIsRefused() {
        // Given
        var handout = handout(
                Map.of(Handout.PEERS + "a", storefront("10.1.2.3/32"), Handout.PEERS + "b", storefront("10.1.2.3/32")));
        // When
        var parse = new HandoutReader().read(handout);
        // Then
        assertThat(parse).isInstanceOf(PolicyParse.Rejected.class);
    }

    @Test
    void aReaderTakesAsManyAddressesAsItHasRoomForAndRefusesOneMore() {
        // Given
        var parts = Map.of(
                Handout.PEERS + "a",
                "{\"namespace\": \"shop\", \"domain\": \"cluster.local\", \"peers\": [\"orders = - 10.1.2.3 1 1\"]}",
                Handout.PEERS + "b",
                storefront("10.1.2.9/32"));
        // When
        var enough = new HandoutReader(0, 4).read(handout(parts));
        var tooFew = new HandoutReader(0, 3).read(handout(parts));
        var muchTooFew = new HandoutReader(0, 2).read(handout(parts));
        // Then
        assertThat(enough).isInstanceOf(PolicyParse.Parsed.class);
        assertThat(tooFew).isInstanceOf(PolicyParse.Rejected.class);
        assertThat(muchTooFew).isInstanceOf(PolicyParse.Rejected.class);
    }

    private static String storefront(String address) {
        return new PeerGroup(
                        PeerIdentity.of("shop", "storefront", "default", Map.of()), new TreeSet<>(List.of(address)))
                .json();
    }

    private static Handout handout(Map<String, String> texts) {
        var parts = new TreeMap<String, Part>();
        texts.forEach((name, text) -> parts.put(name, Part.of(text)));
        return Handout.of(parts);
    }
}
