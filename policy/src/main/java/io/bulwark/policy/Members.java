package io.bulwark.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The entries that have one pattern, found by the key that some of them ask for besides: a host, a digest; immutable. */
final class Members {

    static final Members NONE = new Builder().build();

    private static final byte DOT = '.';

    private final IndexSet free;
    private final IndexSet all;
    private final ByteTable keys;
    private final IndexSet[] ofKey;
    private final int mostLabels;

    private Members(Builder from) {
        free = from.free.build();
        keys = new ByteTable(from.ofKey.keySet().stream()
                .map(key -> new ByteTable.Key(0, key))
                .toList());
        ofKey = from.ofKey.values().stream().map(IndexSet.Builder::build).toArray(IndexSet[]::new);
        all = ofKey.length == 0 ? free : from.all.build();
        mostLabels = from.ofKey.keySet().stream()
                .filter(key -> key.startsWith("."))
                .mapToInt(key -> (int) key.chars().filter(c -> c == DOT).count())
                .max()
                .orElse(0);
    }

    /** The lowest entry that is meant and fits; {@link Integer#MAX_VALUE} when there is none. */
    int first(Ask ask) {
        if (ask.isLax()) {
            return all.first(ask);
        }
        int best = free.first(ask);
        var key = ask.key();
        return ofKey.length == 0 || key == null ? best : Math.min(best, ofKey(key, ask));
    }

    private int ofKey(Bytes key, Ask ask) {
        int whole = keys.find(key);
        int best = whole == ByteTable.ABSENT ? Integer.MAX_VALUE : ofKey[whole].first(ask);
        int labels = 0;
        for (int from = key.length() - 1; from > 0 && labels < mostLabels; from--) {
            if (key.get(from) == DOT) {
                labels++;
                int end = keys.find(key, from);
                best = end == ByteTable.ABSENT ? best : Math.min(best, ofKey[end].first(ask));
            }
        }
        return best;
    }

    /** A set under construction; entries come in ascending order. */
    static final class Builder {

        private final IndexSet.Builder free = new IndexSet.Builder();
        private final IndexSet.Builder all = new IndexSet.Builder();
        private final Map<String, IndexSet.Builder> ofKey = new LinkedHashMap<>();

        /** @param named the keys that the entry allows, of which {@code *.} begins one that ends so; none stand for any */
        void add(Set<String> named, int entry) {
            all.add(entry);
            if (named.isEmpty()) {
                free.add(entry);
            }
            for (var key : named) {
                var text = key.startsWith(HostSyntax.WILD) ? key.substring(1) : key;
                ofKey.computeIfAbsent(text, _ -> new IndexSet.Builder()).add(entry);
            }
        }

        Members build() {
            return new Members(this);
        }
    }
}
