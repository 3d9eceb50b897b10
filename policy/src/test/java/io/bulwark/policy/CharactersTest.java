package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Sets of characters: what texts have of them, how they are written, and that joining them is a join. */
class CharactersTest {
    private final Random chance = new Random(20_261_126L);

    private static Characters of(String text) {
        return Characters.of(Policies.bytes(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2026|DIGITS|``|false",
                "2026-11-26|DIGITS|-|true",
                "c0ffee|HEX|``|false",
                "kaber_12.pdf|ALPHANUMERIC|._|true",
                "../../etc/passwd|ALPHANUMERIC|./|false",
                "k.b~c-d_e|WORD|``|true",
                "10:15,k@b+c/d=-_.~|TOKEN|``|false",
                "Ö|UNICODE|``|false",
                "Zürich West|UNICODE|` `|true",
                "it's|ALPHANUMERIC|'|true"
            })
    void aTextHasTheNarrowestSet(String text, CharacterSet base, String also, boolean apart) {
        // When
        var set = of(text);
        // Then
        assertThat(set.base()).isEqualTo(base);
        assertThat(set.also()).isEqualTo(also);
        assertThat(set.signsApart()).isEqualTo(apart);
    }

    @Test
    void controlsComeWithEverythingElse() {
        // When
        var set = of("a\u0000");
        // Then
        assertThat(set).isEqualTo(Characters.ANY);
        assertThat(set.withSignsApart()).isEqualTo(Characters.ANY);
    }

    @ParameterizedTest
    @EnumSource(CharacterSet.class)
    void aNamedSetIsItsWordAlone(CharacterSet named) {
        // When
        var set = Characters.of(named);
        // Then
        assertThat(set.base()).isEqualTo(named);
        assertThat(set.also()).isEmpty();
        assertThat(set.signsApart()).isFalse();
    }

    @RepeatedTest(200)
    void whatAnyTextHasIsWrittenAndReadBack() {
        // Given
        var some = of(text());
        var others = of(text());
        // When
        var both = some.and(others);
        // Then
        var read = Characters.of(both.base()).with(both.also());
        assertThat(both.signsApart() ? read.withSignsApart() : read).isEqualTo(both);
        assertThat(others.and(some)).isEqualTo(both);
        assertThat(both.and(some)).isEqualTo(both);
        assertThat(both.covers(some)).isTrue();
        assertThat(both.covers(others)).isTrue();
    }

    private String text() {
        var text = new StringBuilder();
        for (int i = chance.nextInt(6); i > 0; i--) {
            text.append((char) (chance.nextInt(20) == 0 ? 'é' : 0x20 + chance.nextInt(0x5F)));
        }
        return text.toString();
    }
}
