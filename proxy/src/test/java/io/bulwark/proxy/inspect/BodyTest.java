package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.v3.snappy.SnappyFramedOutputStream;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Denial;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {
    private static final Ruling BY_UNION = new Ruling.Deny(new Denial.BySignature("sqli-union"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IDENTITY | FORM  | a=1&pan=4111111111111111&q=1%2520uni%6fn+%0aSELECT&z=%",
                "IDENTITY | JSON  | {\"a\":\"\\u0075nion\\n\\u0053elect\",\"c\":\"\\u0034111111111111111\"}",
                "IDENTITY | OTHER | id=1111;id=2222;id=3333; union%20select",
                "IDENTITY | XML   | <a>4111111111111111</a><b>union select</b>",
                "IDENTITY | XML   | <a>411111111111111&#49;</a><b c='&x;uni&#x0006F;n&#0032;sele&#99;t'/>",
                "GZIP     | FORM  | a=1&pan=4111111111111111&q=1%2520uni%6fn+%0aSELECT&z=%",
                "DEFLATE  | JSON  | {\"a\":\"\\u0075nion\\n\\u0053elect\",\"c\":\"4111111111111111\"}",
            })
    void everyCutOfABodyGivesTheSameFindings(Coding coding, Media media, String text) {
        // Given
        var content = encode(coding, Bench.latin1(text));
        try (var whole = Bench.enforcing()) {
            whole.body(coding, media, content, false);
            whole.inspector.end();
            var expected = rules(whole);
            assertThat(expected).hasSize(2).contains("sqli-union");
            for (var cut = 0; cut <= content.length; cut++) {
                try (var bench = Bench.enforcing()) {
                    // When
                    var ruling = bench.body(coding, media, content, cut % 3 != 0, cut);
                    bench.inspector.end();
                    // Then
                    assertThat(ruling).isInstanceOf(Ruling.Deny.class);
                    assertThat(rules(bench)).as("cut at " + cut).isEqualTo(expected);
                }
            }
        }
    }

    private static Set<String> rules(Bench bench) {
        return bench.events().stream().map(SecurityEvent::rule).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"id=1111;id=2222;", "id=1111;id=2222;id=333;"})
    void aThresholdThatIsNotReachedIsNoFinding(String text) {
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(Coding.IDENTITY, Media.FORM, Bench.latin1(text), false);
            // Then
            assertThat(ruling).isEqualTo(Ruling.FORWARD);
        }
    }

    @Test
    void aBodyThatOutgrowsTheSlotIsStillReadAcrossItsPieces() {
        try (var bench = Bench.enforcing()) {
            // Given
            var text = "x".repeat(Slots.SLOT_BYTES - 5) + "%75nion%20" + "select" + "y".repeat(70_000);
            // When
            var ruling = bench.body(Coding.IDENTITY, Media.FORM, Bench.latin1(text), false, 8_000, 8_190, 8_199);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
        }
    }

    /* 9,000 bytes outgrow the slot, 100,000 what is held; 1,448 is what a segment carries. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IDENTITY | JSON  | \\u0075nion\\n\\u0053elect",
                "IDENTITY | FORM  | uni%6fn+%0aSELECT",
                "IDENTITY | FORM  | %2575nion%2520s%2565lect",
                "IDENTITY | OTHER | %252575nion%20sele%2563t",
                "IDENTITY | XML   | union select",
                "IDENTITY | XML   | uni&#111;n&#x20;sel&#x65;ct",
                "GZIP     | XML   | uni&#111;n&#x20;sel&#x65;ct",
                "GZIP     | JSON  | \\u0075nion\\n\\u0053elect",
                "GZIP     | FORM  | %2575nion%2520s%2565lect",
                "DEFLATE  | JSON  | union sele\\u0063t",
                "DEFLATE  | FORM  | uni%6fn+%0aSELECT",
            })
    void anAttackIsFoundAtAnyPlaceOfALargeBodyHoweverThatIsCut(Coding coding, Media media, String attack) {
        for (var size : List.of(9_000, 100_000)) {
            for (var place : List.of(0, size / 2, size)) {
                // Given
                var text = letters(place) + attack + letters(size - place);
                var content = encode(coding, Bench.latin1(text));
                var cuts = new TreeSet<Integer>();
                IntStream.iterate(1_448, at -> at < content.length, at -> at + 1_448)
                        .forEach(cuts::add);
                var from = (int) ((long) place * content.length / text.length());
                for (var cut = from; cut < Math.min(content.length, from + attack.length()); cut += 3) {
                    for (var eager : List.of(true, false)) {
                        try (var bench = Bench.enforcing()) {
                            cuts.add(cut);
                            // When
                            var ruling = bench.body(coding, media, content, eager, ints(cuts));
                            // Then
                            assertThat(ruling)
                                    .as("%d at %d, cut at %d", size, place, cut)
                                    .isEqualTo(BY_UNION);
                        }
                    }
                }
            }
        }
    }

    private static int[] ints(Collection<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Text that hardly compresses, and is the same each time. */
    private static String letters(int count) {
        var random = new Random(count);
        var text = new StringBuilder(count);
        for (var index = 0; index < count; index++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    /* The gap is longer than any buffer of the inspection, and there is no escape before its end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IDENTITY | JSON  | {\"a\":\"union{gap}\\u0073elect\"}        | sqli-union",
                "IDENTITY | FORM  | q=union{gap}%73elect                     | sqli-union",
                "IDENTITY | FORM  | q=union+{gap}%2573elect                  | sqli-union",
                "IDENTITY | OTHER | q=union{gap}%252573elect                 | sqli-union",
                "IDENTITY | XML   | <a>union{gap}&#115;elect</a>               | sqli-union",
                "GZIP     | JSON  | {\"a\":\"union{gap}\\u0073elect\"}        | sqli-union",
                "DEFLATE  | FORM  | q=union{gap}%73elect                     | sqli-union",
                "IDENTITY | FORM  | id=1111;id=2222;{gap}id=333%33;          | bulk-ids",
                "IDENTITY | JSON  | {\"a\":\"id=1111;id=2222;{gap}\\u0069d=3333;\"} | bulk-ids",
            })
    void aMatchMayBeginLongBeforeTheFirstEscape(Coding coding, Media media, String text, String rule) {
        try (var bench = Bench.enforcing()) {
            // Given
            var content = encode(coding, Bench.latin1(text.replace("{gap}", " ".repeat(40_000))));
            var half = content.length / 2;
            // When
            var ruling = bench.body(coding, media, content, false, half, half + 1);
            // Then
            assertThat(ruling).isEqualTo(new Ruling.Deny(new Denial.BySignature(rule)));
        }
    }

    @Test
    void bareDeflateDataIsReadWhereZlibIsPromised() {
        try (var bench = Bench.enforcing()) {
            // Given
            var content = deflate(Bench.latin1("q=union select"), true);
            // When
            var ruling = bench.body(Coding.DEFLATE, Media.FORM, content, false, 1, 2, 3);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
        }
    }

    @Test
    void laterGzipMembersAreReadToo() {
        try (var bench = Bench.enforcing()) {
            // Given
            var out = new ByteArrayOutputStream();
            out.writeBytes(encode(Coding.GZIP, Bench.latin1("q=union ")));
            out.writeBytes(encode(Coding.GZIP, Bench.latin1("select")));
            // When
            var ruling = bench.body(Coding.GZIP, Media.XML, out.toByteArray(), false, 30);
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
        }
    }

    @Test
    void aBodyThatOnlyClaimsToBeCompressedIsReadAsItCame() {
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(Coding.GZIP, Media.FORM, Bench.latin1("q=union+select"), false, 4);
            bench.inspector.end();
            // Then
            assertThat(ruling).isEqualTo(BY_UNION);
            assertThat(rules(bench)).containsExactlyInAnyOrder("sqli-union", "content-coding");
        }
    }

    @ParameterizedTest
    @CsvSource({"GZIP, not gzip at all", "UNKNOWN, anything"})
    void unreadableCodingsFollowTheFailureTableAndAreCounted(Coding coding, String text) {
        try (var bench = Bench.enforcing()) {
            // When
            var ruling = bench.body(coding, Media.OTHER, Bench.latin1(text), false);
            bench.inspector.end();
            // Then
            assertThat(ruling).isEqualTo(Ruling.FORWARD);
            assertThat(bench.scrape())
                    .contains("bulwark_uninspected_bytes_total{reason=\"content-coding\"} " + text.length())
                    .contains("bulwark_troubles_total{trouble=\"Unreadable\",outcome=\"forwarded\"} 1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000_000, 20_000_000})
    void aBombIsCutOffBeforeItUnfolds(int size) {
        try (var bench = Bench.enforcing()) {
            // Given
            var content = encode(Coding.GZIP, new byte[size]);
            // When
            var ruling = bench.body(Coding.GZIP, Media.JSON, content, false);
            // Then
            assertThat(ruling)
                    .isEqualTo(new Ruling.Deny(new Denial.ByTrouble(Trouble.LIMIT_EXCEEDED, "http.decoded-size")));
        }
    }

    static byte[] encode(Coding coding, byte[] content) {
        return switch (coding) {
            case GZIP -> gzip(content);
            case DEFLATE -> deflate(content, false);
            case ZSTD -> zstd(content);
            case SNAPPY -> snappy(content);
            case IDENTITY, UNKNOWN -> content;
        };
    }

    private static byte[] zstd(byte[] content) {
        var compressor = new ZstdJavaCompressor();
        var out = new byte[compressor.maxCompressedLength(content.length)];
        return Arrays.copyOf(out, compressor.compress(content, 0, content.length, out, 0, out.length));
    }

    /** In the framing format, as Go's encoder writes it. */
    private static byte[] snappy(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var snappy = new SnappyFramedOutputStream(new SnappyJavaCompressor(), out)) {
            snappy.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] content, boolean bare) {
        try (var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, bare)) {
            deflater.setInput(content);
            deflater.finish();
            var out = new byte[content.length + content.length / 100 + 64];
            var length = deflater.deflate(out);
            return Arrays.copyOf(out, length);
        }
    }
}
