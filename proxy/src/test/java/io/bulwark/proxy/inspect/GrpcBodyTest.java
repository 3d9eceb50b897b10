package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bulwark.policy.Mode;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.event.Verdict;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Denial;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.testing.Proto;
import io.bulwark.signatures.Field;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcBodyTest {
    private static final Ruling BY_UNION = new Ruling.Deny(new Denial.BySignature("sqli-union"));
    private static final String ATTACK = "1' union select password from users";
    private static final byte[] CLEAN = Proto.message()
            .string(1, "5c5a8e4e-6c1c-4f5e-9a3e-0d7b1c2f3a4b")
            .varint(2, 1_732_401_360_123_456L)
            .message(3, Proto.message().string(1, "Main Street 1").string(2, "Springfield"))
            .bytes(4, (byte) 0, (byte) 0xFF, (byte) 0x80, (byte) 7, (byte) 0xFE)
            .string(5, "2024-11-23T22:36:00+00:00")
            .bytes();
    private static final byte[] EVIL = Proto.message()
            .varint(1, 4711)
            .string(2, "a fine day")
            .string(3, ATTACK)
            .bytes();

    private static Ruling troubled(Trouble trouble, String what) {
        return new Ruling.Deny(new Denial.ByTrouble(trouble, what));
    }

    private static byte[] framed(Coding coding, byte[] message) {
        return coding == Coding.IDENTITY ? Proto.frame(0, message) : Proto.frame(1, BodyTest.encode(coding, message));
    }

    @ParameterizedTest
    @EnumSource(
            value = Coding.class,
            names = {"IDENTITY", "GZIP", "DEFLATE", "ZSTD", "SNAPPY"})
    void anAttackInAMessageIsFoundHoweverItIsCut(Coding coding) {
        // Given
        var content = Proto.join(Proto.frame(0, CLEAN), framed(coding, EVIL), Proto.frame(0, CLEAN));
        try (var bench = Bench.enforcing()) {
            for (var cut = 0; cut <= content.length; cut++) {
                // When
                var ruling = bench.body(coding, Media.GRPC, content, cut % 3 != 0, cut);
                bench.inspector.end();
                // Then
                assertThat(ruling).as("cut at " + cut).isEqualTo(BY_UNION);
            }
            assertThat(bench.workbench.blocks().nativeBytes()).isLessThanOrEqualTo(Blocks.MAX_IDLE_BYTES);
            assertThat(bench.events())
                    .extracting(SecurityEvent::rule, SecurityEvent::field, SecurityEvent::detail)
                    .containsOnly(tuple("sqli-union", "grpc.string", "in field 3"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Coding.class,
            names = {"IDENTITY", "GZIP", "DEFLATE", "ZSTD", "SNAPPY"})
    void cleanMessagesStayCleanHoweverTheyAreCut(Coding coding) {
        // Given
        var content = Proto.join(framed(coding, CLEAN), Proto.frame(0), framed(coding, CLEAN));
        try (var bench = Bench.enforcing()) {
            for (var cut = 0; cut <= content.length; cut++) {
                // When
                var ruling = bench.body(coding, Media.GRPC, content, true, cut);
                bench.inspector.end();
                // Then
                assertThat(ruling).as("cut at " + cut).isEqualTo(Ruling.FORWARD);
            }
            assertThat(bench.events()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1%27%20UNION%0aselect 1", "union%2520%2573elect", "q=%31+union+select"})
    void aStringWithEscapesIsDecoded(String text) {
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(
                    Coding.IDENTITY, Media.GRPC, Proto.message().string(1, text).framed(), false);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
        }
    }

    @Test
    void aRulingCoversEveryCompleteMessage() {
        // Given
        var first = Proto.frame(0, EVIL);
        var content = Proto.join(first, Proto.frame(0, CLEAN));
        try (var bench = Bench.enforcing()) {
            bench.inspector.begin(Bench.GET);
            bench.inspector.open(Field.HTTP_BODY, Coding.IDENTITY, Media.GRPC);
            // When
            bench.chunk(content, 0, first.length - 1);
            var before = bench.inspector.decide(Bench.GET);
            bench.chunk(content, first.length - 1, first.length + 2);
            var after = bench.inspector.decide(Bench.GET);
            // Then
            assertThat(before).isEqualTo(Ruling.FORWARD);
            assertThat(after).isEqualTo(BY_UNION);
        }
    }

    @Test
    void messagesOfOneByteAPieceAreNotForcedIntoAStream() {
        // Given
        var content = Proto.frame(0, EVIL);
        try (var bench = Bench.enforcing()) {
            var cuts = IntStream.range(1, content.length).toArray();
            // When
            var ruling = bench.body(Coding.IDENTITY, Media.GRPC, content, true, cuts);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
            assertThat(bench.events()).extracting(SecurityEvent::field).containsExactly("grpc.string");
        }
    }

    @ParameterizedTest
    @CsvSource({"IDENTITY, 1048571", "IDENTITY, 1048580", "IDENTITY, 3000000", "GZIP, 3000000", "DEFLATE, 3000000"})
    void aLongMessageIsMatchedToo(Coding coding, int length) {
        // Given
        var padding = new byte[length];
        new Random(1).nextBytes(padding);
        var message = Proto.message().bytes(1, padding).string(2, ATTACK).bytes();
        var content = framed(coding, message);
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(coding, Media.GRPC, content, true, 3, 100, 70_000, content.length - 40);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
            assertThat(bench.workbench.blocks().nativeBytes()).isLessThanOrEqualTo(Blocks.MAX_IDLE_BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Coding.class,
            names = {"ZSTD", "SNAPPY"})
    void aLongMessageInACodingThatIsNotUnfoldedInPiecesIsBeyondTheLimit(Coding coding) {
        // Given
        var padding = new byte[2_000_000];
        new Random(1).nextBytes(padding);
        var content = framed(coding, padding);
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(coding, Media.GRPC, content, false, 70_000);
            // Then
            assertThat(ruling).isEqualTo(troubled(Trouble.LIMIT_EXCEEDED, "grpc.decoded-size"));
        }
    }

    @Test
    void whenNoBlockIsLeftAMessageIsMatchedAsAStream() {
        // Given
        var content = Proto.frame(0, EVIL);
        try (var bench = Bench.enforcing()) {
            while (bench.workbench.blocks().take(Blocks.LARGEST) != null) {}
            // When
            var ruling = bench.body(Coding.IDENTITY, Media.GRPC, content, true, 20, content.length - 12);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
            assertThat(bench.events()).extracting(SecurityEvent::field).containsExactly("http.body");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GRPC, 02",
        "GRPC, 80",
        "GRPC_WEB, 02",
        "GRPC_WEB, 40",
        "CONNECT, 80",
        "CONNECT, 04",
        "GRPC, 7b",
        "GRPC_JSON, ff"
    })
    void aPrefixThatNoReceiverTakesBreaksTheRules(Media media, String flags) {
        // Given
        var content = Proto.join(Proto.frame(0, CLEAN), Proto.frame(Integer.parseInt(flags, 16), CLEAN));
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(Coding.IDENTITY, media, content, false);
            // Then
            assertThat(ruling).isEqualTo(troubled(Trouble.PROTOCOL_VIOLATION, "grpc.invalid-frame"));
        }
    }

    @Test
    void aBodyThatIsNoRunOfMessagesIsMatchedAsItComes() {
        // Given
        var content = Bench.latin1("union select 1");
        try (var bench = Bench.enforcing()) {
            for (var cut = 0; cut <= content.length; cut++) {
                // When
                bench.body(Coding.IDENTITY, Media.GRPC, content, false, cut);
                bench.inspector.end();
            }
            // Then
            assertThat(bench.events().stream().filter(event -> event.rule().equals("sqli-union")))
                    .hasSize(content.length + 1);
        }
    }

    @Test
    void aBodyThatEndsInsideAMessageBreaksTheRulesAndIsMatched() {
        // Given
        var content = Proto.frame(0, EVIL);
        try (var bench = Bench.enforcing()) {
            for (var length = 1; length < content.length; length++) {
                // When
                var ruling = bench.body(Coding.IDENTITY, Media.GRPC, Arrays.copyOf(content, length), true, length / 2);
                bench.inspector.end();
                // Then
                assertThat(ruling).as("length " + length).isInstanceOf(Ruling.Deny.class);
            }
            assertThat(bench.events())
                    .extracting(SecurityEvent::rule)
                    .contains("grpc.truncated", "sqli-union")
                    .doesNotContain("grpc.invalid-frame");
        }
    }

    @Test
    void aBodyThatIsGivenUpInsideAMessageBreaksNoRule() {
        // Given
        var content = Proto.frame(0, CLEAN);
        try (var bench = Bench.enforcing()) {
            bench.inspector.begin(Bench.GET);
            bench.inspector.open(Field.HTTP_BODY, Coding.IDENTITY, Media.GRPC);
            bench.chunk(content, 0, content.length - 3);
            // When
            bench.inspector.end();
            // Then
            assertThat(bench.events()).isEmpty();
            assertThat(bench.workbench.blocks().nativeBytes()).isLessThanOrEqualTo(Blocks.MAX_IDLE_BYTES);
        }
    }

    @ParameterizedTest
    @CsvSource({"IDENTITY", "UNKNOWN"})
    void aCompressedMessageInNoKnownCodingIsUnreadable(Coding coding) {
        // Given
        var content = Proto.frame(1, Bench.latin1("whatever; id=1 union select 2"));
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(coding, Media.GRPC, content, false, 20);
            bench.inspector.end();
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
            assertThat(bench.events()).extracting(SecurityEvent::rule).contains("content-coding");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Coding.class,
            names = {"GZIP", "DEFLATE", "ZSTD", "SNAPPY"})
    void aMessageThatDoesNotUnfoldIsCountedAndMatchedAsItCame(Coding coding) {
        // Given
        var content = Proto.frame(1, Bench.latin1("\u00FFnothing of that kind"));
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(coding, Media.GRPC, content, false, 9);
            bench.inspector.end();
            // Then
            assertThat(ruling).isEqualTo(Ruling.FORWARD);
            assertThat(bench.scrape()).contains("bulwark_uninspected_bytes_total{reason=\"content-coding\"} 21");
        }
    }

    @ParameterizedTest
    @CsvSource({"GZIP", "DEFLATE", "ZSTD", "SNAPPY"})
    void aBombIsCutOffBeforeItUnfolds(Coding coding) {
        // Given
        var content = framed(coding, new byte[20_000_000]);
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(coding, Media.GRPC, content, false);
            // Then
            assertThat(ruling).isEqualTo(troubled(Trouble.LIMIT_EXCEEDED, "grpc.decoded-size"));
            assertThat(bench.workbench.unpacker().nativeBytes()).isLessThan(1_000_000);
        }
    }

    @Test
    void manySmallCompressedMessagesEachHaveTheWholeLimit() {
        // Given
        var one = framed(
                Coding.GZIP, Proto.message().string(1, "a".repeat(60_000)).bytes());
        var content = new byte[one.length * 200];
        for (var index = 0; index < 200; index++) {
            System.arraycopy(one, 0, content, index * one.length, one.length);
        }
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(Coding.GZIP, Media.GRPC, content, false);
            // Then
            assertThat(ruling).isEqualTo(Ruling.FORWARD);
        }
    }

    @Test
    void jsonMessagesAreReadAsJson() {
        // Given
        var content = Proto.frame(0, Bench.latin1("{\"q\":\"\\u0075nion\\n\\u0053elect\"}"));
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(Coding.IDENTITY, Media.GRPC_JSON, content, true, 7);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
            assertThat(bench.events()).extracting(SecurityEvent::field).containsExactly("http.body");
        }
    }

    @Test
    void theEndOfAConnectStreamIsReadAsJson() {
        // Given
        var end = Proto.frame(2, Bench.latin1("{\"error\":{\"message\":\"4111111111111111\"}}"));
        try (var bench = Bench.enforcing()) {
            bench.judging(FlowInfo.Side.INGRESS, Direction.TO_CLIENT);
            // When
            var ruling = response(bench, Media.CONNECT, Proto.join(Proto.frame(0, CLEAN), end));
            // Then
            assertThat(ruling).isEqualTo(new Ruling.Deny(new Denial.BySignature("dlp-card")));
        }
    }

    private static Ruling response(Bench bench, Media media, byte[] content) {
        bench.inspector.begin(Bench.GET);
        bench.inspector.open(Field.HTTP_RESPONSE_BODY, Coding.IDENTITY, media);
        bench.chunk(content, 0, content.length);
        bench.inspector.close();
        return bench.inspector.decide(Bench.GET);
    }

    @Test
    void stringsOfResponsesAreReadToo() {
        // Given
        var content = Proto.message().string(9, "pan 4111111111111111").framed();
        try (var bench = Bench.enforcing()) {
            bench.judging(FlowInfo.Side.INGRESS, Direction.TO_CLIENT);
            // When
            var ruling = response(bench, Media.GRPC, content);
            // Then
            assertThat(ruling).isEqualTo(new Ruling.Deny(new Denial.BySignature("dlp-card")));
            assertThat(bench.events())
                    .extracting(SecurityEvent::field, SecurityEvent::detail)
                    .containsExactly(tuple("grpc.response.string", "in field 9"));
        }
    }

    @Test
    void theTrailersOfGrpcWebAreReadAsHeaders() {
        // Given
        var trailers = Proto.frame(0x80, Bench.latin1("user-agent: nikto\r\nx-q: union%20select\r\n"));
        try (var bench = Bench.enforcing()) {
            // When
            var ruling =
                    bench.body(Coding.IDENTITY, Media.GRPC_WEB, Proto.join(Proto.frame(0, CLEAN), trailers), true, 99);
            bench.inspector.end();
            // Then
            assertThat(ruling).isInstanceOf(Ruling.Deny.class);
            assertThat(bench.events())
                    .extracting(SecurityEvent::rule, SecurityEvent::field)
                    .containsExactlyInAnyOrder(
                            tuple("scanner-agent", "http.header"), tuple("sqli-union", "http.header"));
        }
    }

    @Test
    void base64TextIsReadInWholeAndInPartsHoweverItIsCut() {
        // Given
        var encoder = Base64.getEncoder();
        var one = encoder.encode(Proto.join(Proto.frame(0, CLEAN), Proto.frame(0, EVIL)));
        var parts = Proto.join(encoder.encode(Proto.frame(0, CLEAN)), encoder.encode(Proto.frame(0, EVIL)));
        try (var bench = Bench.enforcing()) {
            for (var content : new byte[][] {one, parts}) {
                for (var cut = 0; cut <= content.length; cut++) {
                    // When
                    var ruling = bench.body(Coding.IDENTITY, Media.GRPC_WEB_TEXT, content, true, cut);
                    bench.inspector.end();
                    // Then
                    assertThat(ruling).as("cut at " + cut).isEqualTo(BY_UNION);
                }
            }
            assertThat(bench.events()).extracting(SecurityEvent::field).containsOnly("grpc.string");
        }
    }

    @Test
    void textThatIsNoBase64BreaksTheRulesAndIsMatchedAsItComes() {
        try (var bench = Bench.enforcing()) {
            // When
            bench.body(Coding.IDENTITY, Media.GRPC_WEB_TEXT, Bench.latin1("AAAA union select *"), false, 6);
            bench.inspector.end();
            // Then
            assertThat(bench.events())
                    .extracting(SecurityEvent::rule)
                    .containsExactlyInAnyOrder("grpc.invalid-frame", "sqli-union");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Coding.class,
            names = {"IDENTITY", "GZIP", "DEFLATE"})
    void aProtobufBodyIsOneMessage(Coding coding) {
        // Given
        var content = BodyTest.encode(coding, EVIL);
        try (var bench = Bench.enforcing()) {
            for (var cut = 0; cut <= content.length; cut++) {
                // When
                var ruling = bench.body(coding, Media.PROTOBUF, content, false, cut);
                bench.inspector.end();
                // Then
                assertThat(ruling).as("cut at " + cut).isEqualTo(BY_UNION);
            }
            assertThat(bench.events()).extracting(SecurityEvent::field).contains("grpc.string");
        }
    }

    @Test
    void aRulingInsideAProtobufBodyCoversWhatCame() {
        // Given
        var content =
                Proto.message().string(1, ATTACK).string(2, "more to come").bytes();
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(Coding.IDENTITY, Media.PROTOBUF, content, true, content.length - 4);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
            assertThat(bench.events()).extracting(SecurityEvent::field).containsExactly("http.body");
        }
    }

    @Test
    void whatStandsInTwoReadingsOfAValueCountsOnce() {
        // Given
        var inner = Proto.message().varint(9, 1).string(1, "id=1111;id=2222;");
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(
                    Coding.IDENTITY,
                    Media.GRPC,
                    Proto.message().message(1, inner).framed(),
                    false);
            // Then
            assertThat(ruling).isEqualTo(Ruling.FORWARD);
        }
    }

    @Test
    void aThresholdIsReachedOverTheStringsOfAMessage() {
        // Given
        var content = Proto.message()
                .string(1, "id=1111;")
                .string(1, "id=2222;")
                .string(1, "id=3333;")
                .framed();
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(Coding.IDENTITY, Media.GRPC, content, false);
            // Then
            assertThat(ruling).isEqualTo(new Ruling.Deny(new Denial.BySignature("bulk-ids")));
        }
    }

    @Test
    void whatIsNoProtobufIsOneString() {
        try (var bench = Bench.enforcing()) {
            // When
            var ruling =
                    bench.body(Coding.IDENTITY, Media.GRPC, Proto.frame(0, Bench.latin1("?q=%75nion select")), false);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
        }
    }

    @Test
    void anAttackBehindMoreStringsThanAreReadOneByOneIsFound() {
        // Given
        var text = "a parcel, as it were, and then one more";
        while (text.length() < 120) {
            text = "\n" + (char) text.length() + text;
        }
        var message = Proto.message();
        for (var count = 0; count < 1_000; count++) {
            message.string(1, text);
        }
        message.string(2, "q%3dunion%20select");
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(Coding.IDENTITY, Media.GRPC, message.framed(), false);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
            assertThat(bench.events()).extracting(SecurityEvent::detail).containsExactly("");
        }
    }

    @Test
    void anAttackThatLooksLikeAMessageOfNumbersIsFound() {
        // Given
        var content = Proto.message().bytes(1, Bench.latin1("union select")).framed();
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(Coding.IDENTITY, Media.GRPC, content, false);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
        }
    }

    @Test
    void anAttackInWhatLooksLikeAMessageWithBinaryBytesIsReported() {
        // Given
        var content = Proto.message()
                .bytes(1, Bench.latin1("union select\u0012\u0002ab"))
                .framed();
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(Coding.IDENTITY, Media.GRPC, content, false);
            // Then
            assertThat(ruling).isEqualTo(Ruling.FORWARD);
            assertThat(bench.events())
                    .extracting(SecurityEvent::rule, SecurityEvent::verdict, SecurityEvent::detail)
                    .containsExactly(tuple("sqli-union", Verdict.REPORTED, "in field 1"));
        }
    }

    @Test
    void aMatchThatTwoStringsMakeTogetherDeniesNothing() {
        // Given
        var inner = Proto.message().string(1, "a union").string(1, " select it");
        var content = Proto.message().message(1, inner).framed();
        assertThat(content).containsSequence(Bench.latin1("union\n\n select"));
        try (var bench = Bench.enforcing()) {
            // When
            bench.body(Coding.IDENTITY, Media.GRPC, content, false);
            bench.inspector.end();
            // Then
            assertThat(bench.events()).extracting(SecurityEvent::verdict).containsOnly(Verdict.REPORTED);
        }
    }

    @Test
    void aMessageWhoseMatcherFailsIsTroubleAndNotAViolation() {
        // Given
        try (var bench = Bench.with(new FailingMatcher(Bench.MATCHER), Bench.policy(Mode.ENFORCE))) {
            // When
            var ruling = bench.body(Coding.IDENTITY, Media.GRPC, Proto.frame(0, EVIL), false, 12);
            bench.inspector.end();
            // Then
            assertThat(ruling).isEqualTo(troubled(Trouble.MATCHER_FAILED, "matcher"));
            assertThat(bench.events()).extracting(SecurityEvent::rule).containsExactly("matcher");
        }
    }
}
