package io.bulwark.policy;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The conditions of an HTTP entry, its hosts left out: those are found by hash. */
final class HttpCondition implements Condition {

    private final HttpConditions from;
    private final List<Bytes> headers;
    private final ByteTable mediaTypes;
    private final QueryCondition query;
    private final QueryCondition body;

    private HttpCondition(HttpConditions from) {
        this.from = from;
        headers = from.headers().stream().map(Told::bytes).toList();
        mediaTypes = ByteTable.of(from.contentTypes());
        query = new QueryCondition(from.query(), NearestMiss.Field.QUERY);
        body = new QueryCondition(from.body(), NearestMiss.Field.BODY);
    }

    static Condition of(HttpConditions conditions) {
        boolean none = conditions.headers().isEmpty()
                && conditions.contentTypes().isEmpty()
                && conditions.query() instanceof QueryPattern.Any
                && conditions.body() instanceof QueryPattern.Any;
        return none ? new None() : new HttpCondition(conditions);
    }

    @Override
    public boolean holds(Operation operation, Scratch scratch) {
        return hasHeaders(operation)
                && hasContentType(operation.attribute(Attribute.CONTENT_TYPE), scratch)
                && query.holds(operation.attribute(Attribute.QUERY), scratch);
    }

    @Override
    public boolean readsBody() {
        return from.body() instanceof QueryPattern.Only;
    }

    @Override
    public boolean bodyHolds(@Nullable Bytes parameters, Scratch scratch) {
        return body.holds(parameters, scratch);
    }

    @Override
    public Optional<Difference> bodyDifference(@Nullable Bytes parameters) {
        return body.difference(parameters);
    }

    private boolean hasHeaders(Operation operation) {
        for (int i = 0; i < headers.size(); i++) {
            if (!operation.hasHeader(headers.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean hasContentType(@Nullable Bytes value, Scratch scratch) {
        if (from.contentTypes().isEmpty()) {
            return true;
        }
        if (value == null || value.length() == 0) {
            return from.contentTypes().contains(HttpConditions.NO_CONTENT_TYPE);
        }
        scratch.clear();
        int slash = -1;
        for (int i = 0; i < value.length() && scratch.length() <= mediaTypes.longest(); i++) {
            byte next = value.get(i);
            if (next == ';' || next == ' ' || next == '\t') {
                break;
            }
            slash = next == '/' ? scratch.length() : slash;
            scratch.add(next >= 'A' && next <= 'Z' ? (byte) (next + 0x20) : next);
        }
        // "none" is no media type, since it has no slash.
        if (slash < 0 || mediaTypes.find(scratch) != ByteTable.ABSENT) {
            return slash >= 0;
        }
        scratch.cut(slash + 1);
        scratch.add((byte) '*');
        return mediaTypes.find(scratch) != ByteTable.ABSENT;
    }

    @Override
    public Optional<Difference> difference(Operation operation) {
        var missing = new TreeSet<>(from.headers());
        missing.removeIf(name -> operation.hasHeader(Told.bytes(name)));
        if (!missing.isEmpty()) {
            return Optional.of(new Difference(NearestMiss.Field.HEADER, Told.listed(missing), "none"));
        }
        var scratch = new Scratch();
        var type = operation.attribute(Attribute.CONTENT_TYPE);
        if (!hasContentType(type, scratch)) {
            var actual = type == null || type.length() == 0 ? HttpConditions.NO_CONTENT_TYPE : Told.text(type);
            return Optional.of(
                    new Difference(NearestMiss.Field.CONTENT_TYPE, Told.listed(from.contentTypes()), actual));
        }
        return query.difference(operation.attribute(Attribute.QUERY))
                .or(() -> bodyDifference(operation.attribute(Attribute.BODY)));
    }
}
