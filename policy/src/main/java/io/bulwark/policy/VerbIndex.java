package io.bulwark.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Every verb that the entries of one protocol name, each with its entries as a ready bit set; immutable. */
final class VerbIndex {

    private static final byte SPACE = ' ';

    private final ByteTable verbs;
    private final long[][] ofVerb;
    private final long[] ofAnyVerb;
    private final long[] all;

    private VerbIndex(Builder from) {
        verbs = new ByteTable(from.ofVerb.keySet().stream()
                .map(verb -> new ByteTable.Key(0, verb))
                .toList());
        from.ofVerb.forEach((verb, bits) -> {
            int space = verb.indexOf(SPACE);
            var family = space < 0 ? null : from.ofVerb.get(verb.substring(0, space));
            if (family != null) {
                or(bits, family);
            }
        });
        ofVerb = from.ofVerb.values().stream()
                .map(bits -> or(bits.clone(), from.ofAnyVerb))
                .toArray(long[][]::new);
        ofAnyVerb = from.ofAnyVerb;
        all = ofAnyVerb.clone();
        List.of(ofVerb).forEach(bits -> or(all, bits));
    }

    /** The entries that allow a verb; those that name its first word do too. Lent, not to be changed. */
    long[] entries(Bytes verb) {
        int length = verb.length();
        int hash = ByteTable.HASH_OF_NOTHING;
        int ofFirstWord = ByteTable.ABSENT;
        boolean oneWord = true;
        for (int i = 0; i < length && i <= verbs.longest(); i++) {
            byte next = verb.get(i);
            if (next == SPACE && oneWord) {
                oneWord = false;
                ofFirstWord = verbs.find(0, verb, 0, i, hash);
            }
            hash = ByteTable.hash(hash, next);
        }
        int found = length > verbs.longest() ? ByteTable.ABSENT : verbs.find(0, verb, 0, length, hash);
        found = found == ByteTable.ABSENT ? ofFirstWord : found;
        return found == ByteTable.ABSENT ? ofAnyVerb : ofVerb[found];
    }

    /** The entries that allow any verb at all; lent, not to be changed. */
    long[] entries() {
        return all;
    }

    /** How many verbs are named. */
    int size() {
        return ofVerb.length;
    }

    private static long[] or(long[] target, long[] other) {
        for (int i = 0; i < target.length; i++) {
            target[i] |= other[i];
        }
        return target;
    }

    /** An index under construction. */
    static final class Builder {

        private final int words;
        private final Map<String, long[]> ofVerb = new TreeMap<>();
        private final long[] ofAnyVerb;

        /** @param entries how many entries the allowlist has */
        Builder(int entries) {
            words = IndexSet.words(entries);
            ofAnyVerb = new long[words];
        }

        /** Adds an entry; no verbs stand for any. */
        void add(Set<String> named, int entry) {
            if (named.isEmpty()) {
                IndexSet.set(ofAnyVerb, entry);
            }
            for (var verb : named) {
                IndexSet.set(ofVerb.computeIfAbsent(verb, _ -> new long[words]), entry);
            }
        }

        VerbIndex build() {
            return new VerbIndex(this);
        }
    }
}
