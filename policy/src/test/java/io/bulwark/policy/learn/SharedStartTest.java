package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What values in one place have in common at their beginnings. */
class SharedStartTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "cus-17,cus-42,cus-",
                "cus-17,cut-42,cu",
                "cus-17,ord-42,``",
                "cus-17,cus,cus",
                "2026-01,2026-02,``",
                "über-1,über-2,``",
                "abcdefghijklmnopqrstuvwxyz-1,abcdefghijklmnopqrstuvwxyz-2,abcdefghijklmnopqrstuvwx"
            })
    void isOfLettersAndSignsThatAllHave(String one, String other, String start) {
        // When
        var both = new ValueSketch();
        for (var value : new String[] {one, other, one}) {
            var _ = both.add(new Text(value), 0, new Text(value).length(), 1);
        }
        // Then
        assertThat(both.values().start()).isEqualTo(start);
        assertThat(Values.of(one, 1).join(Values.of(other, 1)).start()).isEqualTo(start);
        assertThat(Values.NONE.join(both.values())).isEqualTo(both.values());
        assertThat(both.values().join(Values.NONE)).isEqualTo(both.values());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "cus-,cus-",
                "Practitioner/a,Practitioner/",
                "http://,http://",
                "cus,``",
                "-,``",
                "a-,``",
                "Nov-,``",
                "logs-monday.,``",
                "logs-mondays.,logs-mondays."
            })
    void othersAreAskedForItsWordsUnlessTheyAreNamesOfATime(String start, String words) {
        assertThat(SharedStart.words(start)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"cus-,true", "cus-1,false", "ü,false", "abcdefghijklmnopqrstuvwxy,false"})
    void aTextThatIsNoneIsKnown(String text, boolean one) {
        assertThat(SharedStart.isOne(text)).isEqualTo(one);
    }
}
