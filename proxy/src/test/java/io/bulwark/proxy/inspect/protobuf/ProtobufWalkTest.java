package io.bulwark.proxy.inspect.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.testing.NativeBytes;
import io.bulwark.proxy.testing.Proto;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufWalkTest {
    private final ProtobufWalk walk = new ProtobufWalk();

    /** What was handed out, as {@code path: text}: with a tilde what was handed out before, with an equals sign messages. */
    private final List<String> strings = new ArrayList<>();

    private long handedOut;

    private Walked walk(byte[] message) {
        var memory = NativeBytes.of(message);
        var view = memory.view();
        return walk.walk(null, view.address(), view.length(), new Strings() {
            @Override
            public boolean string(long address, int length, boolean again) {
                return add(again ? "~" : "", address, length);
            }

            @Override
            public boolean message(long address, int length) {
                return add("=", address, length);
            }

            private boolean add(String mark, long address, int length) {
                var bytes = new byte[length];
                view.copyTo((int) (address - view.address()), bytes, 0, length);
                handedOut += length;
                return strings.add(mark + walk.path() + ": " + new String(bytes, StandardCharsets.ISO_8859_1));
            }
        });
    }

    private Walked walk(Proto message) {
        return walk(message.bytes());
    }

    @Test
    void everyStringIsHandedOutWithItsPlace() {
        // Given
        var address = Proto.message().string(1, "Main Street 1").string(2, "Springfield");
        var order = Proto.message()
                .varint(1, 4711)
                .string(2, "first note")
                .message(3, address)
                .fixed64(4, -1)
                .fixed32(5, 7)
                .group(6, Proto.message().string(1, "in a group"))
                .string(200_000, "last note");
        // When
        var walked = walk(order);
        // Then
        assertThat(walked).isEqualTo(Walked.COMPLETE);
        assertThat(strings)
                .containsExactly(
                        "2: first note",
                        "3.1: Main Street 1",
                        "3.2: Springfield",
                        "=3: \n\rMain Street 1\u0012\u000bSpringfield",
                        "6.1: in a group",
                        "200000: last note");
    }

    @Test
    void theOutermostOfNestedMessagesIsReadAgainAsAWhole() {
        // Given
        var inner = Proto.message().varint(1, 3).string(2, "inside");
        // When
        walk(Proto.message().message(1, Proto.message().varint(9, 1).message(2, inner)));
        // Then
        assertThat(strings).hasSize(2).first().isEqualTo("1.2.2: inside");
        assertThat(strings.getLast()).startsWith("=1: H\u0001\u0012").endsWith("inside");
    }

    @Test
    void aStringThatLooksLikeAMessageIsReadAsBoth() {
        // Given
        var text = "\nA" + "x".repeat(65);
        // When
        walk(Proto.message().varint(2, 1).string(1, text));
        // Then
        assertThat(strings).containsExactly("1: " + text, "~1.1: " + "x".repeat(65));
    }

    @Test
    void aWholeMessageOfTextIsReadAsAStringToo() {
        // Given
        var text = "\n!union select password from users;";
        // When
        var walked = walk(text.getBytes(StandardCharsets.ISO_8859_1));
        // Then
        assertThat(walked).isEqualTo(Walked.COMPLETE);
        assertThat(strings).containsExactly("0: " + text, "~1: " + text.substring(2));
    }

    @Test
    void numbersAreNoStringsEvenIfPacked() {
        // When
        var walked = walk(Proto.message()
                .varint(1, Long.MAX_VALUE)
                .packed(2, 3, 300, 70_000)
                .fixed64(3, 0x4142434445464748L));
        // Then
        assertThat(walked).isEqualTo(Walked.COMPLETE);
        assertThat(strings).noneMatch(text -> text.contains("HGFE"));
    }

    @Test
    void binaryBytesThatAreNoMessageAreHandedOut() {
        // When
        walk(Proto.message().bytes(1, (byte) 0xAC, (byte) 0xED, (byte) 0, (byte) 5, (byte) 's', (byte) 'r'));
        // Then
        assertThat(strings).containsExactly("1: \u00AC\u00ED\0\u0005sr");
    }

    @Test
    void stringsTooShortForAnySignatureAreLeftOut() {
        // When
        walk(Proto.message().string(1, "ab").string(2, "abc"));
        // Then
        assertThat(strings).containsExactly("2: abc");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, ProtobufWalk.MAX_DEPTH - 2, ProtobufWalk.MAX_DEPTH - 1, ProtobufWalk.MAX_DEPTH, 500})
    void aStringIsFoundHoweverDeepItLies(int depth) {
        // Given
        var message = Proto.message().string(1, "attack");
        for (var level = 1; level < depth; level++) {
            message = Proto.message().varint(2, 1).message(1, message);
        }
        // When
        var walked = walk(message);
        // Then
        assertThat(walked).isEqualTo(Walked.COMPLETE);
        assertThat(strings).anyMatch(text -> !text.startsWith("=") && text.contains("attack"));
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 32, 33, 2_000})
    void nestedGroupsHaveABound(int depth) {
        // Given
        var message = Proto.message().string(1, "attack");
        for (var level = 0; level < depth; level++) {
            message = Proto.message().group(1, message);
        }
        // When
        var walked = walk(message);
        // Then
        assertThat(walked)
                .isEqualTo(
                        depth < ProtobufWalk.MAX_DEPTH
                                ? Walked.COMPLETE
                                : depth == 32 ? Walked.CROWDED : Walked.NO_MESSAGE);
        assertThat(strings.isEmpty()).isEqualTo(depth >= ProtobufWalk.MAX_DEPTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00", // field number 0
                "08", // a varint that is not there
                "08 ffffffffffffffffffffff01", // a varint of eleven bytes and more
                "0a", // a length that is not there
                "0a 05 61626364", // a length beyond the end
                "0a ffffffff0f 61", // a length of four gigabytes
                "0d 616263", // three bytes of four
                "09 61626364656667", // seven bytes of eight
                "0b", // a group without an end
                "0c", // the end of a group that never began
                "0b 14", // another group's end
                "0e", // wire type 6
                "0f", // wire type 7
                "80 80 80 80 80 80 80 80 80 80 80 01" // a tag without end
            })
    void whatBreaksTheRulesIsNoMessage(String hex) {
        // When
        var walked = walk(HexFormat.of().parseHex(hex.replace(" ", "")));
        // Then
        assertThat(walked).isEqualTo(Walked.NO_MESSAGE);
        assertThat(strings).isEmpty();
    }

    @Test
    void aTagOfMoreBytesThanNeededIsReadLikeTheShortOne() {
        // When
        walk(HexFormat.of().parseHex("8a808080808080808000" + "84808080808080808000" + "61626364"));
        // Then
        assertThat(strings).containsExactly("1: abcd");
    }

    @Test
    void aLongListOfShortStringsIsHandedOutInFull() {
        // Given
        var message = Proto.message();
        for (var count = 0; count < 10_000; count++) {
            message.message(1, Proto.message().string(1, "abc").string(2, "xyz"));
        }
        // When
        var walked = walk(message);
        // Then
        assertThat(walked).isEqualTo(Walked.COMPLETE);
        assertThat(strings).hasSize(30_000);
    }

    @Test
    void anEmptyMessageHasNoStrings() {
        // When
        var walked = walk(Proto.message());
        // Then
        assertThat(walked).isEqualTo(Walked.COMPLETE);
        assertThat(strings).isEmpty();
    }

    @Test
    void textInsideTextIsHandedOutABoundedNumberOfTimes() {
        // Given
        var text = "union select password from users, please";
        while (text.length() < 120) {
            text = "\n" + (char) text.length() + text;
        }
        var message = Proto.message();
        for (var count = 0; count < 1_000; count++) {
            message.string(1, text);
        }
        var length = message.bytes().length;
        // When
        var walked = walk(message);
        // Then
        assertThat(walked).isEqualTo(Walked.CROWDED);
        assertThat(handedOut).isLessThanOrEqualTo(4L * length);
    }
}
