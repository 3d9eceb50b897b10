package io.bulwark.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Exact patterns, prefixes and templates, of paths or of keys. */
final class PatternIndex implements ResourceIndex {

    private final Members any;
    private final ByteTable exacts;
    private final Members[] exactMembers;
    private final ByteTable prefixes;
    private final Members[] prefixMembers;
    private final long[] prefixLengths;
    private final TemplateTree templates;

    private PatternIndex(Builder from) {
        any = from.any.build();
        exacts = table(from.exacts);
        exactMembers = members(from.exacts);
        prefixes = table(from.prefixes);
        prefixMembers = members(from.prefixes);
        prefixLengths = prefixes.lengths();
        templates = from.templates.build();
    }

    @Override
    public int first(Ask ask) {
        var resource = ask.resource();
        int best = any.first(ask);
        best = Math.min(best, firstByHash(resource, ask));
        return Math.min(best, templates.first(resource, ask));
    }

    /** One pass over the resource serves the exact patterns, by its whole hash, and the prefixes, by the hash so far. */
    private int firstByHash(Bytes resource, Ask ask) {
        int length = resource.length();
        boolean mayBeExact = length <= exacts.longest();
        int end = mayBeExact ? length : Math.min(length, prefixes.longest());
        int hash = ByteTable.HASH_OF_NOTHING;
        int best = Integer.MAX_VALUE;
        for (int i = 0; i < end; i++) {
            hash = ByteTable.hash(hash, resource.get(i));
            int word = (i + 1) >>> 6;
            if (word < prefixLengths.length && (prefixLengths[word] & (1L << (i + 1))) != 0) {
                int entry = prefixes.find(0, resource, 0, i + 1, hash);
                best = entry == ByteTable.ABSENT ? best : Math.min(best, prefixMembers[entry].first(ask));
            }
        }
        if (mayBeExact) {
            int entry = exacts.find(0, resource, 0, length, hash);
            best = entry == ByteTable.ABSENT ? best : Math.min(best, exactMembers[entry].first(ask));
        }
        return best;
    }

    private static ByteTable table(Map<String, Members.Builder> members) {
        return new ByteTable(members.keySet().stream()
                .map(text -> new ByteTable.Key(0, text))
                .collect(Collectors.toList()));
    }

    private static Members[] members(Map<String, Members.Builder> members) {
        return members.values().stream().map(Members.Builder::build).toArray(Members[]::new);
    }

    /** An index under construction; entries come in ascending order. */
    static final class Builder {

        private final Members.Builder any = new Members.Builder();
        private final Map<String, Members.Builder> exacts = new LinkedHashMap<>();
        private final Map<String, Members.Builder> prefixes = new LinkedHashMap<>();
        private final TemplateTree.Builder templates;

        /** @param separator what parts the segments of a resource */
        Builder(char separator) {
            templates = new TemplateTree.Builder(separator);
        }

        /** Adds an entry that has paths; no paths stand for any. */
        void paths(List<PathPattern> paths, Set<String> keys, int entry) {
            if (paths.isEmpty()) {
                any.add(keys, entry);
            }
            for (var path : paths) {
                switch (path) {
                    case PathPattern.Exact(var text) -> entry(exacts, text).add(keys, entry);
                    case PathPattern.Prefix(var text) -> entry(prefixes, text).add(keys, entry);
                    case PathPattern.Template template -> templates.add(template, keys, entry);
                }
            }
        }

        /** Adds an entry that has keys; no keys stand for any, and for none. */
        void keys(List<KeyPattern> patterns, int entry) {
            if (patterns.isEmpty()) {
                any.add(Set.of(), entry);
            }
            for (var pattern : patterns) {
                switch (pattern) {
                    case KeyPattern.Exact(var text) -> entry(exacts, text).add(Set.of(), entry);
                    case KeyPattern.None none -> entry(exacts, none.text()).add(Set.of(), entry);
                    case KeyPattern.Prefix(var text) -> entry(prefixes, text).add(Set.of(), entry);
                    case KeyPattern.Template template -> templates.add(template, Set.of(), entry);
                }
            }
        }

        /** How many nodes of the template tree the worst resource could visit. */
        int reach() {
            return templates.reach();
        }

        PatternIndex build() {
            return new PatternIndex(this);
        }

        private static Members.Builder entry(Map<String, Members.Builder> entries, String text) {
            return entries.computeIfAbsent(text, _ -> new Members.Builder());
        }
    }
}
