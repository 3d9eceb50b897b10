package io.bulwark.proxy.protocol.http;

import io.bulwark.proxy.stream.ByteView;

/** The normal form of a request's path, as policy compares it. */
public final class PathNormaliser {
    /*
     * Percent-escapes are decoded once. Those of "/", "\", NUL and "%" stay as they are (in upper case): a server may or may not
     * take %2F for a separator, and the two must not look alike to policy. Then empty segments go, then "." and "..",
     * both spelt plainly or escaped. What is no proper escape stays. The result is never longer than the path.
     */
    private static final byte[] DIGITS = Octets.ascii("0123456789ABCDEF");

    private PathNormaliser() {}

    /** Writes the normal form of {@code from..to-1} to {@code out}; an empty path is {@code /}. */
    public static void normalise(ByteView head, int from, int to, CopiedBytes out) {
        if (from == to) {
            out.clear();
            out.add((byte) '/');
        } else if (isNormal(head, from, to)) {
            out.set(head, from, to - from);
        } else {
            rewrite(head, from, to, out);
        }
    }

    private static boolean isNormal(ByteView head, int from, int to) {
        var separator = false;
        for (var index = from; index < to; index++) {
            var value = head.get(index);
            if (value == '%' || (separator && (value == '/' || value == '.'))) {
                return false;
            }
            separator = value == '/';
        }
        return true;
    }

    private static void rewrite(ByteView head, int from, int to, CopiedBytes out) {
        out.clear();
        out.reserve(to - from);
        var index = from;
        while (index < to) {
            var value = head.get(index);
            var escaped = value == '%' ? escape(head, index, to) : -1;
            if (escaped >= 0) {
                addDecoded(out, escaped);
                index += 3;
                continue;
            }
            if (value == '/') {
                endSegment(out);
            }
            if (value != '/' || out.length() == 0 || out.get(out.length() - 1) != '/') {
                out.add(value);
            }
            index++;
        }
        endSegment(out);
    }

    /** The byte that the escape at {@code index} stands for, or -1 if it is none. */
    private static int escape(ByteView head, int index, int to) {
        if (index + 2 >= to) {
            return -1;
        }
        var high = Octets.hex(head.get(index + 1));
        var low = Octets.hex(head.get(index + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static void addDecoded(CopiedBytes out, int value) {
        if (value == '/' || value == '\\' || value == '%' || value == 0) {
            out.add((byte) '%');
            out.add(DIGITS[value >> 4]);
            out.add(DIGITS[value & 0xF]);
        } else {
            out.add((byte) value);
        }
    }

    /** Takes away the last segment if it is {@code .}, and the one before it as well if it is {@code ..}. */
    private static void endSegment(CopiedBytes out) {
        var end = out.length();
        if (end >= 2 && out.get(end - 1) == '.' && out.get(end - 2) == '/') {
            out.cutTo(end - 1);
        } else if (end >= 3 && out.get(end - 1) == '.' && out.get(end - 2) == '.' && out.get(end - 3) == '/') {
            var parent = end - 3;
            while (parent > 0 && out.get(parent - 1) != '/') {
                parent--;
            }
            out.cutTo(Math.max(1, parent));
        }
    }
}
