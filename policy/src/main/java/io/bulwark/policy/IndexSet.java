package io.bulwark.policy;

import java.util.Arrays;

/** An immutable set of small numbers, kept as a list while that is shorter than a bit set. */
final class IndexSet {

    static final int NONE = -1;
    static final IndexSet EMPTY = new IndexSet(new int[0], new long[0]);

    private final int[] list;
    private final long[] bits;

    private IndexSet(int[] list, long[] bits) {
        this.list = list;
        this.bits = bits;
    }

    /** The lowest number of this set that is meant and fits; {@link Integer#MAX_VALUE} when there is none. */
    int first(Ask ask) {
        for (int index : list) {
            if (ask.fits(index)) {
                return index;
            }
        }
        return bits.length == 0 ? Integer.MAX_VALUE : firstBit(ask);
    }

    private int firstBit(Ask ask) {
        var admitted = ask.admitted();
        for (int i = 0; i < admitted.summaries(); i++) {
            for (long filled = admitted.summary(i); filled != 0; filled &= filled - 1) {
                int word = (i << 6) + Long.numberOfTrailingZeros(filled);
                int found = word < bits.length ? firstBit(word, ask) : Integer.MAX_VALUE;
                if (found != Integer.MAX_VALUE) {
                    return found;
                }
            }
        }
        return Integer.MAX_VALUE;
    }

    private int firstBit(int word, Ask ask) {
        for (long common = bits[word] & ask.meant(word); common != 0; common &= common - 1) {
            int index = (word << 6) + Long.numberOfTrailingZeros(common);
            if (ask.holds(index)) {
                return index;
            }
        }
        return Integer.MAX_VALUE;
    }

    void addTo(long[] target) {
        for (int index : list) {
            target[index >>> 6] |= 1L << index;
        }
        for (int word = 0; word < bits.length; word++) {
            target[word] |= bits[word];
        }
    }

    /** Adds a number to a bit set. */
    static void set(long[] bits, int index) {
        bits[index >>> 6] |= 1L << index;
    }

    static int words(int count) {
        return (count + 63) >>> 6;
    }

    /** A set under construction; numbers come in ascending order. */
    static final class Builder {

        private int[] list = new int[2];
        private int size;

        void add(int index) {
            if (size > 0 && list[size - 1] == index) {
                return;
            }
            if (size == list.length) {
                list = Arrays.copyOf(list, size * 2);
            }
            list[size++] = index;
        }

        IndexSet build() {
            if (size == 0) {
                return EMPTY;
            }
            int words = words(list[size - 1] + 1);
            if (size <= 2 * words) {
                return new IndexSet(Arrays.copyOf(list, size), new long[0]);
            }
            var bits = new long[words];
            for (int i = 0; i < size; i++) {
                bits[list[i] >>> 6] |= 1L << list[i];
            }
            return new IndexSet(new int[0], bits);
        }
    }
}
