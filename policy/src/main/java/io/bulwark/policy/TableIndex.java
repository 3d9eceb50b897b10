package io.bulwark.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tables by schema and name. */
final class TableIndex implements ResourceIndex {

    /* Every schema that patterns name has a number from 1; patterns without a schema have number 0, the schema that is in
     * use. A table that a statement names without a schema is looked up under both: 0, and the number of the schema that
     * is in use. So is one that names just that schema. */

    private static final int IN_USE = 0;
    private static final byte DOT = '.';

    private final Members any;
    private final Members none;
    private final ByteTable schemas;
    private final Members[] everyTable;
    private final ByteTable tables;
    private final Members[] tableMembers;

    private TableIndex(Builder from) {
        any = from.any.build();
        none = from.none.build();
        schemas = new ByteTable(from.schemas.keySet().stream()
                .map(schema -> new ByteTable.Key(0, schema))
                .toList());
        everyTable = from.everyTable.stream().map(Members.Builder::build).toArray(Members[]::new);
        tables = new ByteTable(List.copyOf(from.tables.keySet()));
        tableMembers = from.tables.values().stream().map(Members.Builder::build).toArray(Members[]::new);
    }

    @Override
    public int first(Ask ask) {
        var resource = ask.resource();
        int best = any.first(ask);
        int length = resource.length();
        if (length == 0) {
            return Math.min(best, none.first(ask));
        }
        int dot = 0;
        while (dot < length && resource.get(dot) != DOT) {
            dot++;
        }
        var inUse = ask.operation().attribute(Attribute.SCHEMA);
        if (dot == length) {
            best = Math.min(best, table(IN_USE, resource, 0, ask));
            return inUse == null ? best : Math.min(best, inSchema(inUse, inUse.length(), resource, 0, ask));
        }
        if (inUse != null && startsWith(resource, dot, inUse)) {
            best = Math.min(best, table(IN_USE, resource, dot + 1, ask));
        }
        return Math.min(best, inSchema(resource, dot, resource, dot + 1, ask));
    }

    private int inSchema(Bytes schema, int schemaLength, Bytes resource, int from, Ask ask) {
        int found = schemas.find(0, schema, 0, schemaLength);
        return found == ByteTable.ABSENT
                ? Integer.MAX_VALUE
                : Math.min(everyTable[found].first(ask), table(found + 1, resource, from, ask));
    }

    private int table(int schema, Bytes resource, int from, Ask ask) {
        int found = tables.find(schema, resource, from, resource.length());
        return found == ByteTable.ABSENT ? Integer.MAX_VALUE : tableMembers[found].first(ask);
    }

    private static boolean startsWith(Bytes resource, int dot, Bytes schema) {
        if (schema.length() != dot) {
            return false;
        }
        for (int i = 0; i < dot; i++) {
            if (resource.get(i) != schema.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** An index under construction; entries come in ascending order. */
    static final class Builder {

        private final Members.Builder any = new Members.Builder();
        private final Members.Builder none = new Members.Builder();
        private final Map<String, Integer> schemas = new LinkedHashMap<>();
        private final List<Members.Builder> everyTable = new ArrayList<>();
        private final Map<ByteTable.Key, Members.Builder> tables = new LinkedHashMap<>();

        /** Adds an entry; no tables stand for any, and for none. */
        void add(List<TablePattern> patterns, Set<String> digests, int entry) {
            if (patterns.isEmpty()) {
                any.add(digests, entry);
            }
            if (patterns.contains(TablePattern.NONE)) {
                none.add(digests, entry);
                return;
            }
            for (var pattern : patterns) {
                int schema = pattern.schema().isEmpty() ? IN_USE : number(pattern.schema());
                var members = pattern.table().equals(TablePattern.EVERY)
                        ? everyTable.get(schema - 1)
                        : tables.computeIfAbsent(
                                new ByteTable.Key(schema, pattern.table()), _ -> new Members.Builder());
                members.add(digests, entry);
            }
        }

        private int number(String schema) {
            @Nullable Integer known = schemas.get(schema);
            if (known != null) {
                return known;
            }
            schemas.put(schema, schemas.size() + 1);
            everyTable.add(new Members.Builder());
            return schemas.size();
        }

        TableIndex build() {
            return new TableIndex(this);
        }
    }
}
