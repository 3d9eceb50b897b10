package io.bulwark.policy.learn;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Names under which people send what nobody else may read. Values of such names are measured, and never kept. */
final class SecretNames {
    private static final List<String> WORDS = List.of(
            "passw",
            "passphrase",
            "passcode",
            "pwd",
            "secret",
            "token",
            "credential",
            "apikey",
            "accesskey",
            "privatekey",
            "signature",
            "session",
            "cookie",
            "jwt",
            "otp",
            "cvv",
            "cvc",
            "cardnumber",
            "iban",
            "ssn");

    private SecretNames() {}

    /** Whether a name has one of the words in it, however it is written: {@code apiKey}, {@code api_key}, {@code login.api-key}. */
    static boolean has(byte[] name) {
        var letters = new StringBuilder(name.length);
        for (char character : new String(name, StandardCharsets.UTF_8).toCharArray()) {
            if (Character.isLetterOrDigit(character)) {
                letters.append(character);
            }
        }
        var plain = letters.toString().toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(plain::contains);
    }
}
