package io.bulwark.policy;

/** The coding of names and values in queries: plus for space, percent and two hexadecimal digits for a byte. */
final class FormText {

    private FormText() {}

    /** Decodes {@code bytes[from..to)} into the scratch; false when the result is longer than {@code max}. */
    static boolean decode(Bytes bytes, int from, int to, int max, Scratch into) {
        into.clear();
        for (int i = from; i < to; i++) {
            byte next = bytes.get(i);
            if (next == '+') {
                next = ' ';
            } else if (next == '%' && i + 2 < to) {
                int high = Character.digit(bytes.get(i + 1), 16);
                int low = Character.digit(bytes.get(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    next = (byte) (high << 4 | low);
                    i += 2;
                }
            }
            if (into.length() >= max) {
                return false;
            }
            into.add(next);
        }
        return true;
    }
}
