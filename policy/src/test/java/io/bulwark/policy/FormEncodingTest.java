package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormEncodingTest {

    @ParameterizedTest
    @CsvSource({"a b&c, a%20b%26c", "100%, 100%25", "ä, %c3%a4", "x-y_z.~, x-y_z.~"})
    void whatIsNotPlainIsCoded(String text, String coded) {
        assertThat(FormEncoding.encode(text)).isEqualTo(coded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b&c=d", "100% %zz +", "'\"<>\u0000\n", "😀"})
    void whatWasCodedIsReadBack(String text) {
        assertThat(FormEncoding.decode(FormEncoding.encode(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"a+b, a b", "100%, 100%", "%4, %4", "%zz, %zz", "%2541, %41"})
    void whatCodesNothingStandsForItself(String coded, String text) {
        assertThat(FormEncoding.decode(coded)).isEqualTo(text);
    }
}
