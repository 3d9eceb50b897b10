package io.bulwark.policy.handout;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.OrdersSet;
import io.bulwark.policy.PolicyParse;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Descriptor sets on their way to a proxy. */
class InspectionPartsTest {
    private static final Bytes PLACE = path("/orders.v1.Orders/Place");

    private static String document(String mode, String set) {
        return """
            {"apiVersion": "bulwark.io/v1alpha1", "kind": "InspectionPolicy", "metadata": {"name": "default"},
             "spec": {"mode": "%s", "grpc": {"descriptorSets": ["%s"],
               "fields": [{"name": "orders.v1.Order.note", "groups": {"dlp": "Off"}}]}}}
            """.formatted(mode, set);
    }

    @Test
    void aSetGoesBesideTheDocumentAndMeansTheSame() {
        // Given
        var parts = InspectionParts.of(document("Enforce", OrdersSet.gzip()));
        // When
        var parse = new HandoutReader().read(handout(parts));
        // Then
        assertThat(parts.document()).doesNotContain(OrdersSet.gzip());
        assertThat(parts.sets()).hasSize(1).containsValue(OrdersSet.gzip());
        assertThat(parse).isInstanceOfSatisfying(PolicyParse.Parsed.class, parsed -> {
            assertThat(parsed.snapshot().grpcMessage(PLACE, true)).hasToString("orders.v1.Order");
            assertThat(parsed.warnings()).isEmpty();
        });
    }

    @Test
    void aSetIsToldAgainOnlyWhenItIsAnotherOne() {
        // Given
        var monitor = handout(InspectionParts.of(document("Monitor", OrdersSet.gzip())));
        var enforce = handout(InspectionParts.of(document("Enforce", OrdersSet.gzip())));
        var another = handout(InspectionParts.of(document("Enforce", OrdersSet.base64())));
        // When
        var sameSet = HandoutChange.between(monitor, enforce);
        var otherSet = HandoutChange.between(enforce, another);
        // Then
        assertThat(sameSet.put()).containsOnlyKeys(Handout.INSPECTION);
        assertThat(sameSet.drop()).isEmpty();
        assertThat(otherSet.put())
                .hasSize(2)
                .hasEntrySatisfying(
                        otherSet.put().firstKey(),
                        part -> assertThat(part.text()).isEqualTo(OrdersSet.base64()));
        assertThat(otherSet.drop()).hasSize(1);
        assertThat(another.documents()).isNotEqualTo(enforce.documents());
    }

    @Test
    void aSetThatDidNotComeIsRefusedByName() {
        // Given
        var parts = InspectionParts.of(document("Enforce", OrdersSet.gzip()));
        // When
        var parse = new HandoutReader().read(handout(InspectionParts.whole(parts.document())));
        // Then
        assertThat(parse)
                .isInstanceOfSatisfying(
                        PolicyParse.Rejected.class,
                        rejected -> assertThat(rejected.problems().getFirst().toString())
                                .contains("spec.grpc.descriptors[0] names \"descriptors/", "it was not handed out"));
    }

    @Test
    void aReaderWithoutRoomRefusesIt() {
        // Given
        var handout = handout(InspectionParts.of(document("Enforce", OrdersSet.gzip())));
        var length = OrdersSet.bytes().length;
        // Then
        assertThat(new HandoutReader(length, 0).read(handout)).isInstanceOf(PolicyParse.Parsed.class);
        assertThat(new HandoutReader(length - 1, 0).read(handout)).isInstanceOf(PolicyParse.Rejected.class);
    }

    @Test
    void aDocumentWithoutSetsStaysAsItIs() {
        for (var document :
                new String[] {"{\"spec\": {\"grpc\": {}}}", "{\"spec\": {}}", "{}", "spec: {mode: Enforce}"}) {
            assertThat(InspectionParts.of(document)).isEqualTo(InspectionParts.whole(document));
        }
    }

    private static Handout handout(InspectionParts inspection) {
        var parts = new TreeMap<String, Part>();
        parts.put(Handout.INSPECTION, Part.of(inspection.document()));
        inspection.sets().forEach((name, set) -> parts.put(name, Part.of(set)));
        return Handout.of(parts);
    }

    private static Bytes path(String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new Bytes() {
            @Override
            public int length() {
                return bytes.length;
            }

            @Override
            public byte get(int index) {
                return bytes[index];
            }
        };
    }
}
