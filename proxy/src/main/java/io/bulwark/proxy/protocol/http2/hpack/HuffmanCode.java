package io.bulwark.proxy.protocol.http2.hpack;

import java.util.Arrays;

/** The Huffman code of HPACK (RFC 7541 appendix B), as tables to decode with. */
final class HuffmanCode {
    /*
     * The code is canonical: codes of one length are consecutive numbers in the order of their symbols, and those of the next
     * length go on from there. So the lengths are all that needs to be written down. A table finds the codes of up to 8 bits,
     * which all letters and digits have; longer ones are found by comparing with the last code of each length.
     */
    static final int END_OF_STRING = 256;
    static final int SHORTEST = 5;
    static final int LONGEST = 30;

    private static final String LENGTHS = """
            13 23 28 28 28 28 28 28 28 24 30 28 28 30 28 28 28 28 28 28 28 28 30 28 28 28 28 28 28 28 28 28
             6 10 10 12 13  6  8 11 10 10  8 11  8  6  6  6  5  5  5  6  6  6  6  6  6  6  7  8 15  6 12 10
            13  6  7  7  7  7  7  7  7  7  7  7  7  7  7  7  7  7  7  7  7  7  7  7  8  7  8 13 19 13 14  6
            15  5  6  5  6  5  6  6  6  5  7  7  6  6  6  5  6  7  6  5  5  6  7  7  7  7  7 15 11 14 13 28
            20 22 20 20 22 22 22 23 22 23 23 23 23 23 24 23 24 24 22 23 24 23 23 23 23 21 22 23 22 23 23 24
            22 21 20 22 22 23 23 21 23 22 22 24 21 22 23 23 21 21 22 21 23 22 23 23 20 22 22 22 23 22 22 23
            26 26 20 19 22 23 22 25 26 26 26 27 27 26 24 25 19 21 26 27 27 26 27 24 21 21 26 26 28 27 27 27
            20 24 20 21 22 21 21 23 22 22 25 25 24 24 26 23 26 27 26 26 27 27 27 27 27 28 27 27 27 27 27 26
            30
            """;

    private static final int SHORT_BITS = 8;
    private static final int LENGTH_BITS = 5;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    /** For each first byte of a code the symbol and its length; 0 where the code is longer. */
    private static final short[] SHORT = new short[1 << SHORT_BITS];

    /** Enough for every code; codes of more than {@link #SHORT_BITS} are compared at the left of so many bits. */
    private static final int WINDOW_BITS = 32;

    /** For each length where its codes end, at the left of a window. */
    private static final long[] ENDS = new long[LONGEST + 1];

    /** For each length how far the codes are from the places of their symbols. */
    private static final int[] SHIFTS = new int[LONGEST + 1];

    private static final short[] SYMBOLS = new short[END_OF_STRING + 1];

    static {
        var lengths = Arrays.stream(LENGTHS.trim().split("\\s+"))
                .mapToInt(Integer::parseInt)
                .toArray();
        var code = 0;
        var place = 0;
        for (var length = SHORTEST; length <= LONGEST; length++) {
            SHIFTS[length] = place - code;
            for (var symbol = 0; symbol <= END_OF_STRING; symbol++) {
                if (lengths[symbol] == length) {
                    SYMBOLS[place++] = (short) symbol;
                    addShort(symbol, code++, length);
                }
            }
            ENDS[length] = (long) code << (WINDOW_BITS - length);
            code <<= 1;
        }
    }

    private HuffmanCode() {}

    private static void addShort(int symbol, int code, int length) {
        if (length <= SHORT_BITS) {
            var from = code << (SHORT_BITS - length);
            var to = (code + 1) << (SHORT_BITS - length);
            Arrays.fill(SHORT, from, to, (short) entry(symbol, length));
        }
    }

    private static int entry(int symbol, int length) {
        return symbol << LENGTH_BITS | length;
    }

    /** What the code at the left of {@code bits} stands for: {@link #symbol} and {@link #length} take it apart. */
    static int find(long bits) {
        var found = SHORT[(int) (bits >>> (Long.SIZE - SHORT_BITS))];
        return found != 0 ? found : findLong(bits >>> (Long.SIZE - WINDOW_BITS));
    }

    private static int findLong(long window) {
        var length = SHORT_BITS + 1;
        while (window >= ENDS[length]) {
            length++;
        }
        var code = (int) (window >>> (WINDOW_BITS - length));
        return entry(SYMBOLS[code + SHIFTS[length]], length);
    }

    static int symbol(int found) {
        return found >>> LENGTH_BITS;
    }

    static int length(int found) {
        return found & LENGTH_MASK;
    }
}
