package io.bulwark.proxy.proof;

/** What peers have sent, made harmless for a terminal. */
final class Printables {
    private static final int MAX = 400;

    private Printables() {}

    /** One line of printable ASCII, the rest escaped, cut when it is long. */
    static String line(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length() && out.length() < MAX; i++) {
            char next = text.charAt(i);
            if (next >= 0x20 && next < 0x7f) {
                out.append(next);
            } else {
                out.append("\\u%04x".formatted((int) next));
            }
        }
        return out.length() < MAX ? out.toString() : out + "...";
    }
}
