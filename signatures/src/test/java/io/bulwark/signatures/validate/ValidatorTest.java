package io.bulwark.signatures.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidatorTest {
    private static boolean valid(Validator validator, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return validator.valid(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111", // Visa
                "4222222222222", // Visa, 13 digits
                "5555555555554444", // Mastercard
                "2223003122003222", // Mastercard, 2-series
                "378282246310005", // American Express
                "6011111111111117", // Discover
                "3530111333300000", // JCB
                "30569309025904", // Diners Club
                "6200000000000005", // UnionPay
                "4111 1111 1111 1111",
                "4111-1111-1111-1111",
                "3782 822463 10005",
                "card=4111111111111111",
                "card: 4111111111111111;",
                "{\\\"note\\\":\\\"a\\n4111111111111111",
                "12 4111 1111 1111 1111",
                "1,4111111111111111"
            })
    void acceptsCards(String text) {
        assertThat(valid(Validator.LUHN, text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111112", // check digit
                "411111111111111", // length of no Visa
                "9111111111111111", // no issuer
                "0000000000000000",
                "34111111111111111", // inside a longer number
                "00000000004111111111111111", // inside a much longer number
                "0.4111111111111111", // a fraction
                "id_4111111111111111",
                "x4111111111111111",
                "4111  1111 1111 1111",
                "4111-1111 1111-1111",
                "41 11111111111111",
                "4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1",
                "4111111111111111--",
                "411111111111",
                "",
                " ",
                "-"
            })
    void refusesWhatIsNoCard(String text) {
        assertThat(valid(Validator.LUHN, text)).isFalse();
    }

    @Test
    void readsNothingBeforeTheWindow() {
        var bytes = "94111111111111111".getBytes(StandardCharsets.UTF_8);
        assertThat(Validator.LUHN.valid(bytes, 1, bytes.length)).isTrue();
        assertThat(Validator.LUHN.valid(bytes, 0, bytes.length)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GB82WEST12345698765432",
                "GB82 WEST 1234 5698 7654 32",
                "de89370400440532013000",
                "NO9386011117947",
                "MT84MALT011000012345MTLCAST001S",
                "iban: FR1420041010050500013M02606",
                "to NL91 ABNA 0417 1643 00."
            })
    void acceptsBankAccounts(String text) {
        assertThat(valid(Validator.IBAN, text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GB82WEST12345698765433",
                "GB82WEST1234569876543",
                "XX82WEST12345698765432",
                "GB82 WE ST12 3456 9876 5432",
                "AGB82WEST12345698765432",
                "GB82  WEST 1234 5698 7654 32",
                "GB82",
                ""
            })
    void refusesWhatIsNoBankAccount(String text) {
        assertThat(valid(Validator.IBAN, text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"11010519491231002X", "11010519491231002x", "440524188001010014", "id=11010519491231002X&"})
    void acceptsResidentIdsByTheirCheckCharacter(String text) {
        assertThat(valid(Validator.CN_RESIDENT_ID, text)).isEqualTo(!text.startsWith("44052418"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "110105194912310021",
                "110105194913310029",
                "110105194902300021",
                "11010519491231002",
                "1110105194912310 2X",
                "911010519491231002X",
                "10010519491231002X",
                "XXXXXXXXXXXXXXXXXX",
                ""
            })
    void refusesWhatIsNoResidentId(String text) {
        assertThat(valid(Validator.CN_RESIDENT_ID, text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"123-45-6789", "123 45 6789", "123456789", "ssn:001-01-0001", "899-99-9999,"})
    void acceptsSocialSecurityNumbers(String text) {
        assertThat(valid(Validator.US_SSN, text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000-45-6789",
                "666-45-6789",
                "900-45-6789",
                "123-00-6789",
                "123-45-0000",
                "078-05-1120",
                "123-45 6789",
                "1123-45-6789",
                "1123456789",
                "12345678",
                "123-45-67x9",
                ""
            })
    void refusesWhatWasNeverASocialSecurityNumber(String text) {
        assertThat(valid(Validator.US_SSN, text)).isFalse();
    }

    @Test
    void everyNameLeadsToItsValidator() {
        for (var validator : Validator.values()) {
            assertThat(Validator.of(validator.id()).isPresent()).isEqualTo(validator != Validator.NONE);
        }
        assertThat(Validator.allowed()).isEqualTo("luhn, iban, cn-resident-id, us-ssn");
    }
}
