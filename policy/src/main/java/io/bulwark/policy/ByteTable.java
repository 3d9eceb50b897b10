package io.bulwark.policy;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * An immutable hash table from (owner, byte string) to the position at which that key was listed.
 *
 * <p>A look-up makes no object. The owner lets one table serve all nodes of a tree.
 */
final class ByteTable {

    /* Open addressing at a load of at most one half. The hash is FNV-1a over the bytes, so that a caller who reads a
     * path byte by byte has the hash of every prefix on the way; owner and a final mix come in at look-up. All keys are
     * the policy's: a client chooses only what is looked up, so it cannot make the chains longer. */

    static final int ABSENT = -1;
    static final int HASH_OF_NOTHING = 0x811c9dc5;
    private static final int PRIME = 0x01000193;
    private static final int GOLDEN = 0x9e3779b9;

    private final int[] owners;
    private final byte[][] keys;
    private final int[] slots;
    private final int longest;

    /** A key of the table; no two are alike. */
    record Key(int owner, String text) {}

    ByteTable(List<Key> listed) {
        owners = new int[listed.size()];
        keys = new byte[listed.size()][];
        slots = new int[Math.max(2, Integer.highestOneBit(Math.max(1, listed.size())) << 2)];
        int max = -1;
        for (int i = 0; i < keys.length; i++) {
            owners[i] = listed.get(i).owner();
            keys[i] = listed.get(i).text().getBytes(StandardCharsets.UTF_8);
            max = Math.max(max, keys[i].length);
            int slot = slot(owners[i], hashOf(keys[i]));
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = i + 1;
        }
        longest = max;
    }

    /** A table of texts without an owner. */
    static ByteTable of(Collection<String> texts) {
        return new ByteTable(texts.stream().map(text -> new Key(0, text)).toList());
    }

    /** How many keys there are. */
    int size() {
        return keys.length;
    }

    /** The keys as they were listed. */
    List<String> texts() {
        return Stream.of(keys)
                .map(key -> new String(key, StandardCharsets.UTF_8))
                .toList();
    }

    static int hash(int hash, byte next) {
        return (hash ^ (next & 0xff)) * PRIME;
    }

    /** The length of the longest key; -1 when there is none. */
    int longest() {
        return longest;
    }

    /** The lengths that keys have, as a bit set. */
    long[] lengths() {
        var lengths = new long[IndexSet.words(longest + 1)];
        for (var key : keys) {
            lengths[key.length >>> 6] |= 1L << key.length;
        }
        return lengths;
    }

    /** Where the key was listed whose bytes are {@code bytes[from..to)}; {@link #ABSENT} when it was not. */
    int find(int owner, Bytes bytes, int from, int to, int hash) {
        for (int slot = slot(owner, hash); slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
            int entry = slots[slot] - 1;
            if (owners[entry] == owner && same(keys[entry], bytes, from, to)) {
                return entry;
            }
        }
        return ABSENT;
    }

    /** Where a key without an owner was listed that is all of {@code bytes}. */
    int find(Bytes bytes) {
        return find(bytes, 0);
    }

    /** Where a key without an owner was listed that is the end of {@code bytes} from this index on. */
    int find(Bytes bytes, int from) {
        return find(0, bytes, from, bytes.length());
    }

    /** Where the key was listed whose bytes are {@code bytes[from..to)}. */
    int find(int owner, Bytes bytes, int from, int to) {
        if (to - from > longest) {
            return ABSENT;
        }
        int hash = HASH_OF_NOTHING;
        for (int i = from; i < to; i++) {
            hash = hash(hash, bytes.get(i));
        }
        return find(owner, bytes, from, to, hash);
    }

    private int slot(int owner, int hash) {
        int mixed = (hash ^ owner * GOLDEN) * 0x85ebca6b;
        mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
        return (mixed ^ mixed >>> 16) & slots.length - 1;
    }

    private static int hashOf(byte[] key) {
        int hash = HASH_OF_NOTHING;
        for (byte next : key) {
            hash = hash(hash, next);
        }
        return hash;
    }

    private static boolean same(byte[] key, Bytes bytes, int from, int to) {
        if (key.length != to - from) {
            return false;
        }
        for (int i = 0; i < key.length; i++) {
            if (key[i] != bytes.get(from + i)) {
                return false;
            }
        }
        return true;
    }
}
