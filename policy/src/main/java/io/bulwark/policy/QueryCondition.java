package io.bulwark.policy;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which queries, or which parameters of contents in the same form, an entry allows, compiled; immutable. */
final class QueryCondition {

    /* A query is read as forms are: parameters between ampersands, name and value around the first equals sign, plus
     * for space, percent codes decoded once. A percent sign that codes nothing stands for itself. Each name is decoded into the
     * scratch and looked up, then its value takes the same place. A value is decoded no further than the longest one that
     * is allowed. What a server makes of an odd query is its own affair: a parameter that is not known by name is not
     * allowed, whatever the server takes it for. */

    private final NearestMiss.Field field;
    private final boolean any;
    private final ByteTable names;
    private final ValueCondition[] values;

    /** @param field what to call the whole */
    QueryCondition(QueryPattern pattern, NearestMiss.Field field) {
        this.field = field;
        switch (pattern) {
            case QueryPattern.Any() -> {
                any = true;
                names = ByteTable.of(List.of());
                values = new ValueCondition[0];
            }
            case QueryPattern.Only(var parameters) -> {
                any = false;
                names = ByteTable.of(parameters.keySet());
                values = parameters.values().stream().map(ValueCondition::new).toArray(ValueCondition[]::new);
            }
        }
    }

    boolean holds(@Nullable Bytes query, Scratch scratch) {
        return any || query == null || offending(query, scratch) < 0;
    }

    Optional<Condition.Difference> difference(@Nullable Bytes query) {
        var scratch = new Scratch();
        if (any || query == null) {
            return Optional.empty();
        }
        int at = offending(query, scratch);
        if (at < 0) {
            return Optional.empty();
        }
        int end = at;
        while (end < query.length() && query.get(end) != '&' && query.get(end) != '=') {
            end++;
        }
        // The value may be anything, a password too; its name is enough.
        var name = Told.text(new ArrayBytes(copy(query, at, end)));
        int known = known(query, at, end, scratch);
        return Optional.of(
                known == ByteTable.ABSENT
                        ? new Condition.Difference(field, "parameters " + listed(), "parameter " + name)
                        : new Condition.Difference(
                                field,
                                name + " of " + values[known].told(),
                                "parameter " + name + " with another value, or again"));
    }

    /** The index of the first parameter that is not allowed; negative when all are. */
    private int offending(Bytes query, Scratch scratch) {
        long seen = 0;
        int length = query.length();
        for (int from = 0; from < length; ) {
            int end = from;
            int equals = -1;
            for (; end < length && query.get(end) != '&'; end++) {
                equals = equals < 0 && query.get(end) == '=' ? end : equals;
            }
            if (end > from) {
                int nameEnd = equals < 0 ? end : equals;
                int known = known(query, from, nameEnd, scratch);
                if (known == ByteTable.ABSENT || (values[known].once() && (seen & (1L << known)) != 0)) {
                    return from;
                }
                seen |= 1L << known;
                if (!values[known].allows(query, Math.min(nameEnd + 1, end), end, scratch)) {
                    return from;
                }
            }
            from = end + 1;
        }
        return -1;
    }

    private int known(Bytes query, int from, int to, Scratch scratch) {
        return FormText.decode(query, from, to, names.longest(), scratch) ? names.find(scratch) : ByteTable.ABSENT;
    }

    private String listed() {
        return names.size() == 0 ? "none" : Told.listed(names.texts());
    }

    private static byte[] copy(Bytes bytes, int from, int to) {
        var copy = new byte[to - from];
        for (int i = from; i < to; i++) {
            copy[i - from] = bytes.get(i);
        }
        return copy;
    }
}
