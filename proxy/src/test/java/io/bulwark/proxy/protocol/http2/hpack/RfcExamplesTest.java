package io.bulwark.proxy.protocol.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7541 appendix C: each block whole, cut at every place, and a byte at a time. */
class RfcExamplesTest {
    /** A block, the fields that it stands for, and what the dynamic table holds behind it, the newest entry first. */
    record Step(String hex, List<String> fields, List<String> table) {
        private static Step of(String hex, String fields, String table) {
            return new Step(hex, fields.lines().toList(), table.lines().toList());
        }

        private byte[] block() {
            return Reader.hex(hex);
        }
    }

    private static final String FIRST_REQUEST = """
            :method: GET
            :scheme: http
            :path: /
            :authority: www.example.com
            """;
    private static final String SECOND_REQUEST = FIRST_REQUEST + "cache-control: no-cache\n";
    private static final String THIRD_REQUEST = """
            :method: GET
            :scheme: https
            :path: /index.html
            :authority: www.example.com
            custom-key: custom-value
            """;
    private static final String FIRST_REQUEST_TABLE = ":authority: www.example.com\n";
    private static final String SECOND_REQUEST_TABLE = "cache-control: no-cache\n" + FIRST_REQUEST_TABLE;
    private static final String THIRD_REQUEST_TABLE = "custom-key: custom-value\n" + SECOND_REQUEST_TABLE;

    private static final String FIRST_RESPONSE = """
            :status: 302
            cache-control: private
            date: Mon, 21 Oct 2013 20:13:21 GMT
            location: https://www.example.com
            """;
    private static final String SECOND_RESPONSE = FIRST_RESPONSE.replace("302", "307");
    private static final String COOKIE = "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1\n";
    private static final String THIRD_RESPONSE = """
            :status: 200
            cache-control: private
            date: Mon, 21 Oct 2013 20:13:22 GMT
            location: https://www.example.com
            content-encoding: gzip
            """ + COOKIE;
    private static final String FIRST_RESPONSE_TABLE = """
            location: https://www.example.com
            date: Mon, 21 Oct 2013 20:13:21 GMT
            cache-control: private
            :status: 302
            """;
    private static final String SECOND_RESPONSE_TABLE = """
            :status: 307
            location: https://www.example.com
            date: Mon, 21 Oct 2013 20:13:21 GMT
            cache-control: private
            """;
    private static final String THIRD_RESPONSE_TABLE = COOKIE + """
            content-encoding: gzip
            date: Mon, 21 Oct 2013 20:13:22 GMT
            """;

    /** The responses are for a table of 256 bytes, which a size update before the first one makes. */
    private static final String TABLE_OF_256 = "3fe101";

    static Stream<Named<List<Step>>> examples() {
        return Stream.of(
                Named.of(
                        "C.2.1 literal with indexing",
                        List.of(Step.of("""
                        400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572
                        """, "custom-key: custom-header", "custom-key: custom-header"))),
                Named.of("C.2.2 literal without indexing", List.of(Step.of("""
                        040c 2f73 616d 706c 652f 7061 7468
                        """, ":path: /sample/path", ""))),
                Named.of("C.2.3 literal never indexed", List.of(Step.of("""
                        1008 7061 7373 776f 7264 0673 6563 7265 74
                        """, "password: secret", ""))),
                Named.of("C.2.4 indexed field", List.of(Step.of("82", ":method: GET", ""))),
                Named.of(
                        "C.3 requests",
                        List.of(
                                Step.of(
                                        "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
                                        FIRST_REQUEST,
                                        FIRST_REQUEST_TABLE),
                                Step.of("8286 84be 5808 6e6f 2d63 6163 6865", SECOND_REQUEST, SECOND_REQUEST_TABLE),
                                Step.of(
                                        "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
                                        THIRD_REQUEST,
                                        THIRD_REQUEST_TABLE))),
                Named.of(
                        "C.4 requests, Huffman-coded",
                        List.of(
                                Step.of(
                                        "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
                                        FIRST_REQUEST,
                                        FIRST_REQUEST_TABLE),
                                Step.of("8286 84be 5886 a8eb 1064 9cbf", SECOND_REQUEST, SECOND_REQUEST_TABLE),
                                Step.of(
                                        "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
                                        THIRD_REQUEST,
                                        THIRD_REQUEST_TABLE))),
                Named.of(
                        "C.5 responses with evictions",
                        List.of(
                                Step.of(TABLE_OF_256 + """
                                4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133
                                2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70
                                6c65 2e63 6f6d
                                """, FIRST_RESPONSE, FIRST_RESPONSE_TABLE),
                                Step.of("4803 3330 37c1 c0bf", SECOND_RESPONSE, SECOND_RESPONSE_TABLE),
                                Step.of("""
                                88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d
                                54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049
                                5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e
                                3d31
                                """, THIRD_RESPONSE, THIRD_RESPONSE_TABLE))),
                Named.of(
                        "C.6 responses with evictions, Huffman-coded",
                        List.of(
                                Step.of(TABLE_OF_256 + """
                                4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6
                                2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3
                                """, FIRST_RESPONSE, FIRST_RESPONSE_TABLE),
                                Step.of("4883 640e ffc1 c0bf", SECOND_RESPONSE, SECOND_RESPONSE_TABLE),
                                Step.of("""
                                88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab
                                77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f
                                9587 3160 65c0 03ed 4ee5 b106 3d50 07
                                """, THIRD_RESPONSE, THIRD_RESPONSE_TABLE))));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void wholeBlocksAreDecoded(List<Step> steps) {
        play(steps, (reader, step) -> reader.read(step.block()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void blocksAreDecodedByteByByte(List<Step> steps) {
        play(steps, (reader, step) -> reader.readBytes(step.block()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void blocksAreDecodedWhereverTheyAreCut(List<Step> steps) {
        for (var cutStep : steps) {
            for (var cut = 0; cut <= cutStep.block().length; cut++) {
                var at = cut;
                play(steps, (reader, step) -> reader.read(step.block(), step.equals(cutStep) ? at : 0));
            }
        }
    }

    private static void play(List<Step> steps, BiConsumer<Reader, Step> read) {
        // Given
        var reader = new Reader();
        for (var step : steps) {
            // When
            read.accept(reader, step);
            // Then
            assertThat(reader.decoder.end()).isNull();
            assertThat(reader.fields()).isEqualTo(step.fields);
            assertThat(reader.lines()).isEqualTo(String.join("\r\n", step.fields) + "\r\n");
            assertThat(reader.table()).isEqualTo(step.table);
        }
    }

    /** C.1.1 and C.1.2: 10 and 1337 behind a prefix of 5 bits, as table sizes; C.1.3, 42 at the start of a byte, as an index. */
    @Test
    void integersAreDecoded() {
        // Given
        var reader = new Reader();
        // When
        var fault = reader.read("2a 3f9a0a aa");
        // Then
        assertThat(fault).isNull();
        assertThat(reader.decoder.smallestSizeUpdate()).isEqualTo(10);
        assertThat(reader.decoder.lastSizeUpdate()).isEqualTo(1337);
        assertThat(reader.fields()).containsExactly("if-range: ");
    }

    @Test
    void onlyTheFieldThatIsNeverIndexedIsSensitive() {
        // Given
        var reader = new Reader();
        // When
        reader.read("82 1008 7061 7373 776f 7264 0673 6563 7265 74 040c 2f73 616d 706c 652f 7061 7468");
        // Then
        assertThat(IntStream.range(0, 3).mapToObj(reader.text::sensitive)).containsExactly(false, true, false);
    }

    @Test
    void everyEntryOfTheStaticTableHasItsIndex() {
        // Given
        var reader = new Reader();
        var block = new byte[StaticTable.LAST];
        for (var index = 1; index <= StaticTable.LAST; index++) {
            block[index - 1] = (byte) (0x80 + index);
        }
        // When
        var fault = reader.read(block);
        // Then
        assertThat(fault).isNull();
        assertThat(reader.fields())
                .hasSize(61)
                .startsWith(":authority: ", ":method: GET")
                .endsWith("www-authenticate: ");
    }
}
