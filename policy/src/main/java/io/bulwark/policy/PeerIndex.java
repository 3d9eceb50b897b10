package io.bulwark.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every address block of one family, each with its members, immutable. */
final class PeerIndex {

    /* Two blocks are either apart or one is inside the other, so blocks form a forest. Sorted by first address, wider
     * first, the innermost block that has an address is the last one that begins at or before it, or one of that
     * block's ancestors; and everything that has the innermost block has the address. A look-up is one binary search
     * and one walk towards the root, at most 129 steps. */

    private static final int NO_PARENT = -1;

    private final Cidr[] blocks;
    private final int[] parents;
    private final IndexSet[] members;

    private PeerIndex(Cidr[] blocks, int[] parents, IndexSet[] members) {
        this.blocks = blocks;
        this.parents = parents;
        this.members = members;
    }

    /** Adds the members of every block that has the address. */
    void addTo(long[] target, long high, long low) {
        for (int block = innermost(high, low); block != NO_PARENT; block = parents[block]) {
            members[block].addTo(target);
        }
    }

    /** The smallest block that has the address. */
    Optional<Cidr> smallest(long high, long low) {
        int block = innermost(high, low);
        return block == NO_PARENT ? Optional.empty() : Optional.of(blocks[block]);
    }

    private int innermost(long high, long low) {
        int block = lastAtOrBefore(high, low);
        while (block != NO_PARENT && !blocks[block].contains(high, low)) {
            block = parents[block];
        }
        return block;
    }

    private int lastAtOrBefore(long high, long low) {
        int from = 0;
        int to = blocks.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (compare(blocks[middle].high(), blocks[middle].low(), high, low) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from - 1;
    }

    private static int compare(long highA, long lowA, long highB, long lowB) {
        int order = Long.compareUnsigned(highA, highB);
        return order != 0 ? order : Long.compareUnsigned(lowA, lowB);
    }

    /** An index under construction; members come in ascending order. */
    static final class Builder {

        private static final Comparator<Cidr> ORDER = ((Comparator<Cidr>)
                        (a, b) -> compare(a.high(), a.low(), b.high(), b.low()))
                .thenComparingInt(Cidr::prefixLength);

        private final Map<Cidr, IndexSet.Builder> entries = new HashMap<>();

        void add(Cidr cidr, int member) {
            entries.computeIfAbsent(cidr, _ -> new IndexSet.Builder()).add(member);
        }

        PeerIndex build() {
            List<Cidr> sorted = new ArrayList<>(entries.keySet());
            sorted.sort(ORDER);
            var blocks = sorted.toArray(Cidr[]::new);
            var parents = new int[blocks.length];
            var members = new IndexSet[blocks.length];
            for (int i = 0; i < blocks.length; i++) {
                int parent = i - 1;
                while (parent != NO_PARENT && !blocks[parent].covers(blocks[i])) {
                    parent = parents[parent];
                }
                parents[i] = parent;
                members[i] =
                        entries.getOrDefault(blocks[i], new IndexSet.Builder()).build();
            }
            return new PeerIndex(blocks, parents, members);
        }
    }
}
