package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.Denial;
import io.bulwark.proxy.protocol.mysql.Command.Answer;
import io.bulwark.proxy.protocol.mysql.sql.SessionChange;
import io.bulwark.proxy.protocol.mysql.sql.Verb;
import org.jspecify.annotations.Nullable;

/** A command whose answer is awaited. Used again for later ones. */
final class Asked {
    private final MysqlOperation operation = new MysqlOperation();
    private Command command = Command.PING;
    private @Nullable Statement statement;
    private @Nullable Denial refusal;
    private SessionChange.@Nullable Outcome change;
    private byte @Nullable [] user;
    private byte @Nullable [] schema;
    private int number;
    private int sighting;

    /** @param ofNumber of the command's last packet */
    void set(Command ofCommand, MysqlOperation of, @Nullable Statement ofStatement, int ofNumber, int ofSighting) {
        command = ofCommand;
        operation.copy(of);
        statement = ofStatement;
        number = ofNumber;
        sighting = ofSighting;
        refusal = null;
        change = null;
        user = null;
        schema = null;
    }

    void refuse(Denial why) {
        refusal = why;
        sighting = 0;
    }

    /** What holds for the session once the command has succeeded. */
    void brings(SessionChange.@Nullable Outcome newChange, byte @Nullable [] newSchema) {
        change = newChange;
        schema = newSchema;
    }

    void logsIn(byte[] newUser, byte[] newSchema) {
        user = newUser;
        schema = newSchema;
    }

    Command command() {
        return command;
    }

    Answer answer() {
        return command.answer();
    }

    MysqlOperation operation() {
        return operation;
    }

    @Nullable
    Statement statement() {
        return statement;
    }

    /** The server has made this statement of the command. */
    void statement(Statement made) {
        statement = made;
    }

    /** Why it was not given to the server; null when it was. */
    @Nullable
    Denial refusal() {
        return refusal;
    }

    int number() {
        return number;
    }

    void number(int newNumber) {
        number = newNumber;
    }

    int sighting() {
        return sighting;
    }

    /** The command has succeeded: what it changes in the session holds from now on. */
    void apply(Session session) {
        if (change != null) {
            session.apply(change);
        }
        if (user != null) {
            session.login(user, schema == null ? new byte[0] : schema);
        } else if (schema != null) {
            session.schema(schema);
        }
        if (command == Command.CHANGE_USER || command == Command.RESET_CONNECTION) {
            session.statements().clear();
            session.dialect().ansiQuotes(false);
        }
    }

    /** Whether the server may ask for more before it answers, or answers in another way than it seems. */
    boolean mustBeAlone() {
        return command == Command.CHANGE_USER || operation.has(Verb.LOAD_DATA) || operation.has(Verb.LOAD_XML);
    }

    void trim() {
        operation.trim();
        statement = null;
    }
}
