package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.mysql.sql.Verb;
import org.jspecify.annotations.Nullable;

/** A command of the protocol: its number, what policy calls it, and what the server answers. */
enum Command {
    QUIT(0x01, "COM_QUIT", Answer.NONE),
    INIT_DB(0x02, "USE", Answer.OK),
    QUERY(0x03, "COM_QUERY", Answer.TEXT_RESULT),
    FIELD_LIST(0x04, "COM_FIELD_LIST", Answer.FIELDS),
    CREATE_DB(0x05, "CREATE DATABASE", Answer.OK),
    DROP_DB(0x06, "DROP DATABASE", Answer.OK),
    REFRESH(0x07, "FLUSH", Answer.OK),
    SHUTDOWN(0x08, "SHUTDOWN", Answer.OK),
    STATISTICS(0x09, "COM_STATISTICS", Answer.ONE_PACKET),
    PROCESS_INFO(0x0A, "COM_PROCESS_INFO", Answer.TEXT_RESULT),
    PROCESS_KILL(0x0C, "KILL", Answer.OK),
    DEBUG(0x0D, "COM_DEBUG", Answer.OK),
    PING(0x0E, "COM_PING", Answer.OK),
    CHANGE_USER(0x11, "CONNECT", Answer.LOGIN),
    BINLOG_DUMP(0x12, "COM_BINLOG_DUMP", Answer.STREAM),
    TABLE_DUMP(0x13, "COM_TABLE_DUMP", Answer.STREAM),
    REGISTER_REPLICA(0x15, "COM_REGISTER_SLAVE", Answer.OK),
    STMT_PREPARE(0x16, "COM_STMT_PREPARE", Answer.PREPARED),
    STMT_EXECUTE(0x17, "COM_STMT_EXECUTE", Answer.BINARY_RESULT),
    STMT_SEND_LONG_DATA(0x18, "COM_STMT_SEND_LONG_DATA", Answer.NONE),
    STMT_CLOSE(0x19, "COM_STMT_CLOSE", Answer.NONE),
    STMT_RESET(0x1A, "COM_STMT_RESET", Answer.OK),
    SET_OPTION(0x1B, "COM_SET_OPTION", Answer.OK),
    STMT_FETCH(0x1C, "COM_STMT_FETCH", Answer.ROWS),
    BINLOG_DUMP_GTID(0x1E, "COM_BINLOG_DUMP", Answer.STREAM),
    RESET_CONNECTION(0x1F, "COM_RESET_CONNECTION", Answer.OK),
    CLONE(0x20, "COM_CLONE", Answer.STREAM),
    SUBSCRIBE_GROUP(0x21, "COM_SUBSCRIBE_GROUP_REPLICATION_STREAM", Answer.STREAM),
    STMT_BULK_EXECUTE(0xFA, "COM_STMT_BULK_EXECUTE", Answer.BINARY_RESULT);

    /** What comes back. */
    enum Answer {
        NONE,
        /** OK, EOF or ERR. */
        OK,
        /** One packet of any kind. */
        ONE_PACKET,
        /** OK or ERR, or result sets as text, or a request for a file. */
        TEXT_RESULT,
        BINARY_RESULT,
        /** Rows of a result set whose columns are known. */
        ROWS,
        /** The number of a statement, its parameters and its columns. */
        PREPARED,
        /** Columns, and no rows. */
        FIELDS,
        /** What a login brings. */
        LOGIN,
        /** Events without end, which are not read. */
        STREAM
    }

    private static final @Nullable Command[] BY_CODE = new Command[256];

    static {
        for (var command : values()) {
            BY_CODE[command.code] = command;
        }
    }

    private final int code;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Verb verb;

    private final Answer answer;

    Command(int code, String verb, Answer answer) {
        this.code = code;
        this.verb = Verb.of(verb);
        this.answer = answer;
    }

    /** The command of this number; null when there is none that is followed. */
    static @Nullable Command of(int code) {
        return BY_CODE[code];
    }

    Verb verb() {
        return verb;
    }

    Answer answer() {
        return answer;
    }

    /** Whether the rest of its payload is the name of what it is about. */
    boolean isNamed() {
        return this == INIT_DB || this == CREATE_DB || this == DROP_DB || this == FIELD_LIST;
    }

    /** Whether it is part of what an earlier command was asked for, so that policy is not asked again. */
    boolean isUpkeep() {
        return switch (this) {
            case QUIT, STMT_CLOSE, STMT_RESET, SET_OPTION, STMT_FETCH -> true;
            default -> false;
        };
    }

    /** Whether it is about a prepared statement, which its first four bytes name. */
    boolean usesStatement() {
        return switch (this) {
            case STMT_EXECUTE, STMT_SEND_LONG_DATA, STMT_CLOSE, STMT_RESET, STMT_FETCH, STMT_BULK_EXECUTE -> true;
            default -> false;
        };
    }
}
