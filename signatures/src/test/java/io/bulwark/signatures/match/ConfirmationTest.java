package io.bulwark.signatures.match;

import static io.bulwark.signatures.TestSignatures.signature;
import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.signatures.Field;
import io.bulwark.signatures.NativeText;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.Transform;
import io.bulwark.signatures.View;
import io.bulwark.signatures.validate.Validator;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfirmationTest {
    private final Confirmation confirmation = new Confirmation();

    private boolean inValue(Signature signature, View view, String value, String upTo) {
        try (var text = NativeText.of(value)) {
            int end = value.indexOf(upTo) + upTo.length();
            return confirmation.inValue(signature, view, text.address(), text.length(), end);
        }
    }

    private static Signature inHeaders(String... headers) {
        return signature("h", "evil", Validator.NONE, 1, Set.of(), Set.of(headers), Field.HTTP_HEADER);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "User-Agent: evil^Host: a^, true",
                "user-agent:evil, true",
                "Host: a^USER-AGENT: x evil^, true",
                "Host: evil^User-Agent: a^, false",
                "X-User-Agent: evil^, false",
                "User-Agent-X: evil^, false",
                "Host: a^ evil^, false",
                "User-Agent: a^ evil^, true",
                "evil, false",
                "User-Agent evil, false"
            })
    void aMatchCountsOnlyInsideANamedHeader(String block, boolean confirmed) {
        var lines = block.replace("^", "\r\n");
        assertThat(inValue(inHeaders("user-agent", "referer"), View.RAW, lines, "evil"))
                .isEqualTo(confirmed);
    }

    @Test
    void aMatchThatTakesInTheLineEndBelongsToThatLine() {
        assertThat(inValue(inHeaders("user-agent"), View.RAW, "User-Agent: evil\r\nHost: a\r\n", "evil\r\n"))
                .isTrue();
    }

    @Test
    void aViewThatTheSignatureDoesNotReadIsNotConfirmed() {
        var raw = signature("raw", "evil", Field.HTTP_URI);
        var both = signature("both", "evil", Validator.NONE, 1, Set.of(Transform.PERCENT), Set.of(), Field.HTTP_URI);
        assertThat(inValue(raw, View.PERCENT, "evil", "evil")).isFalse();
        assertThat(inValue(raw, View.RAW, "evil", "evil")).isTrue();
        assertThat(inValue(both, View.PERCENT, "evil", "evil")).isTrue();
    }

    @Test
    void theNumberMustHold() {
        var card = signature("card", "\\d+", Validator.LUHN, 1, Set.of(), Set.of(), Field.HTTP_BODY);
        var far = "x".repeat(100) + " 4111111111111111";
        assertThat(inValue(card, View.RAW, far, "4111111111111111")).isTrue();
        assertThat(inValue(card, View.RAW, far, "411111111111111")).isFalse();
        assertThat(confirmation.inTail(
                        card, View.RAW, "4111111111111111".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 16))
                .isTrue();
    }

    @Test
    void anEndOutsideTheValueIsNoMatch() {
        try (var text = NativeText.of("abc")) {
            assertThat(confirmation.inValue(signature("a", "a", Field.HTTP_URI), View.RAW, text.address(), 3, 4))
                    .isFalse();
        }
    }
}
