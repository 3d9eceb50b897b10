package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptor sets that a document carries itself. */
class CarriedSetsTest {
    private static final String PLACE = "/orders.v1.Orders/Place";
    private static final int SHORT = OrdersSet.bytes().length;

    static List<String> waysToWriteIt() {
        return List.of(
                '"' + OrdersSet.base64() + '"',
                '"' + OrdersSet.gzip() + '"',
                "|\n" + OrdersSet.gzip().replaceAll("(.{60})", "        $1\n") + "\n");
    }

    @ParameterizedTest
    @MethodSource("waysToWriteIt")
    void aSetInTheDocumentMeansWhatTheSameInAFileDoes(String written) {
        // Given
        var named = snapshot(parse("descriptors: [orders.pb]", files(OrdersSet.bytes())));
        // When
        var carried = snapshot(parse("descriptorSets:\n      - " + written, NamedFiles.none()));
        // Then
        for (var policy : List.of(named, carried)) {
            assertThat(policy.grpcMessage(Policies.bytes(PLACE), true)).hasToString("orders.v1.Order");
        }
    }

    @Test
    void aFileMayBeGzipToo() {
        // When
        var policy = snapshot(parse("descriptors: [orders.pb.gz]", files(OrdersSet.gzip(OrdersSet.bytes()))));
        // Then
        assertThat(policy.grpcMessage(Policies.bytes(PLACE), true)).hasToString("orders.v1.Order");
        assertThat(policy.revision())
                .isEqualTo(snapshot(parse("descriptors: [orders.pb.gz]", files(OrdersSet.bytes())))
                        .revision());
    }

    @Test
    void theCanonicalFormCarriesIt() {
        // Given
        var policy = snapshot(parse("descriptorSets: ['" + OrdersSet.gzip() + "']", NamedFiles.none()));
        var json = policy.json();
        // When
        var again = PolicyParser.parse(json.substring(1, json.length() - 1).getBytes(StandardCharsets.UTF_8));
        // Then
        assertThat(snapshot(again).revision()).isEqualTo(policy.revision());
        assertThat(snapshot(again).grpcMessage(Policies.bytes(PLACE), true)).hasToString("orders.v1.Order");
    }

    static Stream<Arguments> wrong() {
        var bomb = OrdersSet.base64(OrdersSet.gzip(new byte[GrpcInspection.MAX_DESCRIPTOR_BYTES + 1]));
        var cut = OrdersSet.gzip().substring(0, 40);
        var long1 = "A".repeat(DescriptorText.MAX_CHARACTERS + 1);
        return Map.of(
                        "[]",
                        " must hold 1..8 entries, held 0",
                        "['']",
                        "[0] must be base64 of 1..1048576 characters, was \"\"",
                        "[7]",
                        "[0] must be base64 of 1..1048576 characters, was 7",
                        "[" + long1 + "]",
                        "[0] must be base64 of 1..1048576 characters, was \"" + "A".repeat(61) + "...\"",
                        "['no base64!']",
                        "[0] is no base64",
                        "[" + cut + "]",
                        "[0] is no gzip that can be unfolded",
                        "[" + bomb + "]",
                        "[0] is too large: descriptor sets must be at most 4194304 bytes long together",
                        "[Cg==]",
                        "[0] is no descriptor set: it ends inside a field, at byte 1",
                        "['" + OrdersSet.gzip() + "', '" + OrdersSet.gzip() + "']",
                        "[1] must be unique, was given before")
                .entrySet()
                .stream()
                .map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatCannotBeUsedIsRefusedWithKeyAndReason(String sets, String problem) {
        // When
        var parse = parse("descriptorSets: " + sets, NamedFiles.none());
        // Then
        assertThat(parse)
                .isInstanceOfSatisfying(
                        PolicyParse.Rejected.class,
                        rejected -> assertThat(rejected.problems())
                                .singleElement()
                                .hasToString("line 6: spec.grpc.descriptorSets" + problem));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void moreThanThereIsRoomForIsRefused(boolean carried) {
        // Given
        var key = carried ? "descriptorSets: [" + OrdersSet.gzip() + "]" : "descriptors: [orders.pb]";
        // When
        var fits = parse(key, roomFor(SHORT));
        var doesNot = parse(key, roomFor(SHORT - 1));
        // Then
        assertThat(fits).isInstanceOf(PolicyParse.Parsed.class);
        assertThat(doesNot)
                .isInstanceOfSatisfying(
                        PolicyParse.Rejected.class,
                        rejected -> assertThat(rejected.problems().getFirst().toString())
                                .contains("at most " + (SHORT - 1)
                                        + " bytes long together, which is what there is room for"));
    }

    private static NamedFiles roomFor(int bytes) {
        return new NamedFiles() {
            @Override
            public Outcome read(String name) {
                return new Outcome.Whole(OrdersSet.bytes());
            }

            @Override
            public int room() {
                return bytes;
            }
        };
    }

    private static NamedFiles files(byte[] content) {
        return _ -> new NamedFiles.Outcome.Whole(content);
    }

    private static PolicySnapshot snapshot(PolicyParse parse) {
        return switch (parse) {
            case PolicyParse.Parsed(var snapshot, var _) -> snapshot;
            case PolicyParse.Rejected(var problems) -> throw new AssertionError(problems);
        };
    }

    private static PolicyParse parse(String grpc, NamedFiles files) {
        var text = """
                apiVersion: bulwark.io/v1alpha1
                kind: InspectionPolicy
                metadata: {name: default}
                spec:
                  grpc:
                    %s
                """.formatted(grpc);
        return PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8), files);
    }
}
