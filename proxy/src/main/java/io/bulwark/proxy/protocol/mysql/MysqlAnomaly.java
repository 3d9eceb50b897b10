package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.Anomaly;

/** A way in which bytes break the rules of MySQL's protocol, or a bound of this reader. */
enum MysqlAnomaly implements Anomaly {
    /** The server's first packet is no greeting that is known. */
    GREETING("mysql.greeting"),
    /** The client's answer to the greeting cannot be taken apart, or is one of before 4.1. */
    LOGIN("mysql.login"),
    /** A packet does not carry the number that comes next. */
    SEQUENCE("mysql.sequence"),
    EMPTY_COMMAND("mysql.empty-command"),
    UNKNOWN_COMMAND("mysql.unknown-command"),
    /** A command is shorter than what it says of itself, or its parameters have types that are not known. */
    MALFORMED_COMMAND("mysql.malformed-command"),
    /** The server sends what nobody has asked for. */
    UNASKED_ANSWER("mysql.unasked-answer"),
    MALFORMED_ANSWER("mysql.malformed-answer"),
    /** A statement has the server make another one out of what nobody can read: a variable, a function. */
    DYNAMIC_STATEMENT("mysql.dynamic-statement"),
    /** A statement names more tables, or has more brackets in each other, than are followed. */
    STATEMENT_SIZE("mysql.statement-size"),
    /** More statements are prepared on a connection than are kept. */
    STATEMENTS("mysql.statements");

    private final String id;

    MysqlAnomaly(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }
}
