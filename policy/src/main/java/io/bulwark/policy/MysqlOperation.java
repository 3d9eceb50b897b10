package io.bulwark.policy;

import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What may be asked of MySQL: any of the verbs on any of the tables.
 *
 * @param verbs in upper case, such as {@code SELECT} or {@code CREATE TABLE}; {@code CREATE} has all verbs that begin with that word;
 *     empty stands for any
 * @param tables empty stands for any, and for statements without a table; {@link TablePattern#NONE} alone for statements without a table;
 *     otherwise a statement without a table is not meant
 * @param digests of normalised statements, in hexadecimal digits; empty stands for any
 * @param users names that clients have logged in under; empty stands for any
 */
public record MysqlOperation(
        NavigableSet<String> verbs, List<TablePattern> tables, NavigableSet<String> digests, NavigableSet<String> users)
        implements RuleOperation {

    /** The most entries that {@code verbs} may hold. */
    public static final int MAX_VERBS = 128;

    /** The most entries that {@code tables} may hold. */
    public static final int MAX_TABLES = 256;

    /** The most entries that {@code digests} may hold. */
    public static final int MAX_DIGESTS = 4096;

    static final String PROTOCOL = "mysql";

    public MysqlOperation {
        verbs = Collections.unmodifiableNavigableSet(new TreeSet<>(verbs));
        tables = List.copyOf(tables);
        digests = Collections.unmodifiableNavigableSet(new TreeSet<>(digests));
        users = Collections.unmodifiableNavigableSet(new TreeSet<>(users));
        Sizes.require("verbs", 0, MAX_VERBS, verbs.size());
        Sizes.require("tables", 0, MAX_TABLES, tables.size());
        Sizes.require("digests", 0, MAX_DIGESTS, digests.size());
        Sizes.require("users", 0, RedisOperation.MAX_USERS, users.size());
    }

    @Override
    public String protocol() {
        return PROTOCOL;
    }

    @Override
    public boolean coversProtocol(String name) {
        return name.equals(PROTOCOL);
    }
}
