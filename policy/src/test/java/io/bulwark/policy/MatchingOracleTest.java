package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties that hold for every document: the compiled form says what {@link NaiveOracle} says, and text reads back. */
class MatchingOracleTest {

    private static final int DOCUMENTS = 200;
    private static final int CALLS = 40;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theCompiledFormAgreesWithTheNaiveOne(int seed) {
        forAll(seed, MatchingOracleTest::agree);
    }

    static void agree(Documents documents) {
        // Given
        var allowlist = documents.allowlist();
        var identity = documents.identity();
        var side = documents.pick(List.of(FlowSide.values()));
        var peer =
                Policies.cidr(documents.pick(List.of("10.1.2.3/32", "10.9.9.9/32", "192.168.0.1/32", "fd00::1/128")));
        int port = documents.pick(Documents.PORTS);
        var policy = PolicySnapshot.of(InspectionPolicy.defaults(Mode.ENFORCE), allowlist);
        var address = AddressBytes.parse(peer.text().substring(0, peer.text().indexOf('/')))
                .orElseThrow();
        var rules = policy.rulesFor(side, address, identity, port);
        var oracle = new NaiveOracle(allowlist.side(side), peer, identity, port);
        for (int i = 0; i < CALLS; i++) {
            var call = documents.call();
            // When
            var said = rules.match(call);
            // Then
            var expected = allowlist.side(side).saysAnything()
                    ? oracle.match(call)
                    : new NaiveOracle.Said(AllowlistDecision.Outcome.ALLOWED, "no-allowlist");
            assertThat(new NaiveOracle.Said(said.outcome(), said.rule()))
                    .as("%s from %s %s at %d against %s", call, peer, identity, port, policy.json())
                    .isEqualTo(expected);
            assertThat(rules.nearestMiss(call).sentence()).isNotEmpty();
            contentLater(rules, call, said);
        }
    }

    /** Content that comes behind the head leads to the same decision as content that is known at once. */
    private static void contentLater(PeerRules rules, Call call, AllowlistDecision expected) {
        var content = call.attribute(Attribute.BODY);
        if (content == null || call.parts() > 1) {
            return;
        }
        // When
        var ofHead = rules.matchHead(call);
        var said = ofHead == null ? rules.matchBody(content) : ofHead;
        // Then
        assertThat(said).as("%s", call).isEqualTo(expected);
        assertThat(rules.nearestMissOfBody(content, said).sentence()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 13, 14})
    void everyDocumentReadsBackFromItsText(int seed) {
        forAll(seed, MatchingOracleTest::readBack);
    }

    static void readBack(Documents documents) {
        // Given
        var allowlist = documents.allowlist();
        var json = PolicySnapshot.of(InspectionPolicy.defaults(Mode.ENFORCE), allowlist)
                .json();
        // When
        var fromYaml = Policies.snapshot(PolicyText.yaml(allowlist));
        var fromJson = Policies.snapshot(json.substring(json.indexOf("{\"apiVersion", 2), json.length() - 1));
        // Then
        assertThat(fromYaml.allowlist()).contains(allowlist);
        assertThat(fromJson.allowlist()).contains(allowlist);
    }

    private static void forAll(int seed, Consumer<Documents> property) {
        var random = new Random(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            property.accept(new Documents((min, max) -> random.nextInt(min, max + 1)));
        }
    }
}
