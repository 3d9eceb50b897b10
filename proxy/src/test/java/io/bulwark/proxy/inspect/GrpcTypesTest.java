package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import io.bulwark.policy.NamedFiles;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Denial;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.TextOperation;
import io.bulwark.proxy.testing.Proto;
import io.bulwark.signatures.Field;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages whose types the policy knows. */
class GrpcTypesTest {
    private static final TextOperation PLACE = TextOperation.of("grpc", "POST", "/orders.v1.Orders/Place");
    private static final TextOperation OTHER = TextOperation.of("grpc", "POST", "/orders.v1.Orders/Other");
    private static final Ruling BY_UNION = new Ruling.Deny(new Denial.BySignature("sqli-union"));
    private static final Ruling BY_CARD = new Ruling.Deny(new Denial.BySignature("dlp-card"));
    private static final String ATTACK = "1 union select 2";
    private static final String CARD = "4111111111111111";

    private static PolicySnapshot policy(String everywhere, String inCardNumber) {
        var yaml = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: test}
            spec:
              mode: Enforce
              signatures: {default: Block, groups: {dlp: %s}}
              grpc:
                descriptors: [orders.binpb]
                fields:
                  - {name: orders.v1.Order.card_number, groups: {dlp: %s}}
            """.formatted(everywhere, inCardNumber).getBytes(StandardCharsets.UTF_8);
        return switch (PolicyParser.parse(yaml, _ -> new NamedFiles.Outcome.Whole(descriptors()))) {
            case PolicyParse.Parsed parsed -> parsed.snapshot();
            case PolicyParse.Rejected rejected -> throw new AssertionError(rejected.problems());
        };
    }

    private static byte[] descriptors() {
        var order = DescriptorProto.newBuilder()
                .setName("Order")
                .addField(field("note", 1, FieldDescriptorProto.Type.TYPE_STRING))
                .addField(field("card_number", 2, FieldDescriptorProto.Type.TYPE_STRING))
                .addField(field("inner", 3, FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setTypeName(".orders.v1.Order"))
                .addField(field("quantities", 4, FieldDescriptorProto.Type.TYPE_INT64)
                        .setLabel(Label.LABEL_REPEATED))
                .addField(field("blob", 5, FieldDescriptorProto.Type.TYPE_BYTES));
        var service = ServiceDescriptorProto.newBuilder()
                .setName("Orders")
                .addMethod(MethodDescriptorProto.newBuilder()
                        .setName("Place")
                        .setInputType(".orders.v1.Order")
                        .setOutputType(".orders.v1.Order"));
        return FileDescriptorSet.newBuilder()
                .addFile(FileDescriptorProto.newBuilder()
                        .setName("orders.proto")
                        .setPackage("orders.v1")
                        .setSyntax("proto3")
                        .addMessageType(order)
                        .addService(service))
                .build()
                .toByteArray();
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setLabel(Label.LABEL_OPTIONAL)
                .setType(type);
    }

    private static Ruling call(Bench bench, TextOperation operation, Proto message) {
        var content = message.framed();
        bench.inspector.begin(operation);
        bench.inspector.open(Field.HTTP_BODY, Coding.IDENTITY, Media.GRPC);
        bench.chunk(content, 0, content.length);
        bench.inspector.close();
        var ruling = bench.inspector.decide(operation);
        bench.inspector.end();
        return ruling;
    }

    private static Bench bench() {
        return Bench.with(policy("Block", "Off"));
    }

    @Test
    void anEventNamesTheField() {
        // Given
        var message = Proto.message().message(3, Proto.message().string(1, ATTACK));
        try (var bench = bench()) {
            // When
            var ruling = call(bench, PLACE, message);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
            assertThat(bench.events())
                    .extracting(SecurityEvent::field, SecurityEvent::detail)
                    .containsExactly(tuple("grpc.string", "in field orders.v1.Order.note"));
        }
    }

    @Test
    void aMethodThatIsNotDescribedIsReadWithoutTypes() {
        // Given
        var message = Proto.message().message(3, Proto.message().string(1, ATTACK));
        try (var bench = bench()) {
            // When
            var ruling = call(bench, OTHER, message);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
            assertThat(bench.events()).extracting(SecurityEvent::detail).containsExactly("in field 3.1");
        }
    }

    @ParameterizedTest
    @CsvSource({"Block, Off, false", "Block, Report, false", "Report, Block, true", "Off, Block, true"})
    void aFieldMayHaveAnActionOfItsOwn(String everywhere, String inCardNumber, boolean denied) {
        // Given
        var message = Proto.message().string(2, CARD);
        try (var bench = Bench.with(policy(everywhere, inCardNumber))) {
            // When
            var ruling = call(bench, PLACE, message);
            // Then
            assertThat(ruling).isEqualTo(denied ? BY_CARD : Ruling.FORWARD);
            assertThat(bench.events()).hasSize(inCardNumber.equals("Off") ? 0 : 1);
            assertThat(bench.inspector.mayDeny(Field.HTTP_BODY)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"Report, Block", "Block, Report", "Block, Off"})
    void theGravestActionOfTwoFieldsCounts(String everywhere, String inCardNumber) {
        // Given
        var noteFirst = Proto.message().string(1, CARD).string(2, CARD);
        var cardFirst = Proto.message().string(2, CARD).string(1, CARD);
        for (var message : new Proto[] {noteFirst, cardFirst}) {
            try (var bench = Bench.with(policy(everywhere, inCardNumber))) {
                // When
                var ruling = call(bench, PLACE, message);
                // Then
                assertThat(ruling).isEqualTo(BY_CARD);
            }
        }
    }

    @Test
    void numbersThatSpellATextAreNotRead() {
        // Given
        var message = Proto.message().bytes(4, Bench.latin1(ATTACK));
        try (var bench = bench()) {
            // When
            var ruling = call(bench, PLACE, message);
            // Then
            assertThat(ruling).isEqualTo(Ruling.FORWARD);
        }
    }

    @Test
    void aStringThatLooksLikeAMessageIsKnownToBeAString() {
        // Given
        var message = Proto.message().bytes(1, Bench.latin1("union select\u0012\u0002ab"));
        try (var bench = bench()) {
            // When
            var ruling = call(bench, PLACE, message);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
        }
    }

    @ParameterizedTest
    @CsvSource({"3", "5", "99"})
    void whatTheTypesLeaveOpenIsGuessed(int number) {
        // Given
        var inside =
                Proto.message().message(number, Proto.message().varint(8, 1).string(7, ATTACK));
        var broken = Proto.message().bytes(number, Bench.latin1("\u0007" + ATTACK));
        for (var message : new Proto[] {inside, broken}) {
            try (var bench = bench()) {
                // When
                var ruling = call(bench, PLACE, message);
                // Then
                assertThat(ruling).isEqualTo(BY_UNION);
            }
        }
    }

    @Test
    void anActionOfAFieldHoldsAmongManyStrings() {
        // Given
        var message = Proto.message();
        for (var count = 0; count < 20_000; count++) {
            message.string(2, CARD);
        }
        try (var bench = bench()) {
            // When
            var ruling = call(bench, PLACE, message);
            // Then
            assertThat(ruling).isEqualTo(Ruling.FORWARD);
        }
    }
}
