package io.bulwark.signatures.validate;

/** ASCII questions about bytes of a window. */
final class Text {
    private Text() {}

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean isLetter(byte b) {
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    static boolean isWord(byte b) {
        return isDigit(b) || isLetter(b) || b == '_';
    }

    static int upper(byte b) {
        return b >= 'a' && b <= 'z' ? b - 32 : b;
    }

    static int withoutDelimiter(byte[] window, int from, int to) {
        return to > from && !isWord(window[to - 1]) ? to - 1 : to;
    }

    /** Whether a number may start here: not inside a word, nor after the point of a decimal fraction. */
    static boolean startsWord(byte[] window, int from, int start) {
        if (start <= from) {
            return true;
        }
        byte before = window[start - 1];
        boolean more = start - 1 > from;
        if (before == 'n' || before == 'r' || before == 't') {
            /* The end of an escape such as \n in a JSON string. */
            return more && window[start - 2] == '\\';
        }
        if (before == '.') {
            return !(more && isDigit(window[start - 2]));
        }
        return !isWord(before);
    }

    /** The digits of a range as a number; the caller has looked that they are digits, nine at most. */
    static int number(byte[] digits, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + digits[i] - '0';
        }
        return number;
    }
}
