package io.bulwark.policy;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an entry asks of a call besides verb and resource; immutable. */
sealed interface Condition permits Condition.None, Condition.Named, Condition.ServerName, HttpCondition {

    /** Whether all of it holds but for what it asks of the content; makes no object once the scratch has grown. */
    boolean holds(Operation operation, Scratch scratch);

    /** Whether it asks for something of the content, which comes behind the rest. */
    default boolean readsBody() {
        return false;
    }

    /** Whether content with these parameters is what it asks for; null for no content. */
    default boolean bodyHolds(@Nullable Bytes parameters, Scratch scratch) {
        return true;
    }

    /** What is wrong with the content; for denials only. */
    default Optional<Difference> bodyDifference(@Nullable Bytes parameters) {
        return Optional.empty();
    }

    /** What keeps it from holding; for denials only. */
    Optional<Difference> difference(Operation operation);

    /** The first thing in which a call differs from what an entry asks for. */
    record Difference(NearestMiss.Field field, String expected, String actual) {}

    /** Nothing. */
    record None() implements Condition {
        @Override
        public boolean holds(Operation operation, Scratch scratch) {
            return true;
        }

        @Override
        public Optional<Difference> difference(Operation operation) {
            return Optional.empty();
        }
    }

    /** That an attribute has one of these values; a call without the attribute is not meant. */
    record Named(Attribute attribute, NearestMiss.Field field, Collection<String> values, ByteTable table)
            implements Condition {

        static Condition of(Attribute attribute, NearestMiss.Field field, Collection<String> values) {
            return values.isEmpty() ? new None() : new Named(attribute, field, values, ByteTable.of(values));
        }

        @Override
        public boolean holds(Operation operation, Scratch scratch) {
            var value = operation.attribute(attribute);
            return value != null && table.find(value) != ByteTable.ABSENT;
        }

        @Override
        public Optional<Difference> difference(Operation operation) {
            var value = operation.attribute(attribute);
            if (value != null && table.find(value) != ByteTable.ABSENT) {
                return Optional.empty();
            }
            return Optional.of(new Difference(field, Told.listed(values), value == null ? "none" : Told.text(value)));
        }
    }

    /** That the resource, which is the name that a TLS client asks for, is one of these. */
    record ServerName(Collection<String> names, Hosts hosts) implements Condition {

        static Condition of(Collection<String> names) {
            return names.isEmpty() ? new None() : new ServerName(names, new Hosts(names));
        }

        @Override
        public boolean holds(Operation operation, Scratch scratch) {
            return hosts.has(operation.resource());
        }

        @Override
        public Optional<Difference> difference(Operation operation) {
            return hosts.has(operation.resource())
                    ? Optional.empty()
                    : Optional.of(new Difference(
                            NearestMiss.Field.NAME, Told.listed(names), Told.text(operation.resource())));
        }
    }

    /** Names of hosts, whole ones and ends. */
    final class Hosts {

        private final ByteTable names;

        Hosts(Collection<String> patterns) {
            names = ByteTable.of(patterns.stream()
                    .map(pattern -> pattern.startsWith(HostSyntax.WILD) ? pattern.substring(1) : pattern)
                    .toList());
        }

        boolean has(Bytes host) {
            if (names.find(host) != ByteTable.ABSENT) {
                return host.length() > 0 && host.get(0) != '.';
            }
            for (int i = 1; i < host.length(); i++) {
                if (host.get(i) == '.' && names.find(host, i) != ByteTable.ABSENT) {
                    return true;
                }
            }
            return false;
        }

        boolean has(String host) {
            return has(new ArrayBytes(host.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
