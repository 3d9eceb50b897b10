package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.mysql.sql.Dialect;
import io.bulwark.proxy.protocol.mysql.sql.SessionChange;

/** What is known of a connection beyond its commands: what was agreed on, who has logged in, and how statements are spelt. */
final class Session {
    private static final byte[] NOBODY = new byte[0];

    private final Dialect dialect = new Dialect();
    private final Statements statements = new Statements();
    private long offered;
    private long capabilities;
    private byte[] user = NOBODY;
    private byte[] schema = NOBODY;

    /** The server offers these capabilities. */
    void offered(long newOffered) {
        offered = newOffered;
    }

    /** The client has chosen among them. */
    void chosen(long chosen) {
        capabilities = offered & chosen;
    }

    boolean has(long capability) {
        return (capabilities & capability) != 0;
    }

    /** Whether a byte behind the number of columns says if they follow. */
    boolean saysWhetherColumnsFollow() {
        return has(Capability.CACHE_METADATA) || has(Capability.OPTIONAL_METADATA);
    }

    Dialect dialect() {
        return dialect;
    }

    Statements statements() {
        return statements;
    }

    void login(byte[] newUser, byte[] newSchema) {
        user = newUser;
        schema = newSchema;
    }

    void schema(byte[] newSchema) {
        schema = newSchema;
    }

    byte[] user() {
        return user;
    }

    byte[] schema() {
        return schema;
    }

    /** The character set of this collation is the client's from now on. */
    void collation(int collation) {
        dialect.letters(Collations.letters(collation));
    }

    void apply(SessionChange.Outcome change) {
        if (change.letters() != null) {
            dialect.letters(change.letters());
        }
        if (change.ansiQuotes() != null) {
            dialect.ansiQuotes(change.ansiQuotes());
        }
    }
}
