package io.bulwark.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Every method that the entries of one protocol name, each with its entries as a ready bit set; immutable. */
final class MethodIndex {

    private final ByteTable methods;
    private final long[][] ofMethod;
    private final long[] ofAnyMethod;
    private final long[] all;

    private MethodIndex(Builder from) {
        methods = new ByteTable(from.ofMethod.keySet().stream()
                .map(method -> new ByteTable.Key(0, method))
                .toList());
        ofMethod = from.ofMethod.values().stream()
                .map(bits -> or(bits.clone(), from.ofAnyMethod))
                .toArray(long[][]::new);
        ofAnyMethod = from.ofAnyMethod;
        all = ofAnyMethod.clone();
        List.of(ofMethod).forEach(bits -> or(all, bits));
    }

    /** The entries that allow a method; lent, not to be changed. */
    long[] entries(Bytes method) {
        int found = methods.find(method);
        return found == ByteTable.ABSENT ? ofAnyMethod : ofMethod[found];
    }

    /** The entries that allow any method at all; lent, not to be changed. */
    long[] entries() {
        return all;
    }

    /** How many methods are named. */
    int size() {
        return ofMethod.length;
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
        private final Map<String, long[]> ofMethod = new TreeMap<>();
        private final long[] ofAnyMethod;

        /** @param entries how many entries the allowlist has */
        Builder(int entries) {
            words = IndexSet.words(entries);
            ofAnyMethod = new long[words];
        }

        /** Adds an entry; no methods stand for any. */
        void add(Set<String> named, int entry) {
            if (named.isEmpty()) {
                IndexSet.set(ofAnyMethod, entry);
            }
            for (var method : named) {
                IndexSet.set(ofMethod.computeIfAbsent(method, _ -> new long[words]), entry);
            }
        }

        MethodIndex build() {
            return new MethodIndex(this);
        }
    }
}
