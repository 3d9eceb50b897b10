package io.bulwark.injector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.cluster.ServiceFacts;
import io.bulwark.policy.Mode;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.HandoutChange;
import io.bulwark.policy.handout.InspectionParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

class PlannerTest extends PlannedCluster {
    @Test
    void whoIsNotRefusedByAnAllowlistIsKnownWherever() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        pod("web", "edge", "10.0.0.2");
        // When
        plan();
        // Then
        assertThat(snapshot(ORDERS).identify(new byte[] {10, 0, 0, 2}).workload())
                .isEqualTo("edge");
    }

    @Test
    void aDescriptorSetIsAPartOfItsOwnThatStaysWhenTheRestOfTheDocumentChanges() throws IOException {
        // Given
        var document = Files.readString(Path.of("src/test/resources/custom-resources/valid-descriptor-set.yaml"));
        var json = JsonMapper.shared().writeValueAsString(YAMLMapper.shared().readTree(document));
        var name = new Named("shop", "default");
        pod("shop", "orders", "10.0.0.1");
        put(name, DocumentFacts.Kind.INSPECTION, json);
        plan();
        var before = handout(ORDERS);
        // When
        put(name, DocumentFacts.Kind.INSPECTION, json.replace("Enforce", "Monitor"));
        plan();
        // Then
        var change = HandoutChange.between(before, handout(ORDERS));
        assertThat(change.put()).containsOnlyKeys(Handout.INSPECTION);
        assertThat(handout(ORDERS).length(Handout.DESCRIPTORS)).isPositive();
        assertThat(snapshot(ORDERS).inspection().grpc().descriptors()).hasSize(1);
        assertThat(snapshot(ORDERS).inspectionMode()).isEqualTo(Mode.MONITOR);
    }

    @Test
    void anEnforcedAllowlistNeedsItsOwnNamespaceAndThoseWhomItNames() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        pod("shop", "storefront", "10.0.0.2");
        pod("web", "edge", "10.0.0.3");
        pod("other", "stranger", "10.0.0.4");
        allowlist("orders");
        // When
        plan();
        // Then
        var parts = handout(ORDERS).parts();
        assertThat(parts)
                .containsOnlyKeys(
                        Handout.ALLOWLIST,
                        "peers/pods/shop/orders/0",
                        "peers/pods/shop/storefront/0",
                        "peers/pods/web/edge/0");
        assertThat(handout(STOREFRONT).parts()).containsKey("peers/all/other/0");
    }

    @Test
    void aChangeThatDoesNotConcernAWorkloadGivesItNothingNew() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        pod("web", "edge", "10.0.0.3");
        allowlist("orders");
        plan();
        // When
        pod("other", "stranger", "10.0.0.4");
        var unconcerned = planner.plan(state);
        pod("web", "edge", "10.0.0.5");
        var concerned = planner.plan(state);
        // Then
        assertThat(unconcerned.changed()).doesNotContainKey(ORDERS);
        assertThat(concerned.changed()).containsKey(ORDERS);
    }

    @Test
    void whoMayHearFromAnybodyIsToldOfManyInFewPartsOfWhichAChangeConcernsOne() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        for (int i = 0; i < 200; i++) {
            pod("web", "edge-" + i, "10.0.1." + i);
        }
        plan();
        var before = handout(ORDERS).parts();
        // When
        pod("web", "edge-77", "10.0.2.7");
        plan();
        // Then
        var after = handout(ORDERS).parts();
        assertThat(before).hasSizeBetween(200 / 64, 200 / 32 + 2);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after.entrySet())
                .filteredOn(part -> !Objects.equals(part.getValue(), before.get(part.getKey())))
                .hasSize(1);
        assertThat(snapshot(ORDERS).identify(new byte[] {10, 0, 2, 7}).workload())
                .isEqualTo("edge-77");
        assertThat(snapshot(ORDERS).identify(new byte[] {10, 0, 1, (byte) 199}).workload())
                .isEqualTo("edge-199");
    }

    @Test
    void whoMayHearFromAnybodyIsToldOfOtherAddressesWhenEverybodyIsAndWhoRefusesStrangersAtOnce() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        pod("shop", "storefront", "10.0.0.2");
        allowlist("orders");
        plan();
        // When
        pod("web", "edge", "10.0.0.3");
        var first = planner.plan(state, false);
        pod("web", "edge", "10.0.0.4");
        var second = planner.plan(state, false);
        var last = planner.plan(state, true);
        // Then
        assertThat(first.changed()).containsKey(ORDERS).doesNotContainKey(STOREFRONT);
        assertThat(second.changed()).containsKey(ORDERS).doesNotContainKey(STOREFRONT);
        assertThat(last.changed()).containsKey(STOREFRONT).doesNotContainKey(ORDERS);
        assertThat(Objects.requireNonNull(last.changed().get(STOREFRONT)).text("peers/all/web/0"))
                .contains("10.0.0.3 1");
        assertThat(planner.plan(state, true).changed()).isEmpty();
    }

    @Test
    void aNamespaceThatIsGoneIsToldOfNoMore() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        pod("web", "edge", "10.0.0.2");
        plan();
        // When
        state.removePod("web/edge/10.0.0.2");
        plan();
        // Then
        assertThat(handout(ORDERS).parts()).containsOnlyKeys("peers/all/shop/0");
    }

    @Test
    void anAllowlistOfOneNamespaceChangesNobodyElses() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        pod("web", "edge", "10.0.0.2");
        plan();
        // When
        allowlist("orders");
        var plan = planner.plan(state);
        // Then
        assertThat(plan.changed()).containsOnlyKeys(ORDERS);
    }

    @Test
    void aLabelThatAnAllowlistIsTheFirstToNameIsToldToAll() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        pod("web", "edge", "10.0.0.2");
        plan();
        // When
        put(ORDERS, DocumentFacts.Kind.ALLOWLIST, """
            {"apiVersion": "bulwark.io/v1alpha1", "kind": "ServiceAllowlist",
             "metadata": {"name": "orders", "namespace": "shop"},
             "spec": {"mode": "Monitor",
               "ingress": [{"id": "a", "from": [{"labels": {"app": "edge"}}], "http": [{"methods": ["GET"]}]}]}}
            """);
        plan();
        // Then
        assertThat(snapshot(ORDERS).identify(new byte[] {10, 0, 0, 2}).labels()).containsEntry("app", "edge");
    }

    @Test
    void peersThatChangedWhileADocumentWasWrongAreKnownWhenItIsRight() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        plan();
        state.putBad(DocumentFacts.Kind.ALLOWLIST, ORDERS);
        plan();
        pod("shop", "storefront", "10.0.0.2");
        plan();
        // When
        allowlist("orders");
        plan();
        // Then
        assertThat(snapshot(ORDERS).identify(new byte[] {10, 0, 0, 2}).workload())
                .isEqualTo("storefront");
    }

    @Test
    void peersThatChangedWhileADocumentWasTooLongAreKnownWhenItIsNot() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        allowlist("orders");
        plan();
        var good = state.documents(DocumentFacts.Kind.ALLOWLIST)
                .getOrDefault(ORDERS, Optional.empty())
                .orElseThrow();
        state.put(new DocumentFacts(
                ORDERS,
                good.kind(),
                InspectionParts.whole(" ".repeat(Handout.MAX_TEXT + 1)),
                good.peers(),
                good.closed(),
                good.rules(),
                good.automatic()));
        pod("shop", "storefront", "10.0.0.2");
        plan();
        assertThat(snapshot(ORDERS).identify(new byte[] {10, 0, 0, 2}).isKnown())
                .isFalse();
        // When
        inspection("shop", "Enforce");
        state.put(good);
        plan();
        // Then
        assertThat(snapshot(ORDERS).identify(new byte[] {10, 0, 0, 2}).workload())
                .isEqualTo("storefront");
    }

    @Test
    void whatIsPlannedStepByStepIsWhatIsPlannedAtOnce() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        plan();
        allowlist("orders");
        plan();
        pod("web", "edge", "10.0.0.3");
        plan();
        pod("web", "edge", "10.0.0.4");
        plan();
        state.removePod("web/edge/10.0.0.3");
        plan();
        inspection("bulwark-system", "Enforce");
        plan();
        for (int i = 0; i < 40; i++) {
            pod("web", "edge-" + i, "10.0.1." + i);
        }
        plan();
        inspection("web", "Enforce");
        plan();
        // When
        var fresh = new ClusterState();
        state.pods().forEach(fresh::put);
        for (var kind : DocumentFacts.Kind.values()) {
            state.documents(kind).values().forEach(document -> fresh.put(document.orElseThrow()));
        }
        var atOnce = new Planner(PlanSettings.of("bulwark-system")).plan(fresh).changed();
        // Then
        assertThat(handouts).containsExactlyInAnyOrderEntriesOf(atOnce);
    }

    @Test
    void aServicesAddressIsWhoIsBehindIt() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        state.put(new ServiceFacts(
                new Named("shop", "api"), new TreeMap<>(Map.of("app", "orders")), List.of("10.96.0.7/32")));
        // When
        plan();
        // Then
        var identity = snapshot(ORDERS).identify(new byte[] {10, 96, 0, 7});
        assertThat(identity.workload()).isEqualTo("orders");
        assertThat(identity.dnsNames()).contains("api.shop.svc.cluster.local");
    }

    @Test
    void anAllowlistOfAServicesNameIsForThoseBehindIt() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        state.put(new ServiceFacts(new Named("shop", "api"), new TreeMap<>(Map.of("app", "orders")), List.of()));
        allowlist("api");
        // When
        plan();
        // Then
        assertThat(handout(ORDERS).text(Handout.ALLOWLIST)).contains("\"api\"");
    }

    @Test
    void theInspectionPolicyOfTheNamespaceGoesBeforeThatOfTheCluster() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        pod("web", "edge", "10.0.0.2");
        inspection("bulwark-system", "Monitor");
        inspection("shop", "Enforce");
        // When
        plan();
        // Then
        assertThat(handout(ORDERS).text(Handout.INSPECTION)).contains("Enforce");
        assertThat(handout(new Named("web", "edge")).text(Handout.INSPECTION)).contains("Monitor");
    }

    @Test
    void aDocumentThatWasNeverRightHoldsTheHandoutBack() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        state.putBad(DocumentFacts.Kind.ALLOWLIST, ORDERS);
        // When
        var plan = planner.plan(state);
        // Then
        assertThat(plan.changed()).isEmpty();
        assertThat(plan.held()).containsExactly(ORDERS);
        // When
        allowlist("orders");
        // Then
        assertThat(planner.plan(state).changed()).containsOnlyKeys(ORDERS);
    }

    @Test
    void aDocumentThatBecomesWrongLeavesTheLastRightOneInForce() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        allowlist("orders");
        plan();
        // When
        state.putBad(DocumentFacts.Kind.ALLOWLIST, ORDERS);
        pod("shop", "storefront", "10.0.0.2");
        plan();
        // Then
        assertThat(handout(ORDERS).text(Handout.ALLOWLIST)).contains("Enforce");
        assertThat(snapshot(ORDERS).identify(new byte[] {10, 0, 0, 2}).workload())
                .isEqualTo("storefront");
    }

    @Test
    void anAddressThatTwoPodsClaimIsNobodysUntilOneIsGone() {
        // Given
        pod("shop", "orders", "10.0.0.1");
        pod("shop", "storefront", "10.0.0.1");
        // When
        plan();
        // Then
        assertThat(snapshot(ORDERS).identify(new byte[] {10, 0, 0, 1}).isKnown())
                .isFalse();
        // When
        state.removePod("shop/orders/10.0.0.1");
        plan();
        // Then
        assertThat(snapshot(STOREFRONT).identify(new byte[] {10, 0, 0, 1}).workload())
                .isEqualTo("storefront");
    }
}
