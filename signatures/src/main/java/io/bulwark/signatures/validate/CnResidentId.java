package io.bulwark.signatures.validate;

/** Resident identity numbers of China (GB 11643-1999): region, date of birth, serial, check character. */
final class CnResidentId {
    private static final int LENGTH = 18;
    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECKS = "10X98765432";
    private static final String PROVINCES =
            " 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 ";
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2049;

    private CnResidentId() {}

    static boolean endsAt(byte[] window, int from, int to) {
        int start = to - LENGTH;
        if (start < from || !Text.startsWord(window, from, start)) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < LENGTH - 1; i++) {
            byte digit = window[start + i];
            if (!Text.isDigit(digit)) {
                return false;
            }
            sum += (digit - '0') * WEIGHTS[i];
        }
        return Text.upper(window[to - 1]) == CHECKS.charAt(sum % 11)
                && PROVINCES.contains(" " + Text.number(window, start, start + 2) + " ")
                && isDate(
                        Text.number(window, start + 6, start + 10),
                        Text.number(window, start + 10, start + 12),
                        Text.number(window, start + 12, start + 14));
    }

    private static boolean isDate(int year, int month, int day) {
        if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) {
            return false;
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int days = switch (month) {
            case 2 -> leap ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
        return day <= days;
    }
}
