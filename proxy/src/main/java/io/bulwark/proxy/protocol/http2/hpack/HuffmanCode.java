package io.bulwark.proxy.protocol.http2.hpack;

import java.util.Arrays;

/** The Huffman code of HPACK (RFC 7541 appendix B), as tables to decode with. */
final class HuffmanCode {
    /*
     * The code is canonical: codes of one length are consecutive numbers in the order of their symbols, and those of the next
     * length go on from there. So the lengths are all that needs to be written down.
     *
     * Letters and digits have 5 to 7 bits. A table that is asked with 12 bits mostly knows two symbols at once, and always one
     * whose code is no longer than that; rare symbols are found by comparing with the last code of each length.
     */
    static final int END_OF_STRING = 256;
    static final int SHORTEST = 5;
    static final int LONGEST = 30;

    /** How many bits {@link #pair} looks at. */
    static final int PAIR_BITS = 12;

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

    private static final int LENGTH_BITS = 5;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;
    private static final int COUNT_BITS = 2;
    private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;
    private static final int SECOND_SHIFT = LENGTH_BITS + COUNT_BITS;
    private static final int FIRST_SHIFT = SECOND_SHIFT + Byte.SIZE;

    /** Enough for every code; codes are compared at the left of so many bits. */
    private static final int WINDOW_BITS = 32;

    /** For each length where its codes end, at the left of a window. */
    private static final long[] ENDS = new long[LONGEST + 1];

    /** For each length how far the codes are from the places of their symbols. */
    private static final int[] SHIFTS = new int[LONGEST + 1];

    /** In the order of their codes. */
    private static final short[] SYMBOLS = new short[END_OF_STRING + 1];

    private static final int[] PAIRS = new int[1 << PAIR_BITS];

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
                    code++;
                }
            }
            ENDS[length] = (long) code << (WINDOW_BITS - length);
            code <<= 1;
        }
        for (var bits = 0; bits < PAIRS.length; bits++) {
            PAIRS[bits] = newPair((long) bits << (Long.SIZE - PAIR_BITS));
        }
    }

    private HuffmanCode() {}

    private static int newPair(long bits) {
        var first = find(bits);
        var firstLength = length(first);
        if (firstLength > PAIR_BITS) {
            return 0;
        }
        var second = find(bits << firstLength);
        var bothLength = firstLength + length(second);
        return bothLength > PAIR_BITS
                ? symbol(first) << FIRST_SHIFT | 1 << LENGTH_BITS | firstLength
                : symbol(first) << FIRST_SHIFT | symbol(second) << SECOND_SHIFT | 2 << LENGTH_BITS | bothLength;
    }

    /** One or two symbols at the left of {@code bits}, with their length and {@link #count}; 0 where the first is a longer one. */
    static int pair(long bits) {
        return PAIRS[(int) (bits >>> (Long.SIZE - PAIR_BITS))];
    }

    static int count(int pair) {
        return pair >>> LENGTH_BITS & COUNT_MASK;
    }

    static byte first(int pair) {
        return (byte) (pair >>> FIRST_SHIFT);
    }

    /** Only there where the count is 2. */
    static byte second(int pair) {
        return (byte) (pair >>> SECOND_SHIFT);
    }

    /** The one symbol at the left of {@code bits}, with its length. */
    static int find(long bits) {
        var window = bits >>> (Long.SIZE - WINDOW_BITS);
        var length = SHORTEST;
        while (window >= ENDS[length]) {
            length++;
        }
        var code = (int) (window >>> (WINDOW_BITS - length));
        return SYMBOLS[code + SHIFTS[length]] << LENGTH_BITS | length;
    }

    /** The symbol that was found, which may be {@link #END_OF_STRING}. */
    static int symbol(int found) {
        return found >>> LENGTH_BITS;
    }

    /** How many bits a pair has, or a symbol that was found. */
    static int length(int pairOrFound) {
        return pairOrFound & LENGTH_MASK;
    }
}
