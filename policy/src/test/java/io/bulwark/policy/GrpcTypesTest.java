package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.TimestampProto;
import com.sun.management.ThreadMXBean;
import io.bulwark.policy.descriptor.Kind;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcTypesTest {

    private static final String PLACE = "/orders.v1.Orders/Place";

    private static final FileDescriptorProto ORDERS = FileDescriptorProto.newBuilder()
            .setName("orders/v1/orders.proto")
            .setPackage("orders.v1")
            .addDependency("google/protobuf/timestamp.proto")
            .addMessageType(DescriptorProto.newBuilder()
                    .setName("Order")
                    .addField(field("id", 1, FieldDescriptorProto.Type.TYPE_INT64))
                    .addField(field("card_number", 2, FieldDescriptorProto.Type.TYPE_STRING))
                    .addField(field("note", 3, FieldDescriptorProto.Type.TYPE_BYTES))
                    .addField(reference("parent", 4, ".orders.v1.Order"))
                    .addField(reference("labels", 5, ".orders.v1.Order.LabelsEntry")
                            .setLabel(Label.LABEL_REPEATED))
                    .addField(field("prices", 6, FieldDescriptorProto.Type.TYPE_SINT32)
                            .setLabel(Label.LABEL_REPEATED))
                    .addField(reference("placed_at", 1000, ".google.protobuf.Timestamp"))
                    .addNestedType(DescriptorProto.newBuilder()
                            .setName("LabelsEntry")
                            .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                            .addField(field("key", 1, FieldDescriptorProto.Type.TYPE_STRING))
                            .addField(field("value", 2, FieldDescriptorProto.Type.TYPE_STRING))))
            .addMessageType(DescriptorProto.newBuilder()
                    .setName("Receipt")
                    .addField(field("text", 1, FieldDescriptorProto.Type.TYPE_STRING)))
            .addExtension(
                    field("trace", 2000, FieldDescriptorProto.Type.TYPE_STRING).setExtendee(".orders.v1.Order"))
            .addService(ServiceDescriptorProto.newBuilder()
                    .setName("Orders")
                    .addMethod(MethodDescriptorProto.newBuilder()
                            .setName("Place")
                            .setInputType(".orders.v1.Order")
                            .setOutputType(".orders.v1.Receipt")))
            .build();

    private static final byte[] WHOLE =
            set(TimestampProto.getDescriptor().toProto(), ORDERS).toByteArray();
    private static final byte[] WITHOUT_IMPORTS = set(ORDERS).toByteArray();

    @Test
    void aCallIsKnownByItsPath() {
        // Given
        var policy = snapshot(Map.of("orders.pb", WHOLE), "descriptors: [orders.pb]");
        // When
        var request = policy.grpcMessage(Policies.bytes(PLACE), true);
        var response = policy.grpcMessage(Policies.bytes(PLACE), false);
        var other = policy.grpcMessage(Policies.bytes("/orders.v1.Orders/Drop"), true);
        // Then
        assertThat(request).hasToString("orders.v1.Order");
        assertThat(response).hasToString("orders.v1.Receipt");
        assertThat(other).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1, orders.v1.Order.id, OTHER, ",
        "2, orders.v1.Order.card_number, STRING, ",
        "3, orders.v1.Order.note, BYTES, ",
        "4, orders.v1.Order.parent, MESSAGE, orders.v1.Order",
        "5, orders.v1.Order.labels, MESSAGE, orders.v1.Order.LabelsEntry",
        "6, orders.v1.Order.prices, PACKABLE, ",
        "1000, orders.v1.Order.placed_at, MESSAGE, google.protobuf.Timestamp",
        "2000, orders.v1.trace, STRING, ",
    })
    void aFieldIsKnownByItsNumber(int number, String name, Kind kind, @Nullable String message) {
        // Given
        var order = order(snapshot(Map.of("orders.pb", WHOLE), "descriptors: [orders.pb]"));
        // When
        var field = field(order, number);
        // Then
        assertThat(field.name()).isEqualTo(name);
        assertThat(field.kind()).isEqualTo(kind);
        assertThat(field.message() == null ? null : field.message().name()).isEqualTo(message);
    }

    @Test
    void numbersThatAMessageDoesNotHaveAreNoFields() {
        // Given
        var order = order(snapshot(Map.of("orders.pb", WHOLE), "descriptors: [orders.pb]"));
        for (int number : new int[] {Integer.MIN_VALUE, -1, 0, 7, 999, 1001, 536_870_911, Integer.MAX_VALUE}) {
            // When
            var field = order.field(number);
            // Then
            assertThat(field).as("field %d", number).isNull();
        }
    }

    @Test
    void aMessageMayHoldItself() {
        // Given
        var order = order(snapshot(Map.of("orders.pb", WHOLE), "descriptors: [orders.pb]"));
        // When
        var parent = field(order, 4).message();
        // Then
        assertThat(parent).isSameAs(order);
    }

    @Test
    void aMapIsAMessageOfKeyAndValue() {
        // Given
        var order = order(snapshot(Map.of("orders.pb", WHOLE), "descriptors: [orders.pb]"));
        // When
        var entry = Objects.requireNonNull(field(order, 5).message());
        // Then
        assertThat(field(entry, 1).name()).isEqualTo("orders.v1.Order.LabelsEntry.key");
        assertThat(field(entry, 2).name()).isEqualTo("orders.v1.Order.LabelsEntry.value");
    }

    @Test
    void lookingUpMakesNoObject() {
        // Given
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var policy = snapshot(Map.of("orders.pb", WHOLE), "descriptors: [orders.pb]");
        var paths = List.of(Policies.bytes(PLACE), Policies.bytes("/orders.v1.Orders/Drop"));
        lookUp(policy, paths, 20_000);
        long thread = Thread.currentThread().threadId();
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            // When
            lookUp(policy, paths, 20_000);
            // Then
            fewest = Math.min(fewest, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertThat(fewest).isLessThan(100);
    }

    private static int lookUp(PolicySnapshot policy, List<Bytes> paths, int times) {
        int found = 0;
        for (int i = 0; i < times; i++) {
            var message = policy.grpcMessage(paths.get(i & 1), (i & 2) == 0);
            found += message != null && message.field(1 + (i & 3)) != null ? 1 : 0;
        }
        return found;
    }

    @Test
    void aFieldMayHaveActionsOfItsOwn() {
        // Given
        var policy = snapshot(Map.of("orders.pb", WHOLE), """
                descriptors: [orders.pb]
                    fields:
                      - {name: orders.v1.Order.card_number, groups: {dlp: Off, sqli: Report}}
                      - {name: orders.v1.Order.LabelsEntry.value, groups: {dlp: Block}}
                """);
        // When
        var order = order(policy);
        var labels = Objects.requireNonNull(field(order, 5).message());
        // Then
        assertThat(field(order, 2).action("dlp")).isEqualTo(Action.OFF);
        assertThat(field(order, 2).action("sqli")).isEqualTo(Action.REPORT);
        assertThat(field(order, 2).action("xss")).isNull();
        assertThat(field(order, 3).action("dlp")).isNull();
        assertThat(field(labels, 2).action("dlp")).isEqualTo(Action.BLOCK);
    }

    @Test
    void aSetWithoutItsImportsIsUsedWithAWarning() {
        // When
        var parse = parse(Map.of("orders.pb", WITHOUT_IMPORTS), "descriptors: [orders.pb]");
        // Then
        assertThat(parse).isInstanceOfSatisfying(PolicyParse.Parsed.class, parsed -> {
            assertThat(parsed.warnings())
                    .extracting(Problem::toString)
                    .containsExactly("line 6: spec.grpc.descriptors do not describe google.protobuf.Timestamp"
                            + " (of orders.v1.Order.placed_at), which are read without types;"
                            + " write the sets with their imports");
            assertThat(field(order(parsed.snapshot()), 1000).message()).isNull();
            assertThat(field(order(parsed.snapshot()), 1000).kind()).isEqualTo(Kind.MESSAGE);
        });
    }

    @Test
    void setsMayShareTheFilesThatBothImport() {
        // Given
        var stock = FileDescriptorProto.newBuilder()
                .setName("stock.proto")
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("Stock")
                        .addField(reference("at", 1, ".google.protobuf.Timestamp")))
                .addService(ServiceDescriptorProto.newBuilder()
                        .setName("Stocks")
                        .addMethod(MethodDescriptorProto.newBuilder()
                                .setName("Get")
                                .setInputType(".Stock")
                                .setOutputType(".orders.v1.Order")))
                .build();
        var both = set(TimestampProto.getDescriptor().toProto(), stock).toByteArray();
        // When
        var policy = snapshot(Map.of("a.pb", WHOLE, "b.pb", both), "descriptors: [a.pb, b.pb]");
        // Then
        var got = policy.grpcMessage(Policies.bytes("/Stocks/Get"), false);
        assertThat(got).isNotNull().isSameAs(order(policy));
    }

    @Test
    void anotherContentOfASetIsAnotherRevision() {
        // Given
        var none = snapshot(Map.of(), "{}");
        var whole = snapshot(Map.of("orders.pb", WHOLE), "descriptors: [orders.pb]");
        // When
        var without = snapshot(Map.of("orders.pb", WITHOUT_IMPORTS), "descriptors: [orders.pb]");
        // Then
        assertThat(List.of(none.revision(), whole.revision(), without.revision()))
                .doesNotHaveDuplicates();
        assertThat(without.json()).isEqualTo(whole.json());
        assertThat(snapshot(Map.of("orders.pb", WHOLE), "descriptors: [orders.pb]")
                        .revision())
                .isEqualTo(whole.revision());
    }

    @Test
    void theCanonicalFormReadsBackToItself() {
        // Given
        var policy = snapshot(Map.of("orders.pb", WHOLE), """
                fields: [{groups: {sqli: Report, dlp: Off}, name: orders.v1.Order.card_number}]
                    descriptors: [orders.pb]
                """);
        var document = policy.json().substring(1, policy.json().length() - 1);
        // When
        var again = PolicyParser.parse(document.getBytes(StandardCharsets.UTF_8), files(Map.of("orders.pb", WHOLE)));
        // Then
        assertThat(again)
                .isInstanceOfSatisfying(
                        PolicyParse.Parsed.class,
                        parsed -> assertThat(parsed.snapshot().revision()).isEqualTo(policy.revision()));
        assertThat(document)
                .contains("\"grpc\":{\"descriptors\":[\"orders.pb\"],\"fields\":[{\"name\":"
                        + "\"orders.v1.Order.card_number\",\"groups\":{\"dlp\":\"Off\",\"sqli\":\"Report\"}}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "descriptors: []; descriptors must hold 1..8 entries, held 0",
                "descriptors: [none.pb]; descriptors[0] names \"none.pb\", which cannot be read: NoSuchFileException",
                "descriptors: [bad.pb]; descriptors[0] names \"bad.pb\", which is no descriptor set: it ends inside a field, at byte 1",
                "descriptors: [large.pb]; descriptors[0] names \"large.pb\", which is too large: descriptor sets must be at most 4194304 bytes long together",
                "descriptors: [orders.pb, orders.pb]; descriptors[1] must be unique, was \"orders.pb\" again",
                "descriptors: [orders.pb, other.pb]; descriptors[1] names \"other.pb\", which describes a file otherwise than a set before it does: \"orders/v1/orders.proto\"",
                "descriptors: [orders.pb, moved.pb]; descriptors[1] names \"moved.pb\", which describes a message twice, or two with one number: orders.v1.Order.LabelsEntry",
                "descriptors: [number.pb]; descriptors[0] names \"number.pb\", which describes a field twice, or two with one number: M.b",
                "fields: [{name: orders.v1.Order.id, groups: {dlp: Off}}]; fields[0].name must be a field that a descriptor set describes, was \"orders.v1.Order.id\"",
            })
    void whatCannotBeUsedIsRefusedWithTheReason(String yaml, String problem) {
        // Given
        var number = FileDescriptorProto.newBuilder()
                .setName("number.proto")
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("M")
                        .addField(field("a", 1, FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(field("b", 1, FieldDescriptorProto.Type.TYPE_STRING)))
                .build();
        var files = Map.of(
                "orders.pb",
                WHOLE,
                "bad.pb",
                new byte[] {0x0a},
                "large.pb",
                new byte[GrpcInspection.MAX_DESCRIPTOR_BYTES + 1],
                "other.pb",
                set(ORDERS.toBuilder().clearService().build()).toByteArray(),
                "moved.pb",
                set(ORDERS.toBuilder().setName("moved.proto").build()).toByteArray(),
                "number.pb",
                set(number).toByteArray());
        // When
        var parse = parse(files, yaml);
        // Then
        assertThat(problems(parse)).containsExactly("line 6: spec.grpc." + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: orders.v1.Order.cardnumber, groups: {dlp: Off}}| .name must be a field that a descriptor set describes, was \"orders.v1.Order.cardnumber\"",
                "{name: orders.v1.Order, groups: {dlp: Off}}| .name must be a field that a descriptor set describes, was \"orders.v1.Order\"",
                "{name: orders.v1.Order.id, groups: {dlp: Off}}| .name must be a field of type string or bytes, was \"orders.v1.Order.id\", a number",
                "{name: orders.v1.Order.labels, groups: {dlp: Off}}| .name must be a field of type string or bytes, was \"orders.v1.Order.labels\"; name a field of orders.v1.Order.LabelsEntry",
                "{name: .orders.v1.Order.note, groups: {dlp: Off}}| .name must be a field's full name of 1..512 characters, such as orders.v1.Order.card_number, was \".orders.v1.Order.note\"",
                "{groups: {dlp: Off}}| .name must be given",
                "{name: orders.v1.Order.note}| .groups must be given",
                "{name: orders.v1.Order.note, groups: {}}| .groups must hold 1..64 entries, held 0",
                "{name: orders.v1.Order.note, groups: {dlp: Drop}}| .groups.dlp must be one of Off, Report, Block, was \"Drop\"",
                "{name: orders.v1.Order.note, groups: {dlp: Off}, action: Off}| .action is not a known key; known are name, groups",
            })
    void aWrongFieldIsRefusedWithTheReason(String entry, String problem) {
        // When
        var parse = parse(Map.of("orders.pb", WHOLE), "{descriptors: [orders.pb], fields: [" + entry + "]}");
        // Then
        assertThat(problems(parse)).containsExactly("line 6: spec.grpc.fields[0]" + problem);
    }

    @Test
    void aFieldIsNamedOnce() {
        // Given
        var entry = "{name: orders.v1.Order.note, groups: {dlp: Off}}";
        // When
        var parse =
                parse(Map.of("orders.pb", WHOLE), "{descriptors: [orders.pb], fields: [" + entry + ", " + entry + "]}");
        // Then
        assertThat(problems(parse))
                .containsExactly("line 6: spec.grpc.fields[1].name must be unique, was \"orders.v1.Order.note\""
                        + " like that of spec.grpc.fields[0]");
    }

    @ParameterizedTest
    @CsvSource({
        "/etc/passwd",
        "../orders.pb",
        "a/../b",
        "./a",
        "a//b",
        "a/",
        "..",
        "'a b'",
        "'a\\b'",
        "''",
    })
    void aNameThatLeadsElsewhereIsNeverRead(String name) {
        // Given
        NamedFiles forbidden = asked -> {
            throw new AssertionError("must not be read: " + asked);
        };
        // When
        var parse = PolicyParser.parse(policy("descriptors: ['" + name + "']"), forbidden);
        // Then
        assertThat(problems(parse))
                .singleElement()
                .asString()
                .startsWith("line 6: spec.grpc.descriptors[0] must be a file's name relative to the policy file");
    }

    @Test
    void theLargestSetsAreRead() {
        // Given
        var message = DescriptorProto.newBuilder().setName("M");
        for (int number = 1; number <= 40_000; number++) {
            message.addField(
                    field("field_with_a_rather_long_name_" + number, number, FieldDescriptorProto.Type.TYPE_STRING));
        }
        var file = DescriptorProtos.FileDescriptorProto.newBuilder()
                .setName("large.proto")
                .addMessageType(message)
                .build();
        // When
        var parse = parse(Map.of("large.pb", set(file).toByteArray()), "descriptors: [large.pb]");
        // Then
        assertThat(parse).isInstanceOf(PolicyParse.Parsed.class);
    }

    private static List<String> problems(PolicyParse parse) {
        return switch (parse) {
            case PolicyParse.Parsed parsed -> throw new AssertionError("taken with " + parsed.warnings());
            case PolicyParse.Rejected(var problems) ->
                problems.stream().map(Problem::toString).toList();
        };
    }

    private static MessageType order(PolicySnapshot policy) {
        return Objects.requireNonNull(policy.grpcMessage(Policies.bytes(PLACE), true));
    }

    private static FieldType field(MessageType message, int number) {
        return Objects.requireNonNull(message.field(number));
    }

    private static PolicySnapshot snapshot(Map<String, byte[]> files, String grpc) {
        return switch (parse(files, grpc)) {
            case PolicyParse.Parsed parsed -> parsed.snapshot();
            case PolicyParse.Rejected rejected -> throw new AssertionError(rejected.problems());
        };
    }

    private static PolicyParse parse(Map<String, byte[]> files, String grpc) {
        return PolicyParser.parse(policy(grpc), files(files));
    }

    private static byte[] policy(String grpc) {
        return """
                apiVersion: bulwark.io/v1alpha1
                kind: InspectionPolicy
                metadata: {name: default}
                spec:
                  grpc:
                    %s
                """.formatted(grpc).getBytes(StandardCharsets.UTF_8);
    }

    private static NamedFiles files(Map<String, byte[]> files) {
        return name -> {
            var bytes = files.get(name);
            return bytes == null
                    ? new NamedFiles.Outcome.Unreadable("NoSuchFileException")
                    : new NamedFiles.Outcome.Whole(bytes);
        };
    }

    private static FileDescriptorSet set(FileDescriptorProto... files) {
        return FileDescriptorSet.newBuilder().addAllFile(List.of(files)).build();
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(Label.LABEL_OPTIONAL);
    }

    private static FieldDescriptorProto.Builder reference(String name, int number, String type) {
        return field(name, number, FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(type);
    }
}
