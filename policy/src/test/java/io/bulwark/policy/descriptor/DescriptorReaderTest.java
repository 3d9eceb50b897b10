package io.bulwark.policy.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ApiProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.StructProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorReaderTest {

    static List<FileDescriptor> bundledFiles() {
        return List.of(
                DescriptorProtos.getDescriptor(), StructProto.getDescriptor().getFile(), ApiProto.getDescriptor());
    }

    @ParameterizedTest
    @MethodSource("bundledFiles")
    void aFileIsReadAsTheProtobufLibraryReadsIt(FileDescriptor file) {
        // Given
        List<ProtoMessage> expected = new ArrayList<>();
        file.getMessageTypes().forEach(message -> addAll(message, expected));
        // When
        var read = parsed(set(file.toProto())).getFirst();
        // Then
        assertThat(read.name()).isEqualTo(file.getName());
        assertThat(read.messages()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static void addAll(Descriptor message, List<ProtoMessage> to) {
        var fields = message.getFields().stream()
                .map(field -> new ProtoField(
                        field.getFullName(),
                        field.getNumber(),
                        kind(field),
                        field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                                ? field.getMessageType().getFullName()
                                : ""))
                .toList();
        to.add(new ProtoMessage(message.getFullName(), fields));
        message.getNestedTypes().forEach(nested -> addAll(nested, to));
    }

    private static Kind kind(FieldDescriptor field) {
        return switch (field.getType()) {
            case STRING -> Kind.STRING;
            case BYTES -> Kind.BYTES;
            case MESSAGE -> Kind.MESSAGE;
            case GROUP -> Kind.GROUP;
            default -> field.isPackable() ? Kind.PACKABLE : Kind.OTHER;
        };
    }

    @ParameterizedTest
    @EnumSource(FieldDescriptorProto.Type.class)
    void everyTypeHasAKind(FieldDescriptorProto.Type type) {
        // Given
        var field = field("f", 7, type).setLabel(Label.LABEL_REPEATED);
        // When
        var read = parsed(set(file(message("M").addField(field)))).getFirst();
        // Then
        var kind = switch (type) {
            case TYPE_STRING -> Kind.STRING;
            case TYPE_BYTES -> Kind.BYTES;
            case TYPE_MESSAGE -> Kind.MESSAGE;
            case TYPE_GROUP -> Kind.GROUP;
            default -> Kind.PACKABLE;
        };
        assertThat(read.messages().getFirst().fields())
                .extracting(ProtoField::kind)
                .containsExactly(kind);
    }

    @Test
    void methodsAreKnownByTheirPath() {
        // Given
        var service = ServiceDescriptorProto.newBuilder()
                .setName("Orders")
                .addMethod(MethodDescriptorProto.newBuilder()
                        .setName("Place")
                        .setInputType(".orders.v1.Order")
                        .setOutputType(".orders.v1.Receipt"));
        // When
        var read = parsed(set(file().addService(service).build())).getFirst();
        // Then
        assertThat(read.methods())
                .containsExactly(new ProtoMethod("/orders.v1.Orders/Place", "orders.v1.Order", "orders.v1.Receipt"));
    }

    @Test
    void extensionsBelongToTheScopeInWhichTheyAreDeclared() {
        // Given
        var inner = field("inner", 100, FieldDescriptorProto.Type.TYPE_STRING).setExtendee(".orders.v1.Order");
        var outer = field("outer", 101, FieldDescriptorProto.Type.TYPE_BYTES).setExtendee(".orders.v1.Order");
        // When
        var read = parsed(set(file().addMessageType(message("M").addExtension(inner))
                        .addExtension(outer)
                        .build()))
                .getFirst();
        // Then
        assertThat(read.extensions())
                .containsExactlyInAnyOrder(
                        new ProtoExtension(
                                "orders.v1.Order", new ProtoField("orders.v1.M.inner", 100, Kind.STRING, "")),
                        new ProtoExtension("orders.v1.Order", new ProtoField("orders.v1.outer", 101, Kind.BYTES, "")));
    }

    @Test
    void aPackageThatComesAfterItsMessagesNamesThemAllTheSame() {
        // Given
        var late =
                FileDescriptorProto.newBuilder().setPackage("late.v1").build().toByteArray();
        var early = FileDescriptorProto.newBuilder()
                .addMessageType(message("M"))
                .build()
                .toByteArray();
        // When
        var read = parsed(wrapped(1, joined(early, late))).getFirst();
        // Then
        assertThat(read.messages()).extracting(ProtoMessage::name).containsExactly("late.v1.M");
    }

    @Test
    void aSetThatIsCutOffAnywhereNeverThrowsAndIsNeverTakenForMore() {
        // Given
        var whole = set(DescriptorProtos.getDescriptor().toProto());
        var wholeMessages = parsed(whole).getFirst().messages().size();
        for (int length = 0; length < whole.length; length++) {
            // When
            var parse = new DescriptorReader().read(Arrays.copyOf(whole, length));
            // Then
            assertThat(parse).isInstanceOf(DescriptorParse.Refused.class);
        }
        assertThat(wholeMessages).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aDamagedSetNeverThrows(int seed) {
        var random = new Random(seed);
        var whole = set(DescriptorProtos.getDescriptor().toProto());
        for (int round = 0; round < 2_000; round++) {
            // Given
            var damaged = whole.clone();
            for (int n = 1 + random.nextInt(5); n > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            // When
            var parse = new DescriptorReader().read(damaged);
            // Then
            if (parse instanceof DescriptorParse.Refused(var why)) {
                assertThat(why).isNotEmpty().hasSizeLessThan(400).matches("[ -~]*");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; is no descriptor set: it describes nothing",
                "1000; is no descriptor set: it describes nothing",
                "0a; is no descriptor set: it ends inside a field, at byte 1",
                "0a02; is no descriptor set: it has a field that is longer than what it is in, at byte 2",
                "0aff; is no descriptor set: it ends inside a field, at byte 2",
                "0affffffff0f; is no descriptor set: it has a field that is longer than what it is in, at byte 6",
                "0affffffffffffffffff0f; is no descriptor set: it has a field that is longer than what it is in, at byte 11",
                "0affffffffffffffffffff01; is no descriptor set: it has a number that is too long, at byte 11",
                "0b0c; is no descriptor set: it has a field of a kind that descriptor sets do not have, at byte 1",
                "0e; is no descriptor set: it has a field of a kind that descriptor sets do not have, at byte 1",
                "0200; is no descriptor set: it has a field without a number, at byte 1",
                "8080808080010a; is no descriptor set: it has a field without a number, at byte 6",
                "0801; is no descriptor set: it has a field of another kind than descriptor sets have there, at byte 2",
                "0a022200; declares something in \"\" whose name is none",
            })
    void whatIsNoSetIsRefusedWithTheReason(String hex, String why) {
        // When
        var parse = new DescriptorReader().read(java.util.HexFormat.of().parseHex(hex));
        // Then
        assertThat(parse).isEqualTo(new DescriptorParse.Refused(why));
    }

    static Stream<Object[]> wrongFiles() {
        return Stream.of(
                new Object[] {
                    file(message("M").addField(field("f", 0, FieldDescriptorProto.Type.TYPE_STRING))),
                    "has a field orders.v1.M.f whose number is not 1..536870911"
                },
                new Object[] {
                    file(message("M").addField(field("f", 536_870_912, FieldDescriptorProto.Type.TYPE_STRING))),
                    "has a field orders.v1.M.f whose number is not 1..536870911"
                },
                new Object[] {
                    file(message("M")
                            .addField(FieldDescriptorProto.newBuilder()
                                    .setName("f")
                                    .setNumber(1))),
                    "has a field orders.v1.M.f without a known type"
                },
                new Object[] {file(message("M\n")), "declares something in \"orders.v1\" whose name is none"},
                new Object[] {file(message("M".repeat(129))), "declares something in \"orders.v1\" whose name is none"},
                new Object[] {
                    file(message("M")
                            .addField(field("f", 1, FieldDescriptorProto.Type.TYPE_MESSAGE)
                                    .setTypeName("Relative"))),
                    "has a reference that is no full name"
                },
                new Object[] {file().setPackage("a..b").build(), "has a file or a package whose name is none"});
    }

    @ParameterizedTest
    @MethodSource("wrongFiles")
    void whatNoCompilerWritesIsRefusedWithTheReason(FileDescriptorProto file, String why) {
        // When
        var parse = new DescriptorReader().read(set(file));
        // Then
        assertThat(parse).isEqualTo(new DescriptorParse.Refused(why));
    }

    @Test
    void messagesMayBeDeclaredUpToADepth() {
        // When
        var deepest = new DescriptorReader().read(set(file(nested(DescriptorReader.MAX_DEPTH))));
        var tooDeep = new DescriptorReader().read(set(file(nested(DescriptorReader.MAX_DEPTH + 1))));
        // Then
        assertThat(deepest).isInstanceOf(DescriptorParse.Parsed.class);
        assertThat(tooDeep)
                .isEqualTo(new DescriptorParse.Refused("declares messages inside messages more than 32 deep"));
    }

    @Test
    void messagesNestedInOneByteEachDoNotExhaustTheStack() {
        // Given
        var message = new byte[0];
        for (int depth = 0; depth < 3_000; depth++) {
            message = wrapped(3, message);
        }
        // When
        var parse = new DescriptorReader().read(wrapped(1, wrapped(4, message)));
        // Then
        assertThat(parse).isInstanceOf(DescriptorParse.Refused.class);
    }

    @Test
    void messagesFieldsAndMethodsAreCountedOverAllSets() {
        // Given
        var reader = new DescriptorReader();
        var many = message("M");
        for (int number = 1; number <= DescriptorReader.MAX_FIELDS; number++) {
            many.addField(field("f" + number, number, FieldDescriptorProto.Type.TYPE_STRING));
        }
        var one = message("N").addField(field("f", 1, FieldDescriptorProto.Type.TYPE_STRING));
        // When
        var atTheLimit = reader.read(set(file(many)));
        var onePast = reader.read(set(file(one)));
        // Then
        assertThat(atTheLimit).isInstanceOf(DescriptorParse.Parsed.class);
        assertThat(onePast)
                .isEqualTo(new DescriptorParse.Refused(
                        "is too large: descriptor sets may describe at most 50000 fields together"));
    }

    @Test
    void aSetOfTooManyMessagesIsRefused() {
        // Given
        var file = file();
        for (int i = 0; i <= DescriptorReader.MAX_MESSAGES; i++) {
            file.addMessageType(message("M" + i));
        }
        // When
        var parse = new DescriptorReader().read(set(file.build()));
        // Then
        assertThat(parse)
                .isEqualTo(new DescriptorParse.Refused(
                        "is too large: descriptor sets may describe at most 10000 messages together"));
    }

    @Test
    void aSetOfTooManyMethodsIsRefused() {
        // Given
        var service = ServiceDescriptorProto.newBuilder().setName("S");
        for (int i = 0; i <= DescriptorReader.MAX_METHODS; i++) {
            service.addMethod(MethodDescriptorProto.newBuilder().setName("m" + i));
        }
        // When
        var parse = new DescriptorReader().read(set(file().addService(service).build()));
        // Then
        assertThat(parse)
                .isEqualTo(new DescriptorParse.Refused(
                        "is too large: descriptor sets may describe at most 10000 methods together"));
    }

    @Test
    void aSetOfTooManyFilesIsRefused() {
        // Given
        var set = FileDescriptorSet.newBuilder();
        for (int i = 0; i <= DescriptorReader.MAX_FILES; i++) {
            set.addFile(FileDescriptorProto.newBuilder());
        }
        // When
        var parse = new DescriptorReader().read(set.build().toByteArray());
        // Then
        assertThat(parse)
                .isEqualTo(new DescriptorParse.Refused(
                        "is too large: descriptor sets may describe at most 5000 files together"));
    }

    private static DescriptorProto.Builder nested(int depth) {
        var message = message("M" + depth);
        for (int level = depth - 1; level > 0; level--) {
            message = message("M" + level).addNestedType(message);
        }
        return message;
    }

    private static List<ProtoFile> parsed(byte[] set) {
        return switch (new DescriptorReader().read(set)) {
            case DescriptorParse.Parsed(var files) -> files;
            case DescriptorParse.Refused(var why) -> throw new AssertionError(why);
        };
    }

    private static byte[] set(FileDescriptorProto file) {
        return FileDescriptorSet.newBuilder().addFile(file).build().toByteArray();
    }

    private static FileDescriptorProto.Builder file() {
        return FileDescriptorProto.newBuilder().setName("orders.proto").setPackage("orders.v1");
    }

    private static FileDescriptorProto file(DescriptorProto.Builder message) {
        return file().addMessageType(message).build();
    }

    private static DescriptorProto.Builder message(String name) {
        return DescriptorProto.newBuilder().setName(name);
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(Label.LABEL_OPTIONAL);
    }

    /** The bytes as a field of a message. */
    private static byte[] wrapped(int number, byte[] content) {
        var length = new byte[5];
        int size = 0;
        for (int left = content.length; ; left >>>= 7) {
            length[size++] = (byte) (left > 0x7f ? (left & 0x7f) | 0x80 : left);
            if (left <= 0x7f) {
                break;
            }
        }
        return joined(new byte[] {(byte) ((number << 3) | 2)}, Arrays.copyOf(length, size), content);
    }

    private static byte[] joined(byte[]... parts) {
        var all = new byte[Stream.of(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
