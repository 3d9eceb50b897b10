package io.bulwark.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Every path pattern of an allowlist, each with its members, immutable and searched without making an object. */
final class PathIndex {

    private final IndexSet any;
    private final ByteTable exacts;
    private final IndexSet[] exactMembers;
    private final ByteTable prefixes;
    private final IndexSet[] prefixMembers;
    private final long[] prefixLengths;
    private final TemplateTree templates;

    private PathIndex(Builder from) {
        any = from.any.build();
        exacts = table(from.exacts);
        exactMembers = members(from.exacts);
        prefixes = table(from.prefixes);
        prefixMembers = members(from.prefixes);
        prefixLengths = prefixes.lengths();
        templates = from.templates.build();
    }

    /** How many nodes of the template tree the worst path could visit. */
    int reach() {
        return templates.reach();
    }

    /** The lowest member of both bit sets that has a pattern which fits the path; {@link IndexSet#NONE} if none. */
    int first(Bytes path, long[] a, long[] b) {
        int best = lower(Integer.MAX_VALUE, any.firstIn(a, b));
        best = Math.min(best, firstByHash(path, a, b));
        best = Math.min(best, templates.first(path, a, b));
        return best == Integer.MAX_VALUE ? IndexSet.NONE : best;
    }

    /** One pass over the path serves the exact patterns, by its whole hash, and the prefixes, by the hash so far. */
    private int firstByHash(Bytes path, long[] a, long[] b) {
        int length = path.length();
        boolean mayBeExact = length <= exacts.longest();
        int end = mayBeExact ? length : Math.min(length, prefixes.longest());
        int hash = ByteTable.HASH_OF_NOTHING;
        int best = Integer.MAX_VALUE;
        for (int i = 0; i < end; i++) {
            hash = ByteTable.hash(hash, path.get(i));
            int word = (i + 1) >>> 6;
            if (word < prefixLengths.length && (prefixLengths[word] & (1L << (i + 1))) != 0) {
                int entry = prefixes.find(0, path, 0, i + 1, hash);
                best = entry == ByteTable.ABSENT ? best : lower(best, prefixMembers[entry].firstIn(a, b));
            }
        }
        if (mayBeExact) {
            int entry = exacts.find(0, path, 0, length, hash);
            best = entry == ByteTable.ABSENT ? best : lower(best, exactMembers[entry].firstIn(a, b));
        }
        return best;
    }

    private static int lower(int best, int member) {
        return member == IndexSet.NONE ? best : Math.min(best, member);
    }

    private static ByteTable table(Map<String, IndexSet.Builder> members) {
        return new ByteTable(members.keySet().stream()
                .map(text -> new ByteTable.Key(0, text))
                .collect(Collectors.toList()));
    }

    private static IndexSet[] members(Map<String, IndexSet.Builder> members) {
        return members.values().stream().map(IndexSet.Builder::build).toArray(IndexSet[]::new);
    }

    /** An index under construction; members come in ascending order. */
    static final class Builder {

        private final IndexSet.Builder any = new IndexSet.Builder();
        private final Map<String, IndexSet.Builder> exacts = new LinkedHashMap<>();
        private final Map<String, IndexSet.Builder> prefixes = new LinkedHashMap<>();
        private final TemplateTree.Builder templates = new TemplateTree.Builder();

        void add(HttpOperation operation, int member) {
            if (operation.paths().isEmpty()) {
                any.add(member);
            }
            for (var path : operation.paths()) {
                switch (path) {
                    case PathPattern.Exact(var text) -> entry(exacts, text).add(member);
                    case PathPattern.Prefix(var text) -> entry(prefixes, text).add(member);
                    case PathPattern.Template template -> templates.add(template, member);
                }
            }
        }

        PathIndex build() {
            return new PathIndex(this);
        }

        private static IndexSet.Builder entry(Map<String, IndexSet.Builder> entries, String text) {
            return entries.computeIfAbsent(text, _ -> new IndexSet.Builder());
        }
    }
}
