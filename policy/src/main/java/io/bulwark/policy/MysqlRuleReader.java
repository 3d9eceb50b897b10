package io.bulwark.policy;

import java.util.List;
import java.util.regex.Pattern;

/** Reads the entries of a rule that are about MySQL. */
final class MysqlRuleReader {

    private static final Pattern VERB = Pattern.compile("[A-Z_]{1,32}(?: [A-Z_]{1,32}){0,3}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{8,64}");

    private MysqlRuleReader() {}

    static MysqlOperation read(Fields fields) {
        var verbs = Words.read(
                fields,
                "verbs",
                MysqlOperation.MAX_VERBS,
                text -> VERB.matcher(text).matches(),
                "a verb in upper case, such as SELECT or CREATE TABLE");
        var tables = tables(fields);
        var digests = Words.read(
                fields,
                "digests",
                MysqlOperation.MAX_DIGESTS,
                text -> DIGEST.matcher(text).matches(),
                "8..64 lower-case hexadecimal digits");
        var users = RedisRuleReader.users(fields);
        fields.end();
        return new MysqlOperation(verbs, tables, digests, users);
    }

    private static List<TablePattern> tables(Fields fields) {
        if (fields.list("tables", 0, MysqlOperation.MAX_TABLES).isEmpty()
                && fields.node("tables").isPresent()) {
            return List.of(TablePattern.NONE);
        }
        return Words.read(
                        fields,
                        "tables",
                        MysqlOperation.MAX_TABLES,
                        TablePattern::isPattern,
                        "a table in lower case, such as orders, shop.orders or shop.*")
                .stream()
                .map(TablePattern::of)
                .toList();
    }
}
