package io.bulwark.signatures.validate;

/** Payment card numbers of 13 to 19 digits, plain or in groups set off by single spaces or dashes. */
final class PaymentCard {
    private static final int MIN_DIGITS = 13;
    private static final int MAX_DIGITS = 19;
    private static final int FIRST_GROUP = 4;
    private static final int MIN_GROUP = 3;
    private static final int MAX_GROUP = 6;

    private PaymentCard() {}

    /*
     * Walks back digit by digit. Numbers in front may be set off by the same separator ("12 4111 1111 …"), so each
     * place where a card could start is tried, not only the farthest.
     */
    static boolean endsAt(byte[] window, int from, int to) {
        var digits = new byte[MAX_DIGITS];
        int count = 0;
        int group = 0;
        byte separator = 0;
        boolean goodGroups = true;
        for (int i = to - 1; i >= from && count < MAX_DIGITS; i--) {
            byte b = window[i];
            if (Text.isDigit(b)) {
                count++;
                group++;
                digits[MAX_DIGITS - count] = b;
                boolean whole = separator == 0 || (group == FIRST_GROUP && goodGroups);
                if (whole && count >= MIN_DIGITS && Text.startsWord(window, from, i) && isCard(digits, count)) {
                    return true;
                }
            } else if ((b == ' ' || b == '-') && group > 0 && (separator == 0 || separator == b)) {
                separator = b;
                goodGroups &= group >= MIN_GROUP && group <= MAX_GROUP;
                group = 0;
            } else {
                return false;
            }
        }
        return false;
    }

    private static boolean isCard(byte[] digits, int count) {
        int first = MAX_DIGITS - count;
        return hasIssuer(Text.number(digits, first, first + 6), count)
                && passesLuhn(digits, first)
                && !allSame(digits, first);
    }

    private static boolean hasIssuer(int six, int count) {
        int two = six / 10_000;
        int three = six / 1_000;
        int four = six / 100;
        boolean long16 = count >= 16;
        if (two / 10 == 4) {
            return count == 13 || count == 16 || count == 19;
        }
        if (within(two, 51, 55) || within(four, 2221, 2720)) {
            return count == 16;
        }
        if (two == 34 || two == 37) {
            return count == 15;
        }
        if (within(four, 3528, 3589)) {
            return long16;
        }
        if (within(three, 300, 305) || four == 3095 || two == 36 || two == 38 || two == 39) {
            return count >= 14;
        }
        boolean discover = four == 6011 || within(three, 644, 649) || two == 65;
        boolean unionPay = two == 62;
        return (discover || unionPay) && long16;
    }

    private static boolean within(int prefix, int first, int last) {
        return prefix >= first && prefix <= last;
    }

    private static boolean passesLuhn(byte[] digits, int first) {
        int sum = 0;
        for (int i = MAX_DIGITS - 1; i >= first; i--) {
            int digit = digits[i] - '0';
            if ((MAX_DIGITS - 1 - i) % 2 == 1) {
                digit = digit > 4 ? digit * 2 - 9 : digit * 2;
            }
            sum += digit;
        }
        return sum % 10 == 0;
    }

    private static boolean allSame(byte[] digits, int first) {
        for (int i = first + 1; i < MAX_DIGITS; i++) {
            if (digits[i] != digits[first]) {
                return false;
            }
        }
        return true;
    }
}
