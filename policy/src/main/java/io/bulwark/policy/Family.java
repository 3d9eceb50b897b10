package io.bulwark.policy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The indexes that answer for one protocol; immutable.
 *
 * @param key the fact about a call that some entries are found by; null when there is none
 */
record Family(
        VerbIndex verbs, ResourceIndex resources, @Nullable Attribute key) {

    /** The lowest of some entries that allows the call; {@link Integer#MAX_VALUE} when none does. */
    int first(Ask ask, Admitted admitted) {
        return first(ask, admitted, verbs.entries(ask.operation().verb(ask.part())));
    }

    /** The same whatever the call's verb is. */
    int firstOfAnyVerb(Ask ask, Admitted admitted) {
        return first(ask, admitted, verbs.entries());
    }

    private int first(Ask ask, Admitted admitted, long[] ofVerb) {
        var value = key == null ? null : ask.operation().attribute(key);
        return resources.first(ask.key(value).among(admitted, ofVerb));
    }

    /** The families of an allowlist by the name of their protocol, under the empty name that of flows that nobody reads. */
    static Families of(List<Entry> entries) {
        return new Families(entries);
    }

    /** Every family of one allowlist. */
    static final class Families {

        private static final String UNREAD = "";

        private final List<Entry> entries;
        private final Map<String, Family> families = new HashMap<>();
        private final Family unread;
        private final int reach;

        private Families(List<Entry> entries) {
            this.entries = entries;
            var paths = new PatternIndex.Builder('/');
            var keys = new PatternIndex.Builder(KeySyntax.SEPARATOR);
            var tables = new TableIndex.Builder();
            var anything = new PatternIndex.Builder('/');
            Set<String> named = new HashSet<>();
            for (int entry = 0; entry < entries.size(); entry++) {
                var at = entries.get(entry);
                switch (at.operation()) {
                    case HttpOperation http -> paths.paths(http.paths(), at.keys(), entry);
                    case GrpcOperation grpc -> paths.paths(grpc.asHttp().paths(), at.keys(), entry);
                    case RedisOperation redis -> keys.keys(redis.keys(), entry);
                    case MysqlOperation mysql -> tables.add(mysql.tables(), at.keys(), entry);
                    case TcpOperation tcp -> {
                        anything.paths(List.of(), Set.of(), entry);
                        named.addAll(tcp.protocols());
                    }
                }
            }
            reach = Math.max(paths.reach(), keys.reach());
            var ofPaths = paths.build();
            add(HttpOperation.PROTOCOL, ofPaths, Attribute.HOST);
            add(GrpcOperation.PROTOCOL, ofPaths, Attribute.HOST);
            add(RedisOperation.PROTOCOL, keys.build(), null);
            add(MysqlOperation.PROTOCOL, tables.build(), Attribute.DIGEST);
            var ofAnything = anything.build();
            named.forEach(protocol -> add(protocol, ofAnything, null));
            unread = family(entry -> entry.coversProtocol(UNREAD), ofAnything, null);
        }

        private void add(String protocol, ResourceIndex resources, @Nullable Attribute key) {
            families.put(protocol, family(operation -> operation.coversProtocol(protocol), resources, key));
        }

        private Family family(Predicate<RuleOperation> wanted, ResourceIndex resources, @Nullable Attribute key) {
            var verbs = new VerbIndex.Builder(entries.size());
            for (int entry = 0; entry < entries.size(); entry++) {
                if (wanted.test(entries.get(entry).operation())) {
                    verbs.add(entries.get(entry).verbs(), entry);
                }
            }
            return new Family(verbs.build(), resources, key);
        }

        /** The family of a protocol. */
        Family of(String protocol) {
            var known = families.get(protocol);
            return known == null ? unread : known;
        }

        /** How many nodes of a tree of templates the worst resource could visit. */
        int reach() {
            return reach;
        }

        /** How many verbs the entries for a protocol name. */
        int verbs(String protocol) {
            return Optional.ofNullable(families.get(protocol))
                    .map(family -> family.verbs().size())
                    .orElse(0);
        }
    }
}
