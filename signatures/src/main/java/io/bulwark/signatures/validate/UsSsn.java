package io.bulwark.signatures.validate;

/** Social security numbers of the United States, plain or as 3-2-4 digits with dashes or spaces. */
final class UsSsn {
    private static final int DIGITS = 9;
    private static final int SEPARATED = 11;
    /* Sold with wallets in 1938, used by thousands, and so voided. */
    private static final int WALLET = 78_05_1120;

    private UsSsn() {}

    static boolean endsAt(byte[] window, int from, int to) {
        return separated(window, from, to) || plain(window, from, to);
    }

    private static boolean plain(byte[] window, int from, int to) {
        int start = to - DIGITS;
        return start >= from
                && Text.startsWord(window, from, start)
                && digits(window, start, to)
                && issued(Text.number(window, start, to));
    }

    private static boolean separated(byte[] window, int from, int to) {
        int start = to - SEPARATED;
        if (start < from || !Text.startsWord(window, from, start)) {
            return false;
        }
        byte separator = window[start + 3];
        if ((separator != '-' && separator != ' ') || window[start + 6] != separator) {
            return false;
        }
        boolean digits =
                digits(window, start, start + 3) && digits(window, start + 4, start + 6) && digits(window, to - 4, to);
        return digits
                && issued(Text.number(window, start, start + 3) * 1_000_000
                        + Text.number(window, start + 4, start + 6) * 10_000
                        + Text.number(window, to - 4, to));
    }

    private static boolean digits(byte[] window, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Text.isDigit(window[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean issued(int number) {
        int area = number / 1_000_000;
        int group = number / 10_000 % 100;
        int serial = number % 10_000;
        boolean possible = area != 0 && area != 666 && area < 900 && group != 0 && serial != 0;
        return possible && number != WALLET;
    }
}
