package io.bulwark.signatures.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.signatures.NativeText;
import io.bulwark.signatures.memory.NativeBytes;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentViewTest {
    private static String text(PercentView view, int length) {
        var bytes = new byte[length];
        NativeBytes.copy(view.address(), bytes, 0, length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String decode(PercentView view, String raw, int... cuts) {
        view.begin();
        var out = new StringBuilder();
        try (var bytes = NativeText.of(raw)) {
            int from = 0;
            for (int cut : cuts) {
                out.append(text(view, view.feed(bytes.address() + from, cut - from)));
                from = cut;
            }
            out.append(text(view, view.feed(bytes.address() + from, bytes.length() - from)));
        }
        return out.append(text(view, view.end())).toString();
    }

    private static String decode(String raw) {
        try (var view = new PercentView()) {
            return decode(view, raw);
        }
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "plain,plain",
                "%41%42%43,ABC",
                "a+b,a b",
                "1%2B1,1+1",
                "%2e%2E%2f,../",
                "%252e%25252e,..",
                "%2525252e,%2e",
                "100%,100%",
                "%4,%4",
                "%zz%4g%%41,%zz%4g%A",
                "%u0041%U003c,A<",
                "%uff1cscript%uFF1E,<script>",
                "%u00e9,\u00c3\u00a9",
                "%u20ac,\u00e2\u0082\u00ac",
                "%u00,%u00",
                "%u12+4,%u12 4",
                "%%3431,C1",
                "%25%34%31,A",
                "a longer run of plain bytes %41 and on,a longer run of plain bytes A and on"
            })
    void decodes(String raw, String decoded) {
        assertThat(decode(raw)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id=1%20union%2bselect+%75%6eion",
                "%252e%252e%252f%u0041%u00e9%uff1c",
                "%%%41%%34%31%u%u1%u12%u123%u1234%",
                "%2%25%323%2525252525%25u0041",
                "%%3425%%34%%33%%25%33%34",
                "+++%2b%252b%25252b+"
            })
    void theSameBytesComeOutHoweverTheValueIsCut(String raw) {
        var whole = decode(raw);
        try (var view = new PercentView()) {
            for (int i = 0; i <= raw.length(); i++) {
                for (int j = i; j <= raw.length(); j++) {
                    assertThat(decode(view, raw, i, j))
                            .as("cut at %d and %d", i, j)
                            .isEqualTo(whole);
                }
            }
        }
    }

    @Test
    void randomEscapesByteByByteGiveTheSameBytes() {
        var random = RandomGenerator.of("L64X128MixRandom");
        var alphabet = "%%%%u0123456789abcdefF+z";
        try (var view = new PercentView()) {
            for (int round = 0; round < 500; round++) {
                var raw = new StringBuilder();
                for (int i = 0; i < 40; i++) {
                    raw.append(alphabet.charAt(random.nextInt(alphabet.length())));
                }
                var cuts = new int[raw.length()];
                for (int i = 0; i < cuts.length; i++) {
                    cuts[i] = i;
                }
                var text = raw.toString();
                assertThat(decode(view, text, cuts)).as(text).isEqualTo(decode(view, text));
            }
        }
    }

    @Test
    void saysWhetherAnythingChanged() {
        try (var view = new PercentView()) {
            decode(view, "plain 100% plain %zz");
            assertThat(view.changed()).isFalse();
            decode(view, "a+b");
            assertThat(view.changed()).isTrue();
            decode(view, "plain");
            assertThat(view.changed()).isFalse();
        }
    }

    @Test
    void aPieceNeverGivesMoreThanWasCarriedAndFed() {
        var decoder = new PercentDecoder(true);
        try (var first = NativeText.of("%u123");
                var second = NativeText.of("4");
                var out = NativeText.of("0123456789")) {
            assertThat(decoder.decode(first.address(), 5, out.address())).isZero();
            assertThat(decoder.decode(second.address(), 1, out.address())).isEqualTo(3);
            assertThat(decoder.decode(first.address(), 5, out.address())).isZero();
            assertThat(decoder.finish(out.address())).isEqualTo(PercentDecoder.MAX_CARRY);
        }
    }
}
