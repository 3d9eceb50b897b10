package io.bulwark.signatures.validate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** An exact check of the text that ends where a candidate ended. */
public enum Validator {
    /** Every candidate holds. */
    NONE,
    /** A payment card number: known issuer and length, plausible grouping, Luhn's check digit. */
    LUHN,
    /** An international bank account number: known country and length, check digits modulo 97. */
    IBAN,
    /** A resident identity number of China: region, date of birth, check character. */
    CN_RESIDENT_ID,
    /** A social security number of the United States that can have been issued. */
    US_SSN;

    /** The longest text that a check walks back over, with separators and the bytes before it. */
    public static final int MAX_WINDOW = 64;

    /**
     * Whether what is looked for ends at index {@code to} of the window. One byte that is neither letter nor digit may
     * follow it inside the window, for patterns that end with a delimiter. Nothing before {@code from} is read.
     */
    public boolean valid(byte[] window, int from, int to) {
        int end = Text.withoutDelimiter(window, from, to);
        return switch (this) {
            case NONE -> true;
            case LUHN -> PaymentCard.endsAt(window, from, end);
            case IBAN -> Iban.endsAt(window, from, end);
            case CN_RESIDENT_ID -> CnResidentId.endsAt(window, from, end);
            case US_SSN -> UsSsn.endsAt(window, from, end);
        };
    }

    /** The name in catalogues. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Validator> of(String id) {
        return Arrays.stream(values())
                .filter(validator -> validator != NONE && validator.id().equals(id))
                .findFirst();
    }

    /** Every name that a catalogue may use, for messages. */
    public static String allowed() {
        return Arrays.stream(values())
                .filter(validator -> validator != NONE)
                .map(Validator::id)
                .collect(Collectors.joining(", "));
    }
}
